"""Whether a stored revision is still what was stored: its hash fits, and every value can be read."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Row

from bot.domain import Article, PublishedDate
from bot.history import Act, StoredArticle
from bot.store.base import Current
from bot.text.safe_text import one_line

_LOGGED_AT_ONCE: Final = 100
"""Maximum number of lines in the log for one reading; `heat2 check` names all."""
_REMEMBERED: Final = 10_000
"""Maximum number of rows whose mention in the log is remembered."""
_ALTERED: Final = "was altered outside this program (its hash does not match)"
_WORDS: Final = ("article_id", "title", "publisher", "url", "published", "evidence", "language", "text", "act")
_NUMBERS: Final = ("scope", "revision", "change", "undoes")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is not used: it was altered, or it cannot be read."""

    place: str
    """What the row belongs to, for a message: an article's id, its scope and its revision."""
    reason: str

    def __str__(self) -> str:
        return f"{self.place} {self.reason}"


@dataclass(frozen=True, slots=True)
class Checked:
    """The entries of rows that are sound, and the rows that are set aside."""

    entries: tuple[StoredArticle, ...]
    set_aside: tuple[SetAside, ...]
    ids_set_aside: frozenset[str]

    @property
    def current(self) -> Current:
        """The articles that the scope has, by id; sorted here because databases differ in how they compare."""
        present = [entry.article for entry in self.entries if entry.is_present]
        return Current(sorted(present, key=lambda article: article.id), self.ids_set_aside)


class UnreadableRowError(ValueError):
    """A row holds what it cannot hold; the message says what."""


def content_hash(scope: int, revision: int, act: str, article: Article) -> str:
    """The SHA-256, in hexadecimal, of an article's text and metadata and of where it belongs.

    Each field is preceded by its length in bytes, so ("ab", "c") and ("a", "bc") differ. Who added it is left out:
    that name can be erased later.
    """
    published = article.published
    fields = (str(scope), article.id, str(revision), act, article.title, article.publisher, article.url)
    digest = sha256()
    for field in (*fields, published.edtf, published.evidence, article.language, article.text):
        content = field.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def entry_of(row: Row[Any]) -> StoredArticle:
    """The entry that a row of `articles` holds. Raises UnreadableRowError when it is not what was stored."""
    entry = readable_entry(row)
    if row.content_hash != content_hash(row.scope, row.revision, row.act, entry.article):
        raise UnreadableRowError(_ALTERED)
    return entry


def readable_entry(row: Row[Any]) -> StoredArticle:
    """The same without looking at the hash. Raises UnreadableRowError."""
    for name in _WORDS:
        _require(row, name, str)
    for name in _NUMBERS:
        _require(row, name, int)
    _require(row, "added_at", datetime)
    _require(row, "added_by", str)
    try:
        act = Act(row.act)
        published = PublishedDate.parse(row.published, row.evidence)
    except ValueError as error:
        raise UnreadableRowError(f"cannot be read: {one_line(str(error))}") from error
    if row.removed is not (not act.leaves_article) or row.scope < 0 or published.edtf != row.published:
        raise UnreadableRowError(_ALTERED)
    article = Article(row.article_id, row.text, row.title, row.publisher, row.url, published, row.language)
    return StoredArticle(article, row.revision, act, row.added_by, row.added_at)


def _require(row: Row[Any], name: str, kind: type) -> None:
    value = getattr(row, name)
    if not isinstance(value, kind):
        found = "is missing" if value is None else f"holds no {_KINDS[kind]}"
        raise UnreadableRowError(f"cannot be read: its column '{name}' {found}")


_KINDS: Final = {str: "text", int: "number", datetime: "moment"}


def checked(rows: Sequence[Row[Any]]) -> Checked:
    """Sort the current rows of a scope into those that are sound and those that are set aside.

    No other revision takes the place of one that is set aside: the article is left out.
    """
    entries, set_aside, ids = [], [], set()
    for row in rows:
        try:
            entries.append(entry_of(row))
        except UnreadableRowError as error:
            set_aside.append(SetAside(place_of(row), str(error)))
            if isinstance(row.article_id, str):
                ids.add(row.article_id)
    return Checked(tuple(each for each in entries if each.article.id not in ids), tuple(set_aside), frozenset(ids))


def place_of(row: Row[Any]) -> str:
    """A row of `articles` for a message."""
    scope = "everyone's" if row.scope == 0 else f"server {_shown(row.scope)}"
    return f"the article '{_shown(row.article_id)}' ({scope}, revision {_shown(row.revision)})"


def _shown(value: object) -> str:
    return one_line(value if isinstance(value, str) else repr(value), 100)


class Reporter:
    """Names in the log what is set aside, each row once."""

    def __init__(self) -> None:
        self._reported: set[SetAside] = set()

    def report(self, set_aside: Iterable[SetAside]) -> None:
        """Write a line for each that has none yet."""
        new = [each for each in set_aside if each not in self._reported]
        if len(self._reported) + len(new) <= _REMEMBERED:
            self._reported.update(new)
        for each in new[:_LOGGED_AT_ONCE]:
            _log.warning("%s: it is left out until it is added again or a backup is restored", each)
        if len(new) > _LOGGED_AT_ONCE:
            _log.warning("%d more rows are left out: heat2 check names them", len(new) - _LOGGED_AT_ONCE)
