"""`heat2 show`: print an article with its metadata and history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.articles import date_with_evidence, describe_changes, find_article, state_name
from bot.cli.commands.list_articles import listed_json
from bot.cli.exit_codes import DONE
from bot.domain import EVERYONE, OPERATOR, Event, Scope
from bot.library.articles.listing import ArticleState, ListedArticle
from bot.library.articles.merging import diff_articles
from bot.text.safe_text import escape_controls, one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.articles.moderation import Moderation

EXAMPLES = """\
  heat2 show 2024-11-writing-the-screenplay
  heat2 show 3f9a
  heat2 show https://example.com/news --json
  heat2 show 3f9a --guild 1234567890"""

MAX_EVENTS: Final = 100
"""Maximum number of events in the history of an article."""


def add_show(commands: Commands) -> None:
    """Add `heat2 show` to the parser."""
    parser = add_command(commands, "show", "Show an article: its metadata, its history and its text.", EXAMPLES)
    parser.add_argument("id", metavar="ID", help="the article's id, its beginning, or its web address")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    add_scope(parser, "show an article as the server with this id has it")


async def show_article(moderation: Moderation, word: str, scope: Scope, out: TextIO, *, as_json: bool) -> int:
    """Print the article. Raises UnknownArticleError and StoreError."""
    listed = find_article(word, await moderation.articles.list_all(scope))
    # Everyone's article has its history in everyone's scope, not in that of the server that shows it.
    owner = EVERYONE if listed.state is ArticleState.SHARED else scope
    events = await moderation.history(owner, listed.article.id, limit=MAX_EVENTS)
    if as_json:
        value = {
            **listed_json(listed, scope),
            "history": [_event_json(event) for event in events],
            "text": listed.article.text,
        }
        out.write(json.dumps(value, ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{line}\n" for line in _lines(listed, events, scope))
    return DONE


def _lines(listed: ListedArticle, events: Sequence[Event], scope: Scope) -> Iterator[str]:
    article = listed.article
    rows = {
        "id": article.id,
        "title": article.title or "none",
        "publisher": article.publisher or "unknown",
        "address": article.url or "none",
        "date": _date(listed),
        "language": article.language or "unknown",
        "state": state_name(listed, scope),
    }
    yield from (f"{name:<10} {one_line(value, 1_500)}" for name, value in rows.items())
    if events:
        yield "history"
    for event in events:
        yield f"  {event.revision:>3}  {event.at:%Y-%m-%d %H:%M} UTC  {event.act.value} by {_who(event)}"
        if event.before:
            yield from (f"       {line}" for line in describe_changes(diff_articles(event.before, event.article)))
    yield f"text       {len(article.text):,} characters"
    yield ""
    yield escape_controls(article.text).rstrip("\n")


def _date(listed: ListedArticle) -> str:
    published = listed.article.published
    evidence = f" ({published.evidence})" if published.evidence and not published.inferred else ""
    return date_with_evidence(published) + evidence


def _who(event: Event) -> str:
    return "the operator" if event.by == OPERATOR else f"moderator {one_line(event.by)}"


def _event_json(event: Event) -> dict[str, object]:
    return {
        "revision": event.revision,
        "act": event.act.value,
        "by": event.by or "operator",
        "at": event.at.isoformat(),
        "changes": [] if event.before is None else [*describe_changes(diff_articles(event.before, event.article))],
    }
