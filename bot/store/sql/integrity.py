"""Integrity of stored revisions: a row is used only if its hash matches and every value can be read."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Row

from bot.domain import Act, Article, PublishedDate, StoredArticle
from bot.store.base import CurrentArticles
from bot.text.counts import counted
from bot.text.safe_text import one_line

_MAX_LINES: Final = 100
"""Maximum number of lines in the log for one query; `heat2 check` lists all rows."""
_MAX_REMEMBERED: Final = 10_000
"""Maximum number of rows for which it is remembered that they were logged."""
_ALTERED: Final = "was altered outside this program (its hash does not match)"
_TEXT_COLUMNS: Final = ("article_id", "title", "publisher", "url", "published", "evidence", "language", "text", "act")
_NUMBER_COLUMNS: Final = ("scope", "revision", "change", "undoes")
_TYPE_NAMES: Final = {str: "text", int: "number", datetime: "moment"}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnusableRow:
    """A row that is left out, because it was altered or cannot be read."""

    place: str
    """The row's content for a message: for example an article's id, its scope and its revision."""
    reason: str

    def __str__(self) -> str:
        return f"{self.place} {self.reason}"


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """The articles of rows that can be used, and the rows that cannot."""

    entries: tuple[StoredArticle, ...]
    unusable: tuple[UnusableRow, ...]
    unusable_ids: frozenset[str]

    @property
    def current(self) -> CurrentArticles:
        """The articles that the scope has, by id. Sorted here because databases compare text differently."""
        present = [entry.article for entry in self.entries if entry.is_present]
        return CurrentArticles(sorted(present, key=lambda article: article.id), self.unusable_ids)


class UnusableRowError(ValueError):
    """A row was altered or cannot be read; the message says what is wrong with it."""


def content_hash(scope: int, revision: int, act: str, article: Article) -> str:
    """Return the SHA-256, in hexadecimal, of an article's text and metadata, its scope, revision and act.

    Each field is preceded by its length in bytes, so ("ab", "c") and ("a", "bc") differ. The user who added it is
    left out, since their id may be erased later.
    """
    published = article.published
    fields = (str(scope), article.id, str(revision), act, article.title, article.publisher, article.url)
    digest = sha256()
    for field in (*fields, published.edtf, published.evidence, article.language, article.text):
        content = field.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def read_article(row: Row[Any]) -> StoredArticle:
    """Return the article in a row of `articles`. Raises UnusableRowError if it is not what the program stored."""
    entry = _read_values(row)
    if row.content_hash != content_hash(row.scope, row.revision, row.act, entry.article):
        raise UnusableRowError(_ALTERED)
    return entry


def _read_values(row: Row[Any]) -> StoredArticle:
    for name in _TEXT_COLUMNS:
        _require(row, name, str)
    for name in _NUMBER_COLUMNS:
        _require(row, name, int)
    _require(row, "added_at", datetime)
    _require(row, "added_by", str)
    try:
        act = Act(row.act)
        published = PublishedDate.parse(row.published, row.evidence)
    except ValueError as error:
        raise UnusableRowError(f"cannot be read: {one_line(str(error))}") from error
    if row.removed is not (not act.leaves_article) or row.scope < 0 or published.edtf != row.published:
        raise UnusableRowError(_ALTERED)
    article = Article(row.article_id, row.text, row.title, row.publisher, row.url, published, row.language)
    return StoredArticle(article, row.revision, act, row.added_by, row.added_at)


def _require(row: Row[Any], name: str, kind: type) -> None:
    value = getattr(row, name)
    if not isinstance(value, kind):
        found = "is missing" if value is None else f"holds no {_TYPE_NAMES[kind]}"
        raise UnusableRowError(f"cannot be read: its column '{name}' {found}")


def check_rows(rows: Sequence[Row[Any]]) -> CheckedRows:
    """Separate the current rows of a scope into those that can be used and those that cannot.

    An article with an unusable row is left out as a whole: no earlier revision replaces it.
    """
    entries, unusable, ids = [], [], set()
    for row in rows:
        try:
            entries.append(read_article(row))
        except UnusableRowError as error:
            unusable.append(UnusableRow(describe_row(row), str(error)))
            if isinstance(row.article_id, str):
                ids.add(row.article_id)
    usable = tuple(each for each in entries if each.article.id not in ids)
    return CheckedRows(usable, tuple(unusable), frozenset(ids))


def describe_row(row: Row[Any]) -> str:
    """Return the article, scope and revision of a row of `articles` for a message."""
    scope = "everyone's" if row.scope == 0 else f"server {_shown(row.scope)}"
    return f"the article '{_shown(row.article_id)}' ({scope}, revision {_shown(row.revision)})"


def _shown(value: object) -> str:
    return one_line(value if isinstance(value, str) else repr(value), 100)


class UnusableRowLog:
    """Logs unusable rows, each once."""

    def __init__(self) -> None:
        self._logged: set[UnusableRow] = set()

    def report(self, unusable: Iterable[UnusableRow]) -> None:
        """Write a line for each row that was not logged before, and at most _MAX_LINES in all."""
        new = [each for each in unusable if each not in self._logged]
        # Beyond this number, rows are logged again rather than remembered.
        if len(self._logged) + len(new) <= _MAX_REMEMBERED:
            self._logged.update(new)
        for each in new[:_MAX_LINES]:
            _log.warning("%s: it is left out until it is added again or a backup is restored", each)
        if len(new) > _MAX_LINES:
            _log.warning("%s left out: heat2 check names them", counted(len(new) - _MAX_LINES, "more row"))
