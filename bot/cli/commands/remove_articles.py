"""`heat2 remove`: remove articles from all answers, or bring them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.articles import NOT_IN_ANSWERS, find_article, title_or_beginning
from bot.cli.error_handling import print_error
from bot.cli.exit_codes import DONE, WRONG_STATE
from bot.domain import OPERATOR, Act, Event, Scope
from bot.errors import ConflictError, UnknownArticleError
from bot.library.articles.listing import ArticleState
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.articles.moderation import Moderation

EXAMPLES = """\
  heat2 remove 3f9a
  heat2 remove 3f9a 77b2 https://example.com/a-false-report
  heat2 remove --undo 3f9a
  heat2 remove --guild 1234567890 3f9a"""


def add_remove(commands: Commands) -> None:
    """Add `heat2 remove` to the parser."""
    meaning = "Remove articles from all answers, shipped articles too; --undo brings them back."
    parser = add_command(commands, "remove", meaning, EXAMPLES)
    parser.add_argument("ids", nargs="+", metavar="ID", help="an article's id, its beginning, or its web address")
    parser.add_argument("--undo", action="store_true", help="bring removed articles back")
    add_scope(parser, "remove them only for the server with this id; everyone's articles are hidden there")


async def remove_articles(
    moderation: Moderation, words: Sequence[str], scope: Scope, out: TextIO, *, undo: bool
) -> int:
    """Remove each article, or bring it back. Report what fails, go on, and return WRONG_STATE. Raises StoreError."""
    code = DONE
    done: list[str] = []
    for word in words:
        try:
            event = await (_bring_back if undo else _remove)(moderation, word, scope)
        except (UnknownArticleError, ConflictError) as error:
            print_error(str(error))
            code = WRONG_STATE
            continue
        done.append(one_line(event.article.id))
        out.write(f"{_outcome(event, scope)}: {title_or_beginning(event.article)} (id {done[-1]})\n")
        out.flush()  # keeps the order of lines when stdout and stderr go to one file
    if done and not undo:
        guild = "" if scope.is_everyone else f" --guild {scope.guild_id}"
        out.write(f"to bring back: heat2 remove --undo{guild} {' '.join(done)}\n")
    return code


async def _remove(moderation: Moderation, word: str, scope: Scope) -> Event:
    listed = find_article(word, await moderation.articles.list_all(scope))
    if listed.state in NOT_IN_ANSWERS:
        raise UnknownArticleError(f"{title_or_beginning(listed.article)} is already removed: --undo brings it back")
    # Everyone's article cannot be removed for one server; it is hidden there.
    hides = listed.state is ArticleState.SHARED and not scope.is_everyone
    act = moderation.hide if hides else moderation.remove
    return await act(listed.article.id, scope, OPERATOR)


async def _bring_back(moderation: Moderation, word: str, scope: Scope) -> Event:
    # Removed articles are searched first: a present one may have an id with the same beginning.
    every = await moderation.articles.list_all(scope)
    removed = [each for each in every if each.state in NOT_IN_ANSWERS]
    try:
        listed = find_article(word, removed)
    except UnknownArticleError:
        there = find_article(word, every)
        raise UnknownArticleError(f"{title_or_beginning(there.article)} is not removed") from None
    unhides = listed.state is ArticleState.HIDDEN and not scope.is_everyone
    act = moderation.unhide if unhides else moderation.restore
    return await act(listed.article.id, scope, OPERATOR)


def _outcome(event: Event, scope: Scope) -> str:
    if event.act is not Act.HIDDEN:
        return "removed" if event.act is Act.REMOVED else "brought back"
    return "removed (its file stays in the corpus folder)" if scope.is_everyone else "hidden for this server"
