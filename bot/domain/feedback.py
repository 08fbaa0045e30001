"""Feedback of members: questions without an answer, and votes on answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that no article answered, and the number of times it was asked."""

    question: str
    times: int
    last_asked: datetime


class VoteReason(StrEnum):
    """The reason of a vote against an answer. The values are stored."""

    NOT_ABOUT_IT = "not_about_it"
    OUTDATED = "outdated"
    WRONG_LANGUAGE = "wrong_language"
    SHOULD_KNOW = "should_know"


@dataclass(frozen=True, slots=True)
class Vote:
    """A member's opinion of an answer."""

    is_up: bool
    reason: VoteReason | None = None
    """What was wrong, if the member has said so."""


@dataclass(frozen=True, slots=True)
class CastVote:
    """A vote on the answer to a question, without who cast it."""

    question: str
    vote: Vote
    at: datetime
