"""The values that all other parts exchange. They are frozen and use the standard library only.

The rest of the program imports them from here.
"""

from bot.domain.answer import (
    ANSWERED,
    ELISION,
    About,
    Answer,
    AskedQuestion,
    Excerpt,
    Reason,
    ReasonCode,
    SmallTalk,
    Verdict,
)
from bot.domain.article import EVERYONE, Article, Passage, PassageKind, Scope, Span
from bot.domain.explanation import Explanation, Step, StepCode, TermRole, TermWeight
from bot.domain.feed import FeedContent, FeedEntry, FeedVersion
from bot.domain.published_date import UNKNOWN_DATE, DatePrecision, PublishedDate
from bot.domain.timeline import DatedStatement, Timeline

__all__ = [
    "ANSWERED",
    "ELISION",
    "EVERYONE",
    "UNKNOWN_DATE",
    "About",
    "Answer",
    "Article",
    "AskedQuestion",
    "DatePrecision",
    "DatedStatement",
    "Excerpt",
    "Explanation",
    "FeedContent",
    "FeedEntry",
    "FeedVersion",
    "Passage",
    "PassageKind",
    "PublishedDate",
    "Reason",
    "ReasonCode",
    "Scope",
    "SmallTalk",
    "Span",
    "Step",
    "StepCode",
    "TermRole",
    "TermWeight",
    "Timeline",
    "Verdict",
]
