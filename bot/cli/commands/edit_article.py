"""`heat2 edit`: correct the metadata or the text of an article."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command, add_scope
from bot.cli.article_options import ArticleOptions, add_article_options, check_date, read_article_options
from bot.cli.articles import NOT_IN_ANSWERS, describe_changes, diff_lines, find_article, title_or_beginning
from bot.cli.exit_codes import DONE
from bot.cli.files import read_bytes
from bot.domain import OPERATOR, Article, Scope
from bot.errors import SourceError, UnknownArticleError, UsageError
from bot.library.articles.listing import ArticleState, ListedArticle
from bot.library.articles.merging import diff_articles
from bot.reading.decoding import decode_utf8
from bot.reading.fields import complaints
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands
    from bot.library.articles.moderation import Moderation

EXAMPLES = """\
  heat2 edit 3f9a --date "June 11, 2026"
  heat2 edit 3f9a --title "Filming begins" --publisher "The Gazette"
  heat2 edit 3f9a --date ""
  heat2 edit 3f9a --text corrected.txt --dry-run"""


def add_edit(commands: Commands) -> None:
    """Add `heat2 edit` to the parser."""
    parser = add_command(commands, "edit", "Correct an article and show the changes.", EXAMPLES)
    parser.add_argument("id", metavar="ID", help="the article's id, its beginning, or its web address")
    add_article_options(parser)
    parser.add_argument(
        "--text", metavar="FILE", help="a UTF-8 file with the whole corrected text, or - for standard input"
    )
    parser.add_argument("--dry-run", action="store_true", help="show the changes without making them")
    add_scope(parser, "edit an article of the server with this id")


async def edit_article(moderation: Moderation, args: argparse.Namespace, scope: Scope, today: date, out: TextIO) -> int:
    """Make and print the change. Raises UsageError, UnknownArticleError, SourceError, ConflictError and StoreError."""
    stated = read_article_options(args, today)
    if stated.is_empty and args.text is None:
        raise UsageError("say what to change: --title, --publisher, --url, --date, --language or --text FILE")
    listed = find_editable(args.id, await moderation.articles.list_all(scope), scope)
    article, revision = await moderation.articles.current_article(listed.article.id, scope)
    corrected = _corrected(article, stated, args.text)
    if corrected.published != article.published:
        check_date(corrected, today, future_ok=args.future_ok)
    lines = [*describe_changes(diff_articles(article, corrected)), *diff_lines(article.text, corrected.text)]
    out.write(f"{title_or_beginning(article)} (id {one_line(article.id)})\n")
    if not lines:
        out.write("  no difference: nothing was changed\n")
        return DONE
    if not args.dry_run:
        await moderation.revise(corrected, revision, scope, OPERATOR)
    out.writelines(f"  {line}\n" for line in lines)
    if args.dry_run:
        out.write("nothing was changed: leave out --dry-run to make these changes\n")
    elif listed.state is ArticleState.SHARED:
        out.write("the shipped file is unchanged; answers quote the corrected article\n")
    return DONE


def find_editable(word: str, every: list[ListedArticle], scope: Scope) -> ListedArticle:
    """Return the article that `word` names. Raises UnknownArticleError, also if the scope cannot edit it."""
    listed = find_article(word, every)
    shown, article_id = title_or_beginning(listed.article), one_line(listed.article.id)
    guild = "" if scope.is_everyone else f" --guild {scope.guild_id}"
    if listed.state in NOT_IN_ANSWERS:
        raise UnknownArticleError(
            f"{shown} is removed: first bring it back with heat2 remove --undo {article_id}{guild}"
        )
    if guild and listed.state is ArticleState.SHARED:
        raise UnknownArticleError(f"{shown} belongs to everyone: leave out --guild to edit it for all servers")
    return listed


def _corrected(article: Article, stated: ArticleOptions, text_file: str | None) -> Article:
    corrected = stated.applied_to(article)
    if text_file is None:
        return corrected
    name = "standard input" if text_file == "-" else one_line(text_file)
    text = decode_utf8(read_bytes(text_file), name)
    errors = [each.message for each in complaints({"text": text})]
    if errors:
        raise SourceError(f"{name}: {'; '.join(errors)}.")
    return replace(corrected, text=text)
