"""The use cases of moderators and of the operator: preview, publish, edit, remove, restore, hide, undo, history.

A moderator works in the scope of a server, the operator in everyone's scope or in that of any server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Final

from bot.domain import Act, Article, Draft, Event, Scope, Write
from bot.errors import AnalysisError, ConflictError, DraftExpiredError, LimitError, StaleError
from bot.library.articles.corrections import Corrections, SharedFields
from bot.library.articles.merging import find_known
from bot.library.articles.page_proposals import PageProposals, ReadAddress, propose_pages
from bot.library.articles.preview import Preview, make_preview
from bot.library.articles.scope_articles import ScopeArticles, label_in_messages
from bot.library.gaps import Gaps
from bot.library.library import Library
from bot.library.server_data import ServerData
from bot.phrases.messages import message
from bot.store.base import Store
from bot.store.rules import DRAFT_EXPIRED, utc_now

_HOUR: Final = timedelta(hours=1)
_MAX_EVENTS_FOR_UNDO: Final = 200
"""Maximum number of recent changes to search for one that can be undone."""

MAX_JUDGED_LENGTH: Final = 20_000
"""Maximum length, in characters, of an article whose preview tells whether it is about the film: more takes long."""
JUDGE_SECONDS: Final = 5.0
"""Maximum time for that, in seconds, in case other articles of the server are being analysed."""


@dataclass(frozen=True, slots=True)
class ModerationLimits:
    """Limits for each server. All servers share the operator's machine."""

    additions_per_hour: int = 60
    """Maximum number of articles that one moderator may add within an hour."""
    articles: int = 5_000
    """Maximum number of articles of a server's own."""


class Moderation:
    """The use cases of moderators on the articles of a scope. The caller checks permissions.

    Every method raises StoreError if the database fails; then nothing was changed. Every method that adds an article to
    answers raises AnalysisError if the article cannot be analysed, or not now. `by` is a user's id, or OPERATOR.
    `articles` finds the scope's articles, `server_data` has everything else that is stored for a server, and `gaps`
    what its members miss.
    """

    def __init__(
        self,
        library: Library,
        store: Store,
        limits: ModerationLimits = ModerationLimits(),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._store = store
        self._limits = limits
        self._clock = clock
        self.articles = ScopeArticles(library, store)
        self.server_data = ServerData(library, store, clock)
        self.gaps = Gaps(library, store, clock)

    def today(self) -> date:
        """Return the current day in UTC."""
        return self._clock().date()

    async def propose(self, addresses: Sequence[str], scope: Scope, read: ReadAddress) -> PageProposals:
        """Read the pages at the addresses; those about the film that the server does not have can be added."""
        return await propose_pages(addresses, scope, self._library, read)

    async def preview(self, article: Article, scope: Scope, *, is_new: bool = True) -> Preview:
        """Return the article as it would be published, and similar articles that the server sees already.

        A new article is merged with the server's own one of the same id, address or title. An article that a moderator
        has corrected since it was read is not new: it is left as it is.
        """
        own = await self.articles.present(scope)
        seen = await self._library.articles(scope)
        # Splitting megabytes and comparing thousands of articles takes long: in a thread, no other server waits for it.
        return await asyncio.to_thread(make_preview, article, own, seen, is_new=is_new)

    async def seems_about_film(self, article: Article, scope: Scope) -> bool:
        """Return whether a passage of the article seems to be about the film; True if it takes too long to say."""
        if len(article.text) > MAX_JUDGED_LENGTH:
            return True
        # Publishing analyses the article again and says what is wrong: a preview must not fail for that.
        with suppress(AnalysisError, TimeoutError):
            async with asyncio.timeout(JUDGE_SECONDS):
                return await self._library.has_passage_about_film(article, scope)
        return True

    async def save_draft(self, article: Article, scope: Scope, by: str, key: str = "") -> str:
        """Store an article until it is published, in place of draft `key` if given. Return the draft's key."""
        return await self._store.save_draft(Draft(article, scope, by), key)

    async def draft(self, key: str, scope: Scope, by: str) -> Article:
        """Return a draft. Raises DraftExpiredError if it is gone, or was made by another user or in another server."""
        draft = await self._store.load_draft(key)
        if (draft.scope, draft.by) != (scope, by):
            raise DraftExpiredError(DRAFT_EXPIRED)
        return draft.article

    async def delete_draft(self, key: str, scope: Scope, by: str) -> None:
        """Delete a draft. Raises DraftExpiredError as `draft` does."""
        await self.draft(key, scope, by)
        await self._store.delete_draft(key)

    async def publish(
        self, article: Article, scope: Scope, by: str, seen: int | None = None, proposal: str = ""
    ) -> Event:
        """Store the article; the next question finds it. It replaces an article of the same id or address.

        The article is stored as it is: `preview` has already merged it with the one that it replaces. `seen` is the
        revision that the preview showed, and `proposal` the key of the proposal that is decided on thereby. Raises
        StaleError if that revision has changed, LimitError if the moderator or the server has added too many, and
        ConflictError if the very same article is there already or is being added at the same moment, or if somebody has
        decided on the proposal.
        """
        entries = await self._store.entries(scope)
        present = [entry for entry in entries if entry.is_present]
        known = _same_id_or_address(article, [entry.article for entry in present])
        if seen is not None and seen != next((e.revision for e in present if known and e.article.id == known.id), 0):
            raise StaleError(message("moderation.changed_since_preview"))
        # A new version of an article takes no additional place.
        await self._check_limits(len(present) - (known is not None), scope, by)
        article = replace(article, id=known.id) if known else article
        if article == known:
            raise ConflictError(message("moderation.unchanged"))
        entry = next((each for each in entries if each.article.id == article.id), None)
        act = Act.EDITED if known else Act.ADDED
        (event,) = await self.write_all([Write(article, act, entry.revision if entry else 0)], scope, by, proposal)
        return event

    async def _check_limits(self, present: int, scope: Scope, by: str) -> None:
        if present >= self._limits.articles:
            raise LimitError(message("moderation.server_full", count=present))
        recent = await self._store.added_since(scope, by, self._clock() - _HOUR)
        if recent >= self._limits.additions_per_hour:
            raise LimitError(message("moderation.too_many_added", count=recent))

    async def prepare_edit(self, article_id: str, fields: SharedFields, scope: Scope) -> Write:
        """Return the change that gives an article these fields. Raises ConflictError if nothing is different."""
        article, revision = await self.articles.current_article(article_id, scope)
        changed = fields.applied_to(article)
        if changed == article:
            raise ConflictError(message("moderation.nothing_different"))
        return Write(changed, Act.EDITED, revision)

    async def edit(self, article_id: str, corrections: Corrections, seen: int, scope: Scope, by: str) -> Event:
        """Correct an article. Raises ConflictError if its revision is no longer `seen`."""
        article, _ = await self.articles.current_article(article_id, scope)
        return await self.revise(corrections.applied_to(article), seen, scope, by)

    async def revise(self, article: Article, seen: int, scope: Scope, by: str) -> Event:
        """Replace the article of that id, including its text. In everyone's scope this may be a shipped article.

        Raises ConflictError if the article's revision is no longer `seen`, or if nothing is different.
        """
        known, _ = await self.articles.current_article(article.id, scope)
        if article == known:
            raise ConflictError(message("moderation.nothing_different"))
        return await self._write(Write(article, Act.EDITED, seen), scope, by)

    async def remove(self, article_id: str, scope: Scope, by: str) -> Event:
        """Remove an article of the scope's own from all answers.

        In everyone's scope a shipped article is hidden instead, because its file would return with the next update.
        Raises ConflictError if the scope has no such article; a server can only hide an article of everyone's.
        """
        return await self._write(await self.prepare_remove(article_id, scope), scope, by)

    async def prepare_remove(self, article_id: str, scope: Scope) -> Write:
        """Return the change that `remove` makes. Raises ConflictError as `remove` does."""
        article, revision = await self.articles.current_article(article_id, scope, otherwise="moderation.hide_instead")
        act = Act.HIDDEN if self.articles.shipped(article_id, scope) else Act.REMOVED
        return Write(article, act, revision)

    async def restore(self, article_id: str, scope: Scope, by: str) -> Event:
        """Bring a removed article back as it was. Raises ConflictError if no removed article has that id."""
        entry = await self.articles.entry(article_id, scope)
        removing = {Act.REMOVED, Act.HIDDEN} if scope.is_everyone else {Act.REMOVED}
        if entry is None or entry.act not in removing:
            raise ConflictError(message("moderation.not_removed"))
        is_as_shipped = entry.article == self.articles.shipped(article_id, scope)
        act = Act.UNHIDDEN if is_as_shipped else Act.RESTORED
        return await self._write(Write(entry.article, act, entry.revision), scope, by)

    async def hide(self, article_id: str, scope: Scope, by: str) -> Event:
        """Leave an article of everyone's out of this server's answers.

        Raises ConflictError if everyone has no such article, or the server has hidden or replaced it already.
        """
        return await self._write(await self.prepare_hide(article_id, scope), scope, by)

    async def prepare_hide(self, article_id: str, scope: Scope) -> Write:
        """Return the change that `hide` makes. Raises ConflictError as `hide` does."""
        article = await self.articles.find_shared(article_id)
        entry = await self.articles.entry(article.id if article else article_id, scope)
        if entry and entry.is_present:
            raise ConflictError(message("moderation.remove_instead", title=label_in_messages(entry.article)))
        if article is None:
            raise ConflictError(message("moderation.gone"))
        if entry and entry.act is Act.HIDDEN:
            raise ConflictError(message("moderation.hidden_already"))
        return Write(article, Act.HIDDEN, entry.revision if entry else 0)

    async def unhide(self, article_id: str, scope: Scope, by: str) -> Event:
        """Let this server's answers quote a hidden article again. Raises ConflictError if it is not hidden."""
        return await self._write(await self.prepare_unhide(article_id, scope), scope, by)

    async def prepare_unhide(self, article_id: str, scope: Scope) -> Write:
        """Return the change that `unhide` makes. Raises ConflictError as `unhide` does."""
        entry = await self.articles.entry(article_id, scope)
        if entry is None or entry.act is not Act.HIDDEN:
            raise ConflictError(message("moderation.not_hidden"))
        return Write(entry.article, Act.UNHIDDEN, entry.revision)

    async def last_undoable(self, scope: Scope) -> list[Event]:
        """Return what `undo` would undo, newest first: the last change that is no undo itself and was not undone.

        These are several changes if a moderator made them in one step.
        """
        events = await self._store.events(scope, limit=_MAX_EVENTS_FOR_UNDO)
        undone = {event.undoes for event in events}
        left = (event for event in events if not event.undoes and event.number not in undone)
        last = next(left, None)
        return [last, *takewhile(last.is_made_with, left)] if last else []

    async def undo(self, number: int, scope: Scope, by: str) -> list[Event]:
        """Undo the change of that number, and those made with it. Raises ConflictError if it is no longer the last."""
        last = await self.last_undoable(scope)
        if not last or last[0].number != number:
            raise ConflictError(message("moderation.undo_stale"))
        revisions = {entry.article.id: entry.revision for entry in await self._store.entries(scope)}
        return await self.write_all([await self._undoing(event, revisions) for event in last], scope, by)

    async def _undoing(self, event: Event, revisions: Mapping[str, int]) -> Write:
        former = await self._store.events(event.scope, event.article.id, event.number, limit=1)
        # If the change before this one is missing, the state to return to is unknown.
        if event.revision > 1 and (not former or former[0].revision != event.revision - 1):
            raise ConflictError(message("moderation.undo_damaged"))
        return replace(_inverse(event, former, revisions.get(event.article.id, 0)), undoes=event.number)

    async def history(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 10) -> list[Event]:
        """Return the scope's changes, or those of one article, newest first.

        Only changes with a number below `before` are returned; 0 means all.
        """
        return await self._store.events(scope, article_id, before, limit)

    async def _write(self, write: Write, scope: Scope, by: str) -> Event:
        (event,) = await self.write_all([write], scope, by)
        return event

    async def write_all(self, writes: Sequence[Write], scope: Scope, by: str, proposal: str = "") -> list[Event]:
        """Store the changes, all or none, and return them, newest first; `proposal` as in `publish`.

        Raises AnalysisError if one of them adds an article that cannot be analysed.
        """
        for write in writes:
            if write.act.leaves_article:
                await self._library.check(write.article, scope)
        events = await self._store.write(writes, scope, by, proposal)
        await self._library.update(scope)
        return events


def _same_id_or_address(article: Article, own: Sequence[Article]) -> Article | None:
    """Return the article of the same id, or else of the same web address."""
    return find_known(article, own, by_title=False)


def _inverse(event: Event, former: Sequence[Event], revision: int) -> Write:
    """Return the change that restores the article's state before the event. `former` holds the change before it."""
    if not former:
        return Write(event.article, Act.UNHIDDEN if event.act is Act.HIDDEN else Act.REMOVED, revision)
    before = former[0]
    if not before.act.leaves_article:
        return Write(before.article, before.act, revision)
    return Write(before.article, Act.EDITED if event.act.leaves_article else Act.RESTORED, revision)
