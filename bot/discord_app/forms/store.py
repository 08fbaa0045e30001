"""Forms that could not be used yet, kept for a day: with their files in memory, and without them as drafts.

So another process, or the same one after a restart, can open a form again with what was typed into it. Files have to be
chosen once more.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Final

from bot.discord_app.forms.cache import FormCache
from bot.discord_app.forms.content import FormContent, FormKind
from bot.discord_app.members import RefusedError
from bot.domain import Article, Scope
from bot.errors import DraftExpiredError, StoreError
from bot.library.articles.moderation import Moderation

SAVE_SECONDS: Final = 1.0
"""Time for storing a form. If the database needs longer, the form is in memory only."""
_DRAFT_ID: Final = "heat2:form"
"""The id of the article that stands for a form among the drafts. No article that is read has such an id."""


class FormStore:
    """Forms by a key that only their author can use."""

    def __init__(self, moderation: Moderation) -> None:
        self._moderation = moderation
        self._cache = FormCache()

    async def put(self, content: FormContent, scope: Scope, by: str) -> str:
        """Keep a form and return its key."""
        key = ""
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(SAVE_SECONDS):
                key = await self._moderation.save_draft(_draft_of(content), scope, by)
        return self._cache.put(content, scope, by, key)

    async def get(self, key: str, scope: Scope, by: str) -> FormContent:
        """Return a form. Raises RefusedError when it is gone, or is of another user or server, and StoreError."""
        with suppress(DraftExpiredError):
            return self._cache.get(key, scope, by)
        with suppress(DraftExpiredError):
            content = _content_of(await self._moderation.draft(key, scope, by))
            if content:
                return content
        raise RefusedError("error.expired_form")

    def forget_server(self, scope: Scope) -> None:
        """Drop the forms of a server from memory; the database drops its drafts."""
        self._cache.forget_server(scope)

    def forget_user(self, by: str) -> None:
        """Drop the forms of a user from memory; the database drops their drafts."""
        self._cache.forget_user(by)


def _draft_of(content: FormContent) -> Article:
    values, opened_with = dict(content.values), dict(content.opened_with)
    fields = (content.kind.value, values, content.target, content.revision, opened_with, content.gap)
    return Article(_DRAFT_ID, json.dumps(fields, ensure_ascii=False))


def _content_of(draft: Article) -> FormContent | None:
    """Return the form that a draft holds, None if it is the draft of an article."""
    if draft.id != _DRAFT_ID:
        return None
    kind, values, target, revision, opened_with, *gap = json.loads(draft.text)  # earlier versions kept no gap
    return FormContent(FormKind(kind), values, target, revision, opened_with, *gap)
