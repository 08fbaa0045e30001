"""Changes to several articles at once: those that cannot be changed are named, and the others change in one step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain import Article, Event, Scope, Write
from bot.errors import ConflictError
from bot.library.articles.corrections import SharedFields
from bot.library.articles.moderation import Moderation


class Action(StrEnum):
    """The actions on several articles."""

    HIDE = "hide"
    UNHIDE = "unhide"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The changes that were made, newest first, and the articles that stayed as they are, each with its reason."""

    events: Sequence[Event]
    refused: Sequence[tuple[Article, ConflictError]]


async def apply_to_all(
    moderation: Moderation, articles: Sequence[Article], action: Action, scope: Scope, by: str
) -> BulkResult:
    """Hide, show again or remove the articles. Raises what `Moderation.write_all` raises; then nothing changed."""
    prepare: Mapping[Action, Callable[[str, Scope], Awaitable[Write]]] = {
        Action.HIDE: moderation.prepare_hide,
        Action.UNHIDE: moderation.prepare_unhide,
        Action.REMOVE: moderation.prepare_remove,
    }
    return await _change_all(moderation, articles, lambda key: prepare[action](key, scope), scope, by)


async def set_fields(
    moderation: Moderation, articles: Sequence[Article], fields: SharedFields, scope: Scope, by: str
) -> BulkResult:
    """Set these fields of all the articles. Raises what `Moderation.write_all` raises; then nothing changed."""
    return await _change_all(moderation, articles, lambda key: moderation.prepare_edit(key, fields, scope), scope, by)


async def _change_all(
    moderation: Moderation,
    articles: Sequence[Article],
    prepare: Callable[[str], Awaitable[Write]],
    scope: Scope,
    by: str,
) -> BulkResult:
    writes, refused = list[Write](), list[tuple[Article, ConflictError]]()
    for article in articles:
        try:
            writes.append(await prepare(article.id))
        except ConflictError as error:
            refused.append((article, error))
    return BulkResult(await moderation.write_all(writes, scope, by) if writes else [], refused)
