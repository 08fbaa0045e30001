"""The use cases of moderators and of the operator: preview, publish, edit, remove, restore, hide, undo, look back.

A moderator works in the scope of a server, the operator in everyone's or in that of any server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain import Article, PublishedDate, Scope
from bot.errors import ConflictError, DraftExpiredError, LimitError, StaleError
from bot.history import Act, Draft, Event, GuildSettings, StoredArticle, Unanswered, UserRecord, Write
from bot.library.library import Library
from bot.library.limits import Limits
from bot.library.listing import Filter, Listed, State, by_newest, listed_entry
from bot.library.merging import known_article
from bot.library.preview import Preview, preview_of
from bot.library.refreshed import RefreshedCache
from bot.phrases.messages import message
from bot.store.base import Store
from bot.store.rules import DRAFT_EXPIRED, utc_now
from bot.text.safe_text import truncate

FORGOTTEN_AFTER: Final = timedelta(days=30)
"""So long the data of a server is kept that the bot was removed from."""
SETTINGS_SEEN_WITHIN: Final = 5.0
"""Seconds after which settings that another process has changed are seen."""
_HOUR: Final = timedelta(hours=1)
_LOOKED_BACK: Final = 200
"""So many changes back something to undo is looked for."""


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a moderator may correct of an article; its text stays as it was published."""

    title: str
    publisher: str
    url: str
    published: PublishedDate
    language: str

    @classmethod
    def of(cls, article: Article) -> Corrections:
        """The article as it is."""
        return cls(article.title, article.publisher, article.url, article.published, article.language)

    def applied_to(self, article: Article) -> Article:
        """The article with these in place of its own."""
        return replace(
            article,
            title=self.title,
            publisher=self.publisher,
            url=self.url,
            published=self.published,
            language=self.language,
        )


class Moderation:
    """What can be done with the articles of a scope. Who may do it is decided before.

    Every method raises StoreError when the database cannot do it; then nothing was changed. `by` is a user's id, or
    OPERATOR.
    What brings an article into answers raises AnalysisError when the article cannot be searched, or not now.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        limits: Limits = Limits(),  # noqa: B008 - a frozen value
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._store = store
        self._limits = limits
        self._clock = clock
        self._settings = RefreshedCache(self.settings, SETTINGS_SEEN_WITHIN)

    def today(self) -> date:
        """The current day, in UTC."""
        return self._clock().date()

    async def preview(self, article: Article, scope: Scope, *, is_new: bool = True) -> Preview:
        """The article as it would be kept, and what the server sees already that is like it.

        An article that was just read (`is_new`) is merged with the server's own of the same id, address or title. One
        that a moderator has corrected since is left as it is.
        """
        own = await self._present(scope)
        seen = await self._library.articles(scope)
        # Megabytes are split and thousands of articles compared: in a thread, so that no other server waits.
        return await asyncio.to_thread(preview_of, article, own, seen, is_new=is_new)

    async def keep_draft(self, article: Article, scope: Scope, by: str, key: str = "") -> str:
        """Keep an article until it is published, in place of draft `key` if given; return its key."""
        return await self._store.keep_draft(Draft(article, scope, by), key)

    async def draft(self, key: str, scope: Scope, by: str) -> Article:
        """What was kept. Raises ExpiredError when it is no longer, or is somebody else's or another server's."""
        draft = await self._store.draft(key)
        if (draft.scope, draft.by) != (scope, by):
            raise DraftExpiredError(DRAFT_EXPIRED)
        return draft.article

    async def drop_draft(self, key: str, scope: Scope, by: str) -> None:
        """Forget a draft. Raises ExpiredError as `draft` does."""
        await self.draft(key, scope, by)
        await self._store.drop_draft(key)

    async def publish(self, article: Article, scope: Scope, by: str, seen: int | None = None) -> Event:
        """Keep the article; the next question finds it. One of the same id or address becomes a new revision.

        What the article does not state is lost: `preview` merges it with the one that it replaces. With `seen`, the
        revision that the preview named, StaleError is raised when there is another one now. Raises LimitError when the
        moderator or the server has added enough, and ConflictError when the very same article is there already or was
        added at the same moment.
        """
        entries = await self._store.entries(scope)
        present = [entry for entry in entries if entry.is_present]
        known = _same_place(article, [entry.article for entry in present])
        if seen is not None and seen != next((e.revision for e in present if known and e.article.id == known.id), 0):
            raise StaleError(message("curation.changed_since_preview"))
        await self._check_limits(len(present) - (known is not None), scope, by)
        article = replace(article, id=known.id) if known else article
        if article == known:
            raise ConflictError(message("curation.unchanged"))
        entry = next((each for each in entries if each.article.id == article.id), None)
        act = Act.EDITED if known else Act.ADDED
        return await self._write(Write(article, act, entry.revision if entry else 0), scope, by)

    async def _check_limits(self, present: int, scope: Scope, by: str) -> None:
        if present >= self._limits.articles:
            raise LimitError(message("curation.server_full", count=present))
        recent = await self._store.added_since(scope, by, self._clock() - _HOUR)
        if recent >= self._limits.additions_per_hour:
            raise LimitError(message("curation.too_many_added", count=recent))

    async def edit(self, article_id: str, corrections: Corrections, seen: int, scope: Scope, by: str) -> Event:
        """Correct what is said of an article. Raises ConflictError when it is no longer at the revision `seen`."""
        article, _ = await self.present(article_id, scope)
        return await self.revise(corrections.applied_to(article), seen, scope, by)

    async def revise(self, article: Article, seen: int, scope: Scope, by: str) -> Event:
        """Replace the article of that id, its text included. In everyone's scope this may be a shipped article.

        Raises ConflictError when the article is no longer at the revision `seen`, or when nothing is different.
        """
        known, _ = await self.present(article.id, scope)
        if article == known:
            raise ConflictError(message("curation.nothing_different"))
        return await self._write(Write(article, Act.EDITED, seen), scope, by)

    async def remove(self, article_id: str, scope: Scope, by: str) -> Event:
        """Take an article out of every answer.

        A shipped article is hidden in everyone's scope: its file would come back with the next update.
        Raises ConflictError when the scope has none of that id; a server hides an article of everyone's instead.
        """
        article, revision = await self.present(article_id, scope, otherwise="curation.hide_instead")
        act = Act.HIDDEN if self._shipped(article_id, scope) else Act.REMOVED
        return await self._write(Write(article, act, revision), scope, by)

    async def restore(self, article_id: str, scope: Scope, by: str) -> Event:
        """Bring a removed article back as it was. Raises ConflictError when none of that id is removed."""
        entry = await self._entry(article_id, scope)
        removing = {Act.REMOVED, Act.HIDDEN} if scope.is_everyone else {Act.REMOVED}
        if entry is None or entry.act not in removing:
            raise ConflictError(message("curation.not_removed"))
        is_as_shipped = entry.article == self._shipped(article_id, scope)
        act = Act.UNHIDDEN if is_as_shipped else Act.RESTORED
        return await self._write(Write(entry.article, act, entry.revision), scope, by)

    async def hide(self, article_id: str, scope: Scope, by: str) -> Event:
        """Leave an article of everyone's out of this server's answers. Raises ConflictError."""
        article = await self._everyones(article_id)
        entry = await self._entry(article.id if article else article_id, scope)
        if entry and entry.is_present:
            raise ConflictError(message("curation.remove_instead", title=_called(entry.article)))
        if article is None:
            raise ConflictError(message("curation.gone"))
        if entry and entry.act is Act.HIDDEN:
            raise ConflictError(message("curation.hidden_already"))
        return await self._write(Write(article, Act.HIDDEN, entry.revision if entry else 0), scope, by)

    async def unhide(self, article_id: str, scope: Scope, by: str) -> Event:
        """Let this server's answers hold the article again. Raises ConflictError when it is not hidden."""
        entry = await self._entry(article_id, scope)
        if entry is None or entry.act is not Act.HIDDEN:
            raise ConflictError(message("curation.not_hidden"))
        return await self._write(Write(entry.article, Act.UNHIDDEN, entry.revision), scope, by)

    async def last_event(self, scope: Scope) -> Event | None:
        """The last change that was not taken back and takes nothing back itself: what `undo` would take back."""
        events = await self._store.events(scope, limit=_LOOKED_BACK)
        undone = {event.undoes for event in events}
        return next((event for event in events if not event.undoes and event.number not in undone), None)

    async def undo(self, number: int, scope: Scope, by: str) -> Event:
        """Take back the change of that number. Raises ConflictError when it is not the last one any more."""
        last = await self.last_event(scope)
        if last is None or last.number != number:
            raise ConflictError(message("curation.undo_stale"))
        entry = await self._entry(last.article.id, scope)
        former = await self._store.events(scope, last.article.id, last.number, limit=1)
        if last.revision > 1 and (not former or former[0].revision != last.revision - 1):
            raise ConflictError(message("curation.undo_damaged"))
        return await self._write(_undoing(last, former, entry.revision if entry else 0), scope, by, last.number)

    async def history(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 10) -> list[Event]:
        """The server's changes, or those of one article, newest first, with numbers below `before` (0: all)."""
        return await self._store.events(scope, article_id, before, limit)

    async def listed(self, scope: Scope, wanted: Filter = Filter()) -> list[Listed]:  # noqa: B008 - a frozen value
        """What the server has, sees, hides or has removed, newest first."""
        return sorted(filter(wanted.takes, await self.every(scope)), key=by_newest, reverse=True)

    async def every(self, scope: Scope) -> list[Listed]:
        """Every article of that list, in any order."""
        own = [listed for entry in await self._store.entries(scope) if (listed := listed_entry(entry))]
        covered = {listed.article.id for listed in own if listed.state is not State.REMOVED}
        others = [Listed(a, State.EVERYONES) for a in await self._library.everyones() if a.id not in covered]
        return own + others

    async def with_digest(self, digest: str, scope: Scope, digest_of: Callable[[str], str]) -> Listed:
        """The article of that list whose id has this digest. Raises ConflictError when the server has none."""
        found = next((each for each in await self.every(scope) if digest_of(each.article.id) == digest), None)
        if found is None:
            raise ConflictError(message("curation.gone"))
        return found

    async def own(self, article_id: str, scope: Scope, otherwise: str = "curation.edit_not_own") -> StoredArticle:
        """The server's own article of that id, or else the only one that the list calls so.

        Raises ConflictError when there is none; with the message `otherwise` when every server has that article.
        """
        entry = await self._entry(article_id, scope)
        if entry and entry.is_present:
            return entry
        if entry and entry.act is Act.HIDDEN:
            raise ConflictError(message("curation.hidden_already"))
        named = [each for each in await self._present(scope) if _called(each.article) == article_id]
        if len(named) == 1:
            return named[0]
        everyones = await self._everyones(article_id)
        if everyones is None:
            raise ConflictError(message("curation.gone"))
        raise ConflictError(message(otherwise, title=_called(everyones)))

    async def present(
        self, article_id: str, scope: Scope, otherwise: str = "curation.edit_not_own"
    ) -> tuple[Article, int]:
        """The scope's article of that id and its revision. Raises ConflictError as `own` does.

        In everyone's scope this may be a shipped article; its revision is 0 when it was never changed.
        """
        entry = await self._entry(article_id, scope)
        shipped = self._shipped(article_id, scope)
        if shipped and not (entry and (entry.is_present or entry.act is Act.HIDDEN)):
            return shipped, entry.revision if entry else 0
        entry = await self.own(article_id, scope, otherwise)
        return entry.article, entry.revision

    def _shipped(self, article_id: str, scope: Scope) -> Article | None:
        return self._library.shipped.get(article_id) if scope.is_everyone else None

    async def settings(self, scope: Scope) -> GuildSettings:
        """What the server's moderators have chosen."""
        return await self._store.settings(scope)

    async def recent_settings(self, scope: Scope) -> GuildSettings:
        """The same, at most SETTINGS_SEEN_WITHIN seconds old: for what every question asks."""
        return await self._settings.get(scope)

    def known_settings(self, scope: Scope) -> GuildSettings | None:
        """The same, if they need not be read."""
        return self._settings.at_hand(scope)

    async def set_settings(self, scope: Scope, settings: GuildSettings) -> None:
        """Keep it."""
        await self._store.set_settings(scope, settings)
        self._settings.change(scope)

    async def user_record(self, by: str) -> UserRecord:
        """How much is stored with this user's id, in all servers."""
        return await self._store.user_record(by)

    async def erase_user(self, by: str) -> UserRecord:
        """Store nothing with this user's id any more, and return how much there was."""
        return await self._store.erase_user(by)

    async def note_unanswered(self, question: str, scope: Scope) -> None:
        """Keep a question that nothing answered where the server wants to know; nobody's name comes with it."""
        if not scope.is_everyone and (await self.recent_settings(scope)).keeps_unanswered:
            await self._store.count_unanswered(" ".join(question.split()), scope)

    async def unanswered(self, scope: Scope) -> Sequence[Unanswered]:
        """The questions that no article answered, the most frequent first."""
        return await self._store.unanswered(scope)

    async def erase(self, scope: Scope) -> None:
        """Remove all that is kept of a server, at once and for good."""
        await self._store.erase(scope)
        self._settings.change(scope)
        await self._library.forget(scope)

    async def leave(self, scope: Scope) -> None:
        """The bot was removed from the server: its data is kept for FORGOTTEN_AFTER."""
        await self._store.set_left(scope, self._clock())

    async def return_to(self, scope: Scope) -> None:
        """The bot is in the server (again)."""
        await self._store.set_left(scope, None)

    async def long_left(self) -> list[Scope]:
        """The servers that were left too long ago for their data to be kept."""
        return await self._store.left_before(self._clock() - FORGOTTEN_AFTER)

    async def _present(self, scope: Scope) -> list[StoredArticle]:
        return [entry for entry in await self._store.entries(scope) if entry.is_present]

    async def _everyones(self, named: str) -> Article | None:
        """The article of everyone's that has this id, or else this title."""
        every = list(await self._library.everyones())
        return next((each for key in (_id_of, _called) for each in every if key(each) == named), None)

    async def _entry(self, article_id: str, scope: Scope) -> StoredArticle | None:
        return next((each for each in await self._store.entries(scope) if each.article.id == article_id), None)

    async def _write(self, write: Write, scope: Scope, by: str, undoes: int = 0) -> Event:
        """Make the change. Raises AnalysisError when it would bring an article that cannot be searched."""
        if write.act.leaves_article:
            await self._library.check(write.article, scope)
        (event,) = await self._store.write([write], scope, by, undoes)
        await self._library.take_in(scope)
        return event


def _id_of(article: Article) -> str:
    return article.id


def _same_place(article: Article, own: Sequence[Article]) -> Article | None:
    """The article of the same id, or else of the same web address."""
    return known_article(article, own, by_title=False)


def _called(article: Article) -> str:
    """What the list calls the article: its title, else how it begins."""
    return truncate(" ".join((article.title or article.text[:200]).split()), 80)


def _undoing(event: Event, former: Sequence[Event], revision: int) -> Write:
    """The change that brings back how the article stood before the event; `former` is what was done to it then."""
    if not former:
        return Write(event.article, Act.UNHIDDEN if event.act is Act.HIDDEN else Act.REMOVED, revision)
    before = former[0]
    if not before.act.leaves_article:
        return Write(before.article, before.act, revision)
    return Write(before.article, Act.EDITED if event.act.leaves_article else Act.RESTORED, revision)
