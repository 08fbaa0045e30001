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
from bot.domain.article_history import (
    ERASED_USER,
    OPERATOR,
    TRUSTED_FEED,
    Act,
    Draft,
    Event,
    StoredArticle,
    UserRecord,
    Write,
)
from bot.domain.explanation import Explanation, Step, StepCode, TermRole, TermWeight
from bot.domain.feed import FeedContent, FeedEntry, FeedSource, FeedVersion, Proposal, ProposalState
from bot.domain.feedback import CastVote, Unanswered, Vote, VoteReason
from bot.domain.guild_settings import DEFAULT_SETTINGS, GuildSettings, Mentions, SettingChange, settings_as_text
from bot.domain.published_date import UNKNOWN_DATE, DatePrecision, PublishedDate
from bot.domain.timeline import DatedStatement, Timeline

__all__ = [
    "ANSWERED",
    "DEFAULT_SETTINGS",
    "ELISION",
    "ERASED_USER",
    "EVERYONE",
    "OPERATOR",
    "TRUSTED_FEED",
    "UNKNOWN_DATE",
    "About",
    "Act",
    "Answer",
    "Article",
    "AskedQuestion",
    "CastVote",
    "DatePrecision",
    "DatedStatement",
    "Draft",
    "Event",
    "Excerpt",
    "Explanation",
    "FeedContent",
    "FeedEntry",
    "FeedSource",
    "FeedVersion",
    "GuildSettings",
    "Mentions",
    "Passage",
    "PassageKind",
    "Proposal",
    "ProposalState",
    "PublishedDate",
    "Reason",
    "ReasonCode",
    "Scope",
    "SettingChange",
    "SmallTalk",
    "Span",
    "Step",
    "StepCode",
    "StoredArticle",
    "TermRole",
    "TermWeight",
    "Timeline",
    "Unanswered",
    "UserRecord",
    "Verdict",
    "Vote",
    "VoteReason",
    "Write",
    "settings_as_text",
]
