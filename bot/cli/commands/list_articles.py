"""`heat2 list`: list articles, one per line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command, add_scope, positive_number, typed_first_day
from bot.cli.articles import NOT_IN_ANSWERS, state_name, state_names, title_or_beginning
from bot.cli.exit_codes import DONE
from bot.cli.printing.printers import article_json
from bot.domain import Scope
from bot.errors import UsageError
from bot.library.articles.listing import ArticleFilter, ArticleState, ListedArticle, newest_first_key
from bot.text.lists import any_of
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.articles.moderation import Moderation

EXAMPLES = """\
  heat2 list
  heat2 list gazette --state own --since 2026-06
  heat2 list --state removed
  heat2 list --guild 1234567890 --json"""


def add_list(commands: Commands) -> None:
    """Add `heat2 list` to the parser."""
    parser = add_command(commands, "list", "List articles, newest first, with their ids.", EXAMPLES)
    about = "only articles with all these words in the title, publisher, address or id"
    parser.add_argument("words", nargs="*", metavar="WORD", help=about)
    about = "own (added), shipped or removed; with --guild: own, everyone (of all servers), hidden or removed"
    states = ("own", "shipped", "everyone", "hidden", "removed")
    parser.add_argument("--state", choices=states, help=about)
    parser.add_argument(
        "--since", type=typed_first_day, metavar="DATE", help="only articles published on that day or later"
    )
    parser.add_argument("--language", metavar="CODE", help="only articles in that language, like en")
    parser.add_argument("--limit", type=positive_number, metavar="N", help="maximum number of articles")
    parser.add_argument("--json", action="store_true", help="one JSON array instead of lines")
    add_scope(parser, "list the articles of the server with this id, and everyone's that it sees or hides")


async def list_articles(moderation: Moderation, args: argparse.Namespace, scope: Scope, out: TextIO) -> int:
    """Print the articles that match. Raises StoreError, and UsageError for a state that no article in the scope has."""
    if args.state and args.state not in state_names(scope):
        where = "without --guild" if scope.is_everyone else "in a server's list"
        raise UsageError(f"--state {args.state}: {where}, articles are {any_of(state_names(scope))}")
    every = await moderation.articles.list_all(scope)
    found = sorted(_matching(every, args, scope), key=newest_first_key, reverse=True)
    shown = found[: args.limit]
    if args.json:
        out.write(json.dumps([listed_json(each, scope) for each in shown], ensure_ascii=False) + "\n")
        return DONE
    out.writelines(f"{line}\n" for line in _lines(shown, scope))
    # Notes go to stderr, so that a pipe gets only the list.
    if not found:
        is_filtered = args.words or args.state or args.since or args.language
        sys.stderr.write("no articles match\n" if is_filtered else "there are no articles\n")
    elif len(shown) < len(found):
        sys.stderr.write(f"{len(found) - len(shown)} more: --limit {len(found)} shows all\n")
    return DONE


def listed_json(listed: ListedArticle, scope: Scope) -> dict[str, object]:
    """Return the JSON fields of an article in a list."""
    entry = listed.entry
    return {
        **article_json(listed.article),
        "date_evidence": listed.article.published.evidence,
        "state": state_name(listed, scope),
        "revision": entry.revision if entry else 0,
        "changed_at": entry.at.isoformat() if entry else None,
    }


def _matching(every: Sequence[ListedArticle], args: argparse.Namespace, scope: Scope) -> Iterator[ListedArticle]:
    since: date | None = args.since
    wanted = ArticleFilter(" ".join(args.words), (args.language or "").lower(), since)
    for each in every:
        # Removed articles are listed only with --state removed; for the operator, a hidden one is removed.
        is_out = each.state is ArticleState.REMOVED or (scope.is_everyone and each.state in NOT_IN_ANSWERS)
        fits = state_name(each, scope) == args.state if args.state else not is_out
        if fits and replace(wanted, state=each.state).matches(each):
            yield each


def _lines(shown: Sequence[ListedArticle], scope: Scope) -> Iterator[str]:
    # A single long id does not move the titles of all other lines to the right.
    width = min(max((len(each.article.id) for each in shown), default=0), 40)
    for each in shown:
        article = each.article
        source = " · ".join(filter(None, (title_or_beginning(article), one_line(article.publisher))))
        when = article.published.edtf or "unknown"
        yield f"{when:<11}  {state_name(each, scope):<8}  {one_line(article.id):<{width}}  {source}"
