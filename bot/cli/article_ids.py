"""Finding the article that the operator means by an id, the beginning of one, or a web address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from bot.cli.article_lines import title_said
from bot.domain import Scope
from bot.errors import UnknownArticleError
from bot.library.listing import Listed, State
from bot.library.merging import address_key
from bot.reading.web.links import only_link
from bot.text.safe_text import one_line

NAMED: Final = 3
"""How many articles an error names."""
OUT: Final = frozenset({State.REMOVED, State.HIDDEN})
"""States of articles that are in no answer."""


def state_said(listed: Listed, scope: Scope) -> str:
    """The article's state in the terminal's words: own, shipped, everyone, hidden or removed."""
    if listed.state is State.EVERYONES:
        return "shipped" if scope.is_everyone else "everyone"
    return "removed" if scope.is_everyone and listed.state is State.HIDDEN else listed.state.value


def states_of(scope: Scope) -> tuple[str, ...]:
    """Every state that an article of the scope's list can have."""
    return ("own", "shipped", "removed") if scope.is_everyone else ("own", "everyone", "hidden", "removed")


def chosen(word: str, listed: Iterable[Listed]) -> Listed:
    """The article with that id or web address, or else the only one whose id begins so.

    An article that was removed gives way to another of the same id. Raises UnknownArticleError.
    """
    by_id: dict[str, Listed] = {}
    for each in sorted(listed, key=lambda each: each.state not in OUT):
        by_id[each.article.id] = each
    if word in by_id:
        return by_id[word]
    start, address = word.casefold(), address_key(only_link(word))
    found = [
        each
        for key, each in sorted(by_id.items())
        if (start and key.casefold().startswith(start)) or (address and address_key(each.article.url) == address)
    ]
    if len(found) == 1:
        return found[0]
    shown = one_line(word, 60)
    if found:
        raise UnknownArticleError(f"'{shown}' begins more than one id: {_named(found)}. Write more of it.")
    titled = [key for key, each in sorted(by_id.items()) if len(start) > 2 and start in each.article.title.casefold()]
    close = [by_id[key] for key in list(dict.fromkeys([*_close(word, sorted(by_id)), *titled]))[:NAMED]]
    meant = f"did you mean {_named(close)}? " if close else ""
    raise UnknownArticleError(f"no article has the id '{shown}': {meant}heat2 list shows all ids.")


def _close(word: str, ids: Sequence[str]) -> list[str]:
    lower = {key.casefold(): key for key in reversed(ids)}
    inside = [key for small, key in lower.items() if len(word) > 2 and word.casefold() in small]
    similar = [lower[small] for small in get_close_matches(word.casefold(), lower, n=NAMED, cutoff=0.5)]
    return [*sorted(inside), *similar]


def _named(found: Sequence[Listed]) -> str:
    names = [f"{one_line(each.article.id)} ({title_said(each.article)})" for each in found[:NAMED]]
    more = len(found) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
