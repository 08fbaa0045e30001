"""Questions and answers: excerpts of articles, and the reason for the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain.article import EVERYONE, Article, Passage, Scope, Span
from bot.domain.explanation import Explanation

ELISION: Final = " […] "
"""Replaces text that a quote leaves out between two slices of a passage."""


class About(StrEnum):
    """The subject of a sentence, a quote or an article."""

    SUBJECT = "subject"
    """The film that the bot is about, or the novel of it."""
    ORIGINAL = "original"
    """The film before it."""
    OTHER = "other"
    """Another film, or something else."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote from a passage. `slices` are ranges of the article's text inside the passage, in order."""

    passage: Passage
    slices: tuple[Span, ...]
    score: float
    matched: tuple[str, ...] = ()
    """Words of the question that occur in the quote, as the quote writes them."""
    older: bool = False
    """True if a newer excerpt of the same answer supersedes this one."""
    also_in: tuple[Article, ...] = ()
    """Other articles with the same statement, earliest first."""
    about: About = About.SUBJECT
    """The subject of the quoted statement."""

    @property
    def article(self) -> Article:
        """The quoted article."""
        return self.passage.article

    @property
    def quote(self) -> str:
        """The shown text: the slices, verbatim, joined by ELISION."""
        return ELISION.join(piece.of(self.article.text) for piece in self.slices)

    @property
    def is_verbatim(self) -> bool:
        """True if every slice lies inside the passage, in order and without overlap."""
        edges = [self.passage.span.start, *(e for s in self.slices for e in (s.start, s.end)), self.passage.span.end]
        return bool(self.slices) and edges == sorted(edges) and all(s.end > s.start for s in self.slices)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as a reply's buttons repeat it. It holds no user."""

    text: str
    scope: Scope = EVERYONE
    as_of: date | None = None
    """The day as of which it is answered; None means today."""
    after: str = ""
    """The question before it in a conversation, which may have what this one lacks; "" for none."""


class Verdict(StrEnum):
    """Whether an article answers the question."""

    ANSWER = "answer"
    NONE = "none"


class SmallTalk(StrEnum):
    """A kind of message that no article can answer; the phrases have a friendly line for each in every language."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_THE_BOT = "about_the_bot"
    """Praise, blame, and questions about the bot itself: "good bot", "you suck", "are you real"."""
    HELP = "help"
    """A question about what the bot can do."""
    COMMAND = "command"
    """An order to do something else than answer: "tell me a joke", "delete this"."""
    OPINION = "opinion"
    """A question for the bot's own opinion: "what do you think"."""
    INSULT = "insult"
    """An insult or a threat: "shut up", "kill yourself"."""
    DISTRESS = "distress"
    """A message of somebody who may not be well: "I want to die"."""
    REACTION = "reaction"
    """An interjection: "wow", "what a pity", "lol"."""


class ReasonCode(StrEnum):
    """The reason for the verdict; the phrases have a sentence for each in every language."""

    ANSWERED = "answered"
    NO_ARTICLES = "no_articles"
    NO_QUESTION = "no_question"
    """A message without a word."""
    SMALL_TALK = "small_talk"
    TOO_VAGUE = "too_vague"
    OFF_TOPIC = "off_topic"
    NOT_MENTIONED = "not_mentioned"
    NO_SUCH_FACT = "no_such_fact"
    NOTHING_NEAR = "nothing_near"
    NO_NEWS = "no_news"
    """No article is from the time that the question wants the news of."""


@dataclass(frozen=True, slots=True)
class Reason:
    """The reason for the verdict: a code, and the words of the question or the id of the concept that it is about."""

    code: ReasonCode
    words: tuple[str, ...] = ()
    """Words of the question; questions to offer as examples if it asks for help."""
    concept: str = ""
    small_talk: SmallTalk | None = None
    """The kind of message; only SMALL_TALK has one."""


ANSWERED: Final = Reason(ReasonCode.ANSWERED)


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its verdict and its excerpts in order. `nearest` do not answer it, and are labelled so."""

    question: str
    verdict: Verdict
    reason: Reason
    excerpts: tuple[Excerpt, ...] = ()
    nearest: tuple[Excerpt, ...] = ()
    language: str = ""
    """The question's language, '' if it could not be detected."""
    explanation: Explanation = field(default_factory=Explanation)

    @property
    def misses_article(self) -> bool:
        """Whether an article could answer the question, and none does: small talk and "what?" ask for nothing."""
        says_nothing = self.reason.code in {ReasonCode.TOO_VAGUE, ReasonCode.NO_QUESTION}
        is_empty = says_nothing and not self.reason.words and not self.reason.concept
        return self.verdict is Verdict.NONE and not self.reason.small_talk and not is_empty

    def oldest_first(self) -> Answer:
        """Return the answer with its excerpts from the oldest to the newest; undated ones last."""
        return replace(self, excerpts=tuple(sorted(self.excerpts, key=_age_key)))


def _age_key(excerpt: Excerpt) -> date:
    return excerpt.article.published.first_day or date.max
