"""What the terminal says of an answer, in the operator's language: dates, sources and reasons as harmless words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.domain import Article, Excerpt, Reason, Step, TermWeight
from bot.phrases import Phrases
from bot.phrases.dates import say_age, say_date
from bot.phrases.reasons import say_reason
from bot.phrases.steps import say_step
from bot.phrases.terms import say_found, say_term
from bot.text.safe_text import one_line

MAX_BEGINNING_LENGTH: Final = 80
"""How much of an untitled article stands in for its title, in characters."""


@dataclass(frozen=True, slots=True)
class TerminalText:
    """The words for everything around a quote. `concept_label` names a concept by its id."""

    phrases: Phrases
    concept_label: Callable[[str], str]
    today: date

    def reason(self, reason: Reason) -> str:
        """Why there is no answer; '' when there is one."""
        return say_reason(reason, self.phrases, self.concept_label(reason.concept) if reason.concept else "")

    def term(self, term: TermWeight) -> str:
        """A term of the question."""
        return say_term(term, self.phrases, self.concept_label)

    def found(self, term: TermWeight) -> str:
        """What a term stands for, and how many passages hold it."""
        return say_found(term, self.phrases)

    def step(self, step: Step) -> str:
        """A step of the decision."""
        return say_step(step, self.phrases, self.concept_label)

    def when(self, article: Article) -> str:
        """The date with how it is known, and its age: `5 January 2024, 2 years ago`."""
        said = say_date(article.published, self.phrases), say_age(article.published, self.today, self.phrases)
        return one_line(", ".join(filter(None, said)))

    def when_in_short(self, article: Article) -> str:
        """The same without the evidence of an inferred date, which can be long."""
        return self.when(replace(article, published=replace(article.published, evidence="")))

    def who(self, article: Article) -> str:
        """The publisher, or that it is not stated."""
        return one_line(article.publisher) or self.phrases.say("answer.publisher_unknown")

    def title(self, article: Article) -> str:
        """The title; '' without one."""
        return one_line(article.title)

    def headline(self, article: Article) -> str:
        """The title, or how the text begins."""
        return self.title(article) or f"“{one_line(article.text, MAX_BEGINNING_LENGTH)}”"

    def language(self, article: Article) -> str:
        """What the article's language is called; '' for one that is not known or is the reader's own."""
        own = article.language in ("", self.phrases.language)
        return "" if own else one_line(self.phrases.name_of_language(article.language))

    def also_in(self, excerpt: Excerpt) -> str:
        """The other articles that carry the same statement; '' without any."""
        if not excerpt.also_in:
            return ""
        others = "; ".join(f"{self.who(article)}, {self.when(article)}" for article in excerpt.also_in)
        return self.phrases.say("answer.also_in", articles=others)

    def older(self, excerpt: Excerpt) -> str:
        """The mark of a statement that a newer one overtakes; '' for all others."""
        return self.phrases.say("answer.older") if excerpt.older else ""
