"""What a question asks for: its words with the forms that they may have in articles, concepts, names, kind and time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.search.language.names import Name
from bot.search.language.times import TimeMention
from bot.search.language.tokens import Token


class Role(StrEnum):
    """What a word of the question does in it."""

    FUNCTION = "function"
    SUBJECT = "subject"
    """It only says which film is meant."""
    GLUE = "glue"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of the question, and every form in which a passage may hold it."""

    typed: str
    """Its plain form as the member typed it."""
    token: Token
    """Its place in the question, and its plain form with typing mistakes corrected."""
    role: Role
    stems: tuple[str, ...]
    is_known: bool
    """Whether a passage, or a phrase, name or time of the language data, holds it."""
    in_phrase: bool = False
    """Whether it is part of a concept, a name or a time, which then stands for it."""


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    """A question as the ranking takes it."""

    text: str
    languages: tuple[str, ...]
    """The languages that it may be in, likeliest first."""
    words: tuple[QuestionWord, ...]
    concepts: tuple[str, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()
    """What is asked, without the film itself; concepts that the same words brought in are alternatives."""
    names: tuple[Name, ...] = ()
    names_are_alternatives: bool = False
    """Whether one of the names will do: "warner or amazon"."""
    kinds: tuple[str, ...] = ()
    """The kinds of answer that would do, by the question's own words."""
    times: tuple[TimeMention, ...] = ()
    amounts: tuple[str, ...] = ()
    about_original: bool = False
    about_past: bool = False
    """Whether it asks how things were: "what did they offer"."""
    is_greeting: bool = False

    @property
    def named_times(self) -> tuple[TimeMention, ...]:
        """The times that the answer is to be of; none where several years are offered: "in 2026 or 2027?"."""
        years = {time.year for time in self.times if time.is_explicit and time.year}
        return () if len(years) > 1 else self.times

    @property
    def content(self) -> tuple[QuestionWord, ...]:
        """The words that carry the topic."""
        return tuple(word for word in self.words if word.role is Role.CONTENT)

    @property
    def topic_concepts(self) -> tuple[str, ...]:
        """The concepts of all topics."""
        return tuple(concept for topic in self.topics for concept in topic)
