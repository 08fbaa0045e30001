"""A store in memory: for commands that only read when no database exists, and for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain import (
    DEFAULT_SETTINGS,
    ERASED_USER,
    OPERATOR,
    Act,
    Article,
    AskedQuestion,
    Draft,
    Event,
    GuildSettings,
    ProposalState,
    Scope,
    SettingChange,
    StoredArticle,
    Unanswered,
    UserRecord,
    Write,
    settings_as_text,
)
from bot.errors import DraftExpiredError, ExpiredError
from bot.store.base import Change, CurrentArticles, StoreStatistics
from bot.store.feedback import UNANSWERED_LIFETIME, MemoryFeedback
from bot.store.feeds import MemoryFeeds
from bot.store.follows import MemoryFollows
from bot.store.jobs import MemoryJobs
from bot.store.links import MemoryLinks
from bot.store.notices import MemoryNotices
from bot.store.reader_requests import MemoryReaderRequests
from bot.store.rules import (
    DRAFT_EXPIRED,
    DRAFT_LIFETIME,
    QUESTION_EXPIRED,
    QUESTION_LIFETIME,
    check_storable,
    check_user,
    claim_note,
    conflict,
    new_key,
    remove_user,
    seconds_left,
    utc_now,
)


class MemoryStore:
    """Implements `Store` in memory; everything is lost when the process ends."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.statistics = StoreStatistics()
        self._clock = clock
        self._entries: defaultdict[Scope, dict[str, StoredArticle]] = defaultdict(dict)
        self._events: defaultdict[Scope, list[Event]] = defaultdict(list)
        self._revisions: defaultdict[Scope, int] = defaultdict(int)
        self._settings: dict[Scope, GuildSettings] = {}
        self._setting_changes: defaultdict[Scope, list[SettingChange]] = defaultdict(list)
        self._left: dict[Scope, datetime] = {}
        self._drafts: dict[str, tuple[Draft, datetime]] = {}
        self._unanswered: defaultdict[Scope, dict[str, Unanswered]] = defaultdict(dict)
        self._questions: dict[str, tuple[AskedQuestion, datetime]] = {}
        self._notes: dict[str, str] = {}
        self.feeds = MemoryFeeds()
        self.jobs = MemoryJobs()
        self.feedback = MemoryFeedback()
        self.notices = MemoryNotices()
        self.follows = MemoryFollows()
        self.links = MemoryLinks(self._present)
        self.reader_requests = MemoryReaderRequests()

    async def articles(self, scope: Scope) -> list[Article]:
        """Return the current revision of each article of exactly this scope, by id."""
        return [entry.article for entry in await self.entries(scope) if entry.is_present]

    def _present(self) -> list[tuple[Scope, Article]]:
        """Return the present articles of all scopes."""
        entries = ((scope, entry) for scope, each in self._entries.items() for entry in each.values())
        return [(scope, entry.article) for scope, entry in entries if entry.is_present]

    async def current(self, scope: Scope) -> CurrentArticles:
        """Return the articles as `articles` does; all of them can be used."""
        return CurrentArticles(await self.articles(scope))

    async def stamp(self) -> str:
        """Return a value that differs after any change to the articles of any scope."""
        return str(sum(self._revisions.values()))

    async def revision(self, scope: Scope) -> int:
        """Return a number that grows with every change to the scope's articles; 0 if there was none."""
        return self._revisions[scope]

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Store the article; a known id with other content becomes a new revision."""
        return (await self.add_all([article], scope, added_by))[0]

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Add the articles in one transaction."""
        check_storable(articles)
        return [self._add(article, scope, added_by) for article in articles]

    def _add(self, article: Article, scope: Scope, by: str) -> Change:
        entry = self._entries[scope].get(article.id)
        known = entry.article if entry and entry.is_present else None
        if known == article:
            return Change.UNCHANGED
        self._write(Write(article, Act.EDITED if known else Act.ADDED), scope, by, self._clock())
        return Change.CHANGED if known else Change.ADDED

    def _write(self, write: Write, scope: Scope, by: str, now: datetime) -> Event:
        entry = self._entries[scope].get(write.article.id)
        revision = (entry.revision if entry else 0) + 1
        self._revisions[scope] += 1
        before = entry.article if entry and entry.is_present else None
        event = Event(self._revisions[scope], scope, write.act, write.article, revision, by, now, before, write.undoes)
        self._entries[scope][write.article.id] = StoredArticle(write.article, revision, write.act, by, now)
        self._events[scope].append(event)
        return event

    async def hidden(self, scope: Scope) -> frozenset[str]:
        """Return the ids of everyone's articles that this scope has hidden."""
        return frozenset(key for key, entry in self._entries[scope].items() if entry.act is Act.HIDDEN)

    async def entries(self, scope: Scope) -> list[StoredArticle]:
        """Return every article that exactly this scope has or had, in its current state, by id."""
        return [entry for _, entry in sorted(self._entries[scope].items())]

    async def write(self, writes: Sequence[Write], scope: Scope, by: str, proposal: str = "") -> list[Event]:
        """Make changes in one transaction and return their events, newest first. Raises ConflictError."""
        check_storable(write.article for write in writes)
        for write in writes:
            entry = self._entries[scope].get(write.article.id)
            if write.expected is not None and write.expected != (entry.revision if entry else 0):
                raise conflict(entry)
        if proposal:
            await self.feeds.decide(scope, proposal, ProposalState.PUBLISHED)
        now = self._clock()
        return [self._write(write, scope, by, now) for write in writes][::-1]

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """Return changes, newest first, of the scope or of one article."""
        found = [e for e in reversed(self._events[scope]) if article_id in {"", e.article.id}]
        return [event for event in found if not before or event.number < before][:limit]

    async def added_since(self, scope: Scope, by: str, moment: datetime) -> int:
        """Return the number of articles that a user has added to the scope after that moment."""
        return sum(e.act is Act.ADDED and e.by in {by, ERASED_USER} and e.at > moment for e in self._events[scope])

    async def settings(self, scope: Scope) -> GuildSettings:
        """Return the server's settings, or the defaults."""
        return self._settings.get(scope, DEFAULT_SETTINGS)

    async def set_settings(self, scope: Scope, settings: GuildSettings, by: str = OPERATOR) -> None:
        """Store the server's settings, and record who has changed which of them."""
        changes = self._setting_changes[scope]
        old, new = settings_as_text(await self.settings(scope)), settings_as_text(settings)
        for name in (name for name in new if old[name] != new[name]):
            changes.append(SettingChange(len(changes) + 1, name, old[name], new[name], by, self._clock()))
        self._settings[scope] = settings
        self._left.pop(scope, None)

    async def setting_changes(self, scope: Scope, before: int = 0, limit: int = 100) -> list[SettingChange]:
        """Return changes of the server's settings, newest first."""
        changes = reversed(self._setting_changes[scope])
        return [each for each in changes if not before or each.number < before][:limit]

    async def save_draft(self, draft: Draft, key: str = "") -> str:
        """Store an unpublished article for a day; return its key."""
        check_storable([draft.article])
        key = key or new_key()
        self._drafts[key] = draft, self._clock()
        return key

    async def load_draft(self, key: str) -> Draft:
        """Return the draft. Raises DraftExpiredError if there is none."""
        draft, made_at = self._drafts.get(key, (None, None))
        if draft is None or made_at is None or made_at <= self._clock() - DRAFT_LIFETIME:
            raise DraftExpiredError(DRAFT_EXPIRED)
        return draft

    async def delete_draft(self, key: str) -> None:
        """Delete the draft if it exists."""
        self._drafts.pop(key, None)

    async def count_unanswered(self, question: str, scope: Scope) -> None:
        """Store a question that no article answered, or count that it was asked again."""
        known = self._unanswered[scope].get(question, Unanswered(question, 0, self._clock()))
        again = replace(known, times=known.times + 1, last_asked=self._clock())
        self._unanswered[scope][question] = again

    async def unanswered(self, scope: Scope) -> list[Unanswered]:
        """Return the questions that no article answered, the most frequent first."""
        since = self._clock() - UNANSWERED_LIFETIME
        found = [each for each in self._unanswered[scope].values() if each.last_asked > since]
        return sorted(found, key=lambda each: (-each.times, -each.last_asked.timestamp(), each.question))

    async def set_left(self, scope: Scope, left_at: datetime | None) -> None:
        """Store when the bot left a server; None if it is in it."""
        if left_at is None:
            self._left.pop(scope, None)
        else:
            self._left[scope] = left_at

    async def left_before(self, moment: datetime) -> list[Scope]:
        """Return the servers that the bot left before that moment."""
        return [scope for scope, left_at in self._left.items() if left_at < moment]

    async def erase(self, scope: Scope) -> None:
        """Delete everything that is stored of a server; its revision grows."""
        for rows in (self._entries, self._events, self._unanswered, self._settings, self._setting_changes, self._left):
            rows.pop(scope, None)
        self._drafts = {key: each for key, each in self._drafts.items() if each[0].scope != scope}
        self._questions = {key: each for key, each in self._questions.items() if each[0].scope != scope}
        self.feeds.erase(scope)
        self.jobs.erase(scope)
        self.feedback.erase(scope)
        self.notices.erase(scope)
        self.follows.erase(scope)
        self.links.erase(scope)
        self.reader_requests.erase(scope)
        self._revisions[scope] += 1

    async def user_record(self, user: str) -> UserRecord:
        """Return how much is stored with the id of this user."""
        changes = [event for events in self._events.values() for event in events if event.by == user]
        drafts = sum(draft.by == user for draft, _ in self._drafts.values())
        follows = self.follows.count_user(user)
        settings = sum(change.by == user for each in self._setting_changes.values() for change in each)
        votes = self.feedback.count_user(user)
        return UserRecord(len(changes), len({event.scope for event in changes}), drafts, follows, settings, votes)

    async def erase_user(self, user: str) -> UserRecord:
        """Replace the user's id by ERASED_USER, delete drafts and follows, and return how much was stored before."""
        record = await self.user_record(check_user(user))
        self.follows.erase_user(user)
        self.feedback.erase_user(user)
        for scope, events in self._events.items():
            cleaned = [_erase_from_event(event, user) for event in events]
            self._revisions[scope] += any(a.article != b.article for a, b in zip(cleaned, events, strict=True))
            events[:] = cleaned
        for changes in self._setting_changes.values():
            changes[:] = [replace(each, by=ERASED_USER) if each.by == user else each for each in changes]
        for entries in self._entries.values():
            for key, entry in entries.items():
                by = ERASED_USER if entry.by == user else entry.by
                entries[key] = replace(entry, article=remove_user(entry.article, user), by=by)
        self._drafts = {
            key: (replace(draft, article=remove_user(draft.article, user)), made_at)
            for key, (draft, made_at) in self._drafts.items()
            if draft.by != user
        }
        return record

    async def save_question(self, question: AskedQuestion) -> str:
        """Store a question for the buttons of its reply and return its key."""
        now = self._clock()
        self._questions = {key: each for key, each in self._questions.items() if each[1] > now - QUESTION_LIFETIME}
        key = new_key()
        self._questions[key] = (question, now)
        return key

    async def load_question(self, key: str) -> AskedQuestion:
        """Return the question under the key. Raises ExpiredError if there is none."""
        question, asked_at = self._questions.get(key, (None, None))
        if question is None or asked_at is None or asked_at <= self._clock() - QUESTION_LIFETIME:
            raise ExpiredError(QUESTION_EXPIRED)
        return question

    async def note(self, name: str) -> str:
        """Return a small named value of the program's own, '' if it was never set."""
        return self._notes.get(name, "")

    async def set_note(self, name: str, value: str) -> None:
        """Set a small named value of the program's own."""
        self._notes[name] = value

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take a claim and return 0.0, or return the seconds until it is free."""
        now = self._clock().timestamp()
        left = seconds_left(self._notes.get(name, ""), claimant, seconds, now)
        if not left:
            self._notes[name] = claim_note(claimant, now)
        return left

    async def close(self) -> None:
        """Do nothing: there are no connections."""


def _erase_from_event(event: Event, user: str) -> Event:
    """Return the event as it is once the user is erased."""
    before = remove_user(event.before, user) if event.before else None
    by = ERASED_USER if event.by == user else event.by
    return replace(event, article=remove_user(event.article, user), before=before, by=by)
