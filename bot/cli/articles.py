"""Find the article that the operator names, and describe articles in plain lines."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches, unified_diff
from itertools import islice
from typing import Final

from bot.domain import Article, PublishedDate, Scope
from bot.errors import UnknownArticleError
from bot.library.articles.listing import ArticleState, ListedArticle
from bot.library.articles.merging import ArticleDiff, address_key
from bot.reading.web.links import only_link
from bot.text.safe_text import one_line

MAX_SUGGESTIONS: Final = 3
"""Maximum number of articles that an error names."""

MAX_TITLE_LENGTH: Final = 80
"""Maximum length of a title in a line, in characters. The beginning of an untitled text is cut at the same length."""

MAX_PARAGRAPHS: Final = 6
"""Maximum number of changed paragraphs to show."""

NOT_IN_ANSWERS: Final = frozenset({ArticleState.REMOVED, ArticleState.HIDDEN})
"""States of articles that no answer quotes."""


def state_name(listed: ListedArticle, scope: Scope) -> str:
    """Return the state as the terminal names it: own, shipped, everyone, hidden or removed."""
    if listed.state is ArticleState.SHARED:
        return "shipped" if scope.is_everyone else "everyone"
    return "removed" if scope.is_everyone and listed.state is ArticleState.HIDDEN else listed.state.value


def state_names(scope: Scope) -> tuple[str, ...]:
    """Return all states that articles in the scope's list can have."""
    return ("own", "shipped", "removed") if scope.is_everyone else ("own", "everyone", "hidden", "removed")


def find_article(word: str, listed: Iterable[ListedArticle]) -> ListedArticle:
    """Return the article that `word` names: by its id, by a unique prefix of its id, or by its web address.

    Raises UnknownArticleError, with similar articles, when it names none or several.
    """
    by_id: dict[str, ListedArticle] = {}
    # Removed articles come first, so that a present article with the same id replaces them.
    for each in sorted(listed, key=lambda each: each.state not in NOT_IN_ANSWERS):
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
        raise UnknownArticleError(f"several ids begin with '{shown}': {_list_names(found)}. Write more of the id.")
    titled = [key for key, each in sorted(by_id.items()) if len(start) > 2 and start in each.article.title.casefold()]
    close = [by_id[key] for key in list(dict.fromkeys([*_similar_ids(word, sorted(by_id)), *titled]))[:MAX_SUGGESTIONS]]
    meant = f"did you mean {_list_names(close)}? " if close else ""
    raise UnknownArticleError(f"no article has the id '{shown}': {meant}heat2 list shows all ids.")


def _similar_ids(word: str, ids: Sequence[str]) -> list[str]:
    lower = {key.casefold(): key for key in reversed(ids)}
    inside = [key for small, key in lower.items() if len(word) > 2 and word.casefold() in small]
    similar = [lower[small] for small in get_close_matches(word.casefold(), lower, n=MAX_SUGGESTIONS, cutoff=0.5)]
    return [*sorted(inside), *similar]


def _list_names(found: Sequence[ListedArticle]) -> str:
    names = [f"{one_line(each.article.id)} ({title_or_beginning(each.article)})" for each in found[:MAX_SUGGESTIONS]]
    more = len(found) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def check_ids(words: Sequence[str], every: Sequence[ListedArticle]) -> None:
    """Raise UnknownArticleError when none of the words names an article.

    It is called before a database is created, so that a mistyped id leaves no empty database behind.
    """
    for number, word in enumerate(words, 1):
        try:
            find_article(word, every)
        except UnknownArticleError:
            if number == len(words):
                raise
        else:
            return


def date_with_evidence(published: PublishedDate) -> str:
    """Return `2026-06-11`, `2026-06, inferred: EVIDENCE`, or `unknown`."""
    if not published.inferred:
        return published.plain or "unknown"
    return f"{published.plain}, inferred: {one_line(published.evidence) or 'no evidence is given'}"


def title_or_beginning(article: Article) -> str:
    """Return the title, or the beginning of the text in quotation marks."""
    return one_line(article.title, MAX_TITLE_LENGTH) or f"“{one_line(article.text, MAX_TITLE_LENGTH)}”"


def describe_import(article: Article, scope: Scope, *, was_removed: bool) -> Iterator[str]:
    """Yield lines with title, id and date of an imported article, and the command that corrects an inferred date."""
    about = filter(None, (title_or_beginning(article), one_line(article.publisher), article.language))
    yield " · ".join(about)
    note = " (it had been removed and is back)" if was_removed else ""
    yield f"  id {one_line(article.id)}{note}"
    # An id from a file may hold anything, and people paste the command into a shell.
    guild = "" if scope.is_everyone else f" --guild {scope.guild_id}"
    advice = f"; to correct it: heat2 edit {shlex.quote(one_line(article.id))}{guild} --date DATE"
    yield f"  date {date_with_evidence(article.published)}" + ("" if _is_stated(article.published) else advice)


def describe_changes(changes: ArticleDiff) -> Iterator[str]:
    """Yield a line for each difference: the value before and the value after."""
    for name, before, after in changes.fields:
        yield f"{name}: {_value(before)} -> {_value(after)}"
    if changes.date:
        before, after = map(date_with_evidence, changes.date)
        yield f"date: {before} -> {after}"
    if changes.text:
        yield f"text: {changes.text:.0%} of the words differ"


def diff_lines(before: str, after: str) -> Iterator[str]:
    """Yield the first changed paragraphs: removed ones after `- `, added ones after `+ `."""
    # A diff without context holds two lines that name the files, and then only lines that differ.
    lines = islice(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""), 2, None)
    changed = (f"{line[0]} {line[1:]}" for line in lines if line[0] in "-+" and line[1:].strip())
    different = list(islice(changed, MAX_PARAGRAPHS + 1))
    yield from (f"{line[:2]}{one_line(line[2:])}" for line in different[:MAX_PARAGRAPHS])
    if len(different) > MAX_PARAGRAPHS:
        yield "…"


def _value(value: str) -> str:
    return f"“{one_line(value)}”" if value else "none"


def _is_stated(published: PublishedDate) -> bool:
    return published.is_known and not published.inferred
