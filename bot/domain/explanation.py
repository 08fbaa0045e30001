"""The explanation of an answer: the terms of the question, and the steps of the decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TermRole(StrEnum):
    """The role of a term in a question; the phrases have words for each."""

    TOPIC = "topic"
    NEAR = "near"
    KIND = "kind"
    MODIFIER = "modifier"
    NAME = "name"
    AMOUNT = "amount"
    YEAR = "year"
    WORD = "word"
    PHRASE_WORD = "phrase_word"
    COMMON = "common"


@dataclass(frozen=True, slots=True)
class TermWeight:
    """One line of the explanation of an answer: a term, its weight, and the number of passages that contain it."""

    words: tuple[str, ...]
    """Alternatives, one of which is enough: words of the question, names, or ids of concepts."""
    weight: float
    role: TermRole
    passages: int = 0
    kinds: tuple[str, ...] = ()
    """Kinds of statement that a passage must make about the concept; `open` is one of them."""


class StepCode(StrEnum):
    """The message of a step of the decision; the phrases have a sentence for each."""

    LANGUAGE = "language"
    TOPIC = "topic"
    KIND = "kind"
    ORIGINAL = "original"
    CORRECTED = "corrected"
    LATEST = "latest"
    VERBATIM = "verbatim"
    START = "start"
    FIT = "fit"
    MEANING = "meaning"
    OFF_TOPIC = "off_topic"
    ASKED = "asked"
    DETAIL = "detail"
    COVERAGE = "coverage"
    UNKNOWN = "unknown"
    UNKNOWN_NAME = "unknown_name"
    TOPIC_MISSING = "topic_missing"
    TOPIC_ABSENT = "topic_absent"
    KIND_MISSING = "kind_missing"
    UNKNOWN_SUBJECT = "unknown_subject"
    ELSEWHERE = "elsewhere"
    NAMES_ABSENT = "names_absent"
    RESULT = "result"
    READER_CHOSE = "reader_chose"
    """A reader chose the passages; the words are the name of its model."""
    READER_CHOSE_NONE = "reader_chose_none"
    READER_FAILED = "reader_failed"
    """The reader gave no valid choice, so that the search decided."""
    SEARCH_AGREED = "search_agreed"
    """The search without the reader would have given the same verdict, with the same passage first if any."""
    SEARCH_FIRST = "search_first"
    """The search would have put another passage first; the words are its publisher and date."""
    SEARCH_NONE = "search_none"
    """The search would have given no answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the decision about the verdict."""

    code: StepCode
    words: tuple[str, ...] = ()
    """Words of the question, languages, kinds, or ids of concepts."""
    share: float = 0.0
    """How far a reason applies, or the probability of an answer, from 0 to 1."""
    weight: float = 0.0
    """The amount that the step adds for an answer; negative if against."""
    least: float = 0.0
    """For the result, the minimum probability of an answer, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of an answer: terms with weights, and the steps of the decision."""

    terms: tuple[TermWeight, ...] = ()
    steps: tuple[Step, ...] = ()
