"""The contract that every kind of store keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain import (
    OPERATOR,
    Article,
    AskedQuestion,
    Draft,
    Event,
    GuildSettings,
    Scope,
    SettingChange,
    StoredArticle,
    Unanswered,
    UserRecord,
    Write,
)
from bot.store.feedback import FeedbackRepository
from bot.store.feeds import FeedRepository
from bot.store.follows import FollowRepository
from bot.store.jobs import JobRepository
from bot.store.links import LinkRepository
from bot.store.notices import NoticeRepository
from bot.store.reader_requests import ReaderRequestRepository


class Change(StrEnum):
    """The effect of adding an article."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class CurrentArticles:
    """The current articles of a scope, by id, and the ids of those that cannot be used."""

    articles: list[Article]
    unusable: frozenset[str] = frozenset()
    """Ids of articles whose current revision was altered outside the program or cannot be read.

    Nothing may take their place: neither an older revision nor another scope's article of the same id.
    """


@dataclass(slots=True)
class StoreStatistics:
    """Numbers for the operator since the start."""

    transactions: int = 0
    failures: int = 0
    seconds: float = 0.0
    """Time spent in transactions, waiting for the database included."""
    is_up: bool = True
    """Whether the last transaction succeeded."""


class Store(Protocol):
    """Articles by scope with their history, servers' settings, drafts, and the questions behind Discord's buttons.

    Every method raises StoreError if the database is locked, full, read-only, damaged or unreachable; then nothing
    has changed. A method raises other errors only where it says so. `statistics` counts what the program does.

    A write is one transaction. Revisions are only ever added. A scope never sees another scope's rows: a server's own
    articles do not include everyone's. A row that was altered or cannot be read is left out and logged, and everything
    else is returned.
    """

    @property
    def statistics(self) -> StoreStatistics:
        """Numbers for the operator."""
        ...

    @property
    def feeds(self) -> FeedRepository:
        """Feeds and the articles that they propose, see `bot.library.feeds`."""
        ...

    @property
    def jobs(self) -> JobRepository:
        """Periodic jobs, see `bot.library.jobs`."""
        ...

    @property
    def feedback(self) -> FeedbackRepository:
        """Votes on answers, and questions that servers have dismissed."""
        ...

    @property
    def notices(self) -> NoticeRepository:
        """Messages that the bot sent by itself, see `bot.discord_app.services.notices`."""
        ...

    @property
    def links(self) -> LinkRepository:
        """Links of articles, see `bot.library.articles.dead_links`."""
        ...

    @property
    def reader_requests(self) -> ReaderRequestRepository:
        """Requests to a model that chooses among passages, see `bot.library.reader.service`."""
        ...

    @property
    def follows(self) -> FollowRepository:
        """Followed topics, see `bot.library.follows`."""
        ...

    async def articles(self, scope: Scope) -> list[Article]:
        """Return the current revision of each article of exactly this scope, by id."""
        ...

    async def current(self, scope: Scope) -> CurrentArticles:
        """Return the articles as `articles` does, and the ids of those that cannot be used."""
        ...

    async def revision(self, scope: Scope) -> int:
        """Return a number that grows with every change to the scope's articles; 0 if there was none."""
        ...

    async def stamp(self) -> str:
        """Return a value that differs after any change to the articles of any scope."""
        ...

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Store the article; a known id with other content becomes a new revision.

        Raises StoreError also for characters that a database cannot store.
        """
        ...

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Add the articles in one transaction: all of them are stored, or none. Returns one result for each."""
        ...

    async def hidden(self, scope: Scope) -> frozenset[str]:
        """Return the ids of everyone's articles that this scope has hidden."""
        ...

    async def entries(self, scope: Scope) -> list[StoredArticle]:
        """Return every article that exactly this scope has or had, in its current state, by id."""
        ...

    async def write(self, writes: Sequence[Write], scope: Scope, by: str, proposal: str = "") -> list[Event]:
        """Make changes in one transaction and return their events, newest first; all of them have the same moment.

        `proposal` is the key of a proposal that is published with it. Raises ConflictError, and changes nothing, if an
        article is not at the revision that a change expects, or if the proposal was decided on before.
        """
        ...

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """Return changes, newest first, of the scope or of one article, with numbers below `before` (0: all)."""
        ...

    async def added_since(self, scope: Scope, by: str, moment: datetime) -> int:
        """Return the number of articles that a user has added to the scope after that moment.

        Articles of erased users count for everybody; otherwise erasing oneself would lift the limit.
        """
        ...

    async def settings(self, scope: Scope) -> GuildSettings:
        """Return the server's settings, or the defaults."""
        ...

    async def set_settings(self, scope: Scope, settings: GuildSettings, by: str = OPERATOR) -> None:
        """Store the server's settings, and record who has changed which of them."""
        ...

    async def setting_changes(self, scope: Scope, before: int = 0, limit: int = 100) -> list[SettingChange]:
        """Return changes of the server's settings, newest first, with numbers below `before` (0: all)."""
        ...

    async def save_draft(self, draft: Draft, key: str = "") -> str:
        """Store an unpublished article for a day, replacing the draft `key` if given; return its key."""
        ...

    async def load_draft(self, key: str) -> Draft:
        """Return the draft. Raises DraftExpiredError if there is none."""
        ...

    async def delete_draft(self, key: str) -> None:
        """Delete the draft if it exists."""
        ...

    async def count_unanswered(self, question: str, scope: Scope) -> None:
        """Store a question that no article answered, or count that it was asked again.

        It never raises StoreError and never waits for the database, which gets the question a little later. In this
        process `unanswered` lists it at once, unless the database cannot be written.
        """
        ...

    async def unanswered(self, scope: Scope) -> list[Unanswered]:
        """Return the questions that no article answered, the most frequent first."""
        ...

    async def set_left(self, scope: Scope, left_at: datetime | None) -> None:
        """Store when the bot left a server; None if it is in it."""
        ...

    async def left_before(self, moment: datetime) -> list[Scope]:
        """Return the servers that the bot left before that moment."""
        ...

    async def erase(self, scope: Scope) -> None:
        """Delete everything that is stored of a server; its revision grows, so that every process notices."""
        ...

    async def user_record(self, user: str) -> UserRecord:
        """Return how much is stored with the id of this user."""
        ...

    async def erase_user(self, user: str) -> UserRecord:
        """Remove the id of this user everywhere, and return how much was stored with it.

        In the history ERASED_USER replaces the id. Drafts and follows are deleted. Articles and settings stay. Raises
        ValueError for anything but a user's id.
        """
        ...

    async def save_question(self, question: AskedQuestion) -> str:
        """Store a question for the buttons of its reply, and return a key of at most 16 letters and digits.

        It never raises StoreError and never waits for the database, which gets the question a little later. Until
        then `load_question` finds it in this process only.
        """
        ...

    async def load_question(self, key: str) -> AskedQuestion:
        """Return the question under the key. Raises ExpiredError if there is none."""
        ...

    async def note(self, name: str) -> str:
        """Return a small named value of the program's own, '' if it was never set."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Set a small named value of the program's own."""
        ...

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take a claim, which at most one claimant of all processes holds for that number of seconds.

        Returns 0.0 if it was taken, or renewed by its holder; else the seconds until it is free, and nothing changed.
        """
        ...

    async def close(self) -> None:
        """Write what is not written yet and close connections; the store cannot be used afterwards."""
        ...
