"""Dates, sources and reasons as text that is safe to print on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.domain import About, Article, Excerpt, Reason, Step, TermWeight, Timeline
from bot.phrases import Phrases
from bot.phrases.dates import say_age, say_date
from bot.phrases.explanations import say_about, say_found, say_no_timeline, say_reason, say_step, say_term
from bot.text.safe_text import one_line

MAX_BEGINNING_LENGTH: Final = 80
"""Maximum number of characters of a text that stand in for a missing title."""


@dataclass(frozen=True, slots=True)
class TerminalText:
    """Formats everything around a quote. `concept_label` returns the name of a concept for its id."""

    phrases: Phrases
    concept_label: Callable[[str], str]
    today: date

    def reason(self, reason: Reason) -> str:
        """Return why there is no answer, or an empty string when there is one."""
        return say_reason(reason, self.phrases, self.concept_label(reason.concept) if reason.concept else "")

    def no_answer(self, reason: Reason) -> str:
        """Return the sentence that nothing answers; an empty string for small talk, which asks for nothing."""
        return "" if reason.small_talk else self.phrases.say("answer.none")

    def no_timeline(self, timeline: Timeline) -> str:
        """Return the sentence that the articles say nothing about the topic."""
        return say_no_timeline(replace(timeline, topic=one_line(timeline.topic)), self.phrases)

    def term(self, term: TermWeight) -> str:
        """Return a term of the question."""
        return say_term(term, self.phrases, self.concept_label)

    def term_note(self, term: TermWeight) -> str:
        """Return the role of a term and the number of passages that contain it."""
        return say_found(term, self.phrases)

    def step(self, step: Step) -> str:
        """Return one step of the decision as a sentence."""
        return say_step(step, self.phrases, self.concept_label)

    def date_and_age(self, article: Article) -> str:
        """Return the date with its evidence and its age: `5 January 2024, 2 years ago`."""
        parts = say_date(article.published, self.phrases), say_age(article.published, self.today, self.phrases)
        return one_line(", ".join(filter(None, parts)))

    def date_and_age_briefly(self, article: Article) -> str:
        """Return the date and age without the evidence of an inferred date, which can be long."""
        return self.date_and_age(replace(article, published=replace(article.published, evidence="")))

    def publisher(self, article: Article) -> str:
        """Return the publisher, or words that say that none is stated."""
        return one_line(article.publisher) or self.phrases.say("answer.publisher_unknown")

    def title(self, article: Article) -> str:
        """Return the title, or an empty string."""
        return one_line(article.title)

    def headline(self, article: Article) -> str:
        """Return the title, or the beginning of the text in quotation marks."""
        return self.title(article) or f"“{one_line(article.text, MAX_BEGINNING_LENGTH)}”"

    def language(self, article: Article) -> str:
        """Return the name of the article's language, or an empty string if it is unknown or the reader's own."""
        own = article.language in ("", self.phrases.language)
        return "" if own else one_line(self.phrases.name_of_language(article.language))

    def also_in(self, excerpt: Excerpt) -> str:
        """Return the other articles with the same statement, or an empty string."""
        if not excerpt.also_in:
            return ""
        others = "; ".join(f"{self.publisher(article)}, {self.date_and_age(article)}" for article in excerpt.also_in)
        return self.phrases.say("answer.also_in", articles=others)

    def about(self, excerpt: Excerpt) -> str:
        """Return the mark for a statement that is not about the subject, or an empty string."""
        return say_about(excerpt.about, self.phrases)

    def film(self, excerpt: Excerpt) -> str:
        """Return what a statement is about, for other programs: `heat 2`, `heat 1995` or `other`."""
        subject = self.phrases.subject
        original = f"{subject.original.title} {subject.original.year}" if subject.original else ""
        return {About.SUBJECT: subject.title, About.ORIGINAL: original, About.OTHER: "other"}[excerpt.about].lower()

    def older(self, excerpt: Excerpt) -> str:
        """Return the mark for a statement that a newer one replaces, or an empty string."""
        return self.phrases.say("answer.older") if excerpt.older else ""
