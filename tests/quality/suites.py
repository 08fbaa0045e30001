"""The question suites: their files, articles and dates, and a hash that identifies the questions of a figure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain import Article, PublishedDate
from bot.reading.corpus import load_corpus

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "corpus"
AS_OF = date(2026, 3, 10)
"""Date on which the questions of most suites are asked."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A paragraph that answers a question: the id of its article, and words in it."""

    article: str
    contains: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the paragraphs that answer it. Without any, the right response is no answer."""

    id: str
    text: str
    language: str
    kind: str
    gold: tuple[Gold, ...]
    newest: tuple[str, ...]

    @property
    def answerable(self) -> bool:
        """Whether any paragraph answers it."""
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions and the articles to search, including the shipped ones."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Question, ...]
    as_of: date
    """Date on which its questions are asked."""
    hash: str
    """SHA-256 of its files."""


_FILES = {
    "given seeds": ("given/questions_d_seeds.jsonl", None),
    "given mix": ("given/questions_d_mix.jsonl", "given/articles.jsonl"),
    "own": ("own/questions.jsonl", "own/articles.jsonl"),
    "second": ("own2/questions.jsonl", "own2/articles.jsonl"),
    "honesty": ("honesty/questions.jsonl", "own/articles.jsonl"),
    "third": ("own3/questions.jsonl", "own3/articles.jsonl"),
    "fourth": ("own4/questions.jsonl", "own4/articles.jsonl"),
    "held out": ("held_out/questions.jsonl", "held_out/articles.jsonl"),
    "second, unread": ("own2/questions_unread.jsonl", "own2/articles.jsonl"),
    "fifth, unread": ("own5/questions.jsonl", "own5/articles.jsonl"),
    "sixth": ("own6/questions.jsonl", "own6/articles.jsonl"),
    "seventh": ("own7/questions.jsonl", "own7/articles.jsonl"),
    "shipped": ("own9/questions.jsonl", None),
    "eighth": ("own8/questions.jsonl", "own8/articles.jsonl"),
    "ninth": ("own10/questions.jsonl", "own10/articles.jsonl"),
    "tenth": ("own11/questions.jsonl", "own11/articles.jsonl"),
    "eleventh": ("own12/questions.jsonl", "own12/articles.jsonl"),
    "twelfth": ("own13/questions.jsonl", "own13/articles.jsonl"),
    "thirteenth": ("own14/questions.jsonl", "own14/articles.jsonl"),
    "fourteenth": ("own15/questions.jsonl", "own15/articles.jsonl"),
    "fifteenth": ("own16/questions.jsonl", "own16/articles.jsonl"),
    "sixteenth": ("own17/questions.jsonl", "own17/articles.jsonl"),
    "seventeenth": ("own18/questions.jsonl", "own18/articles.jsonl"),
    "eighteenth": ("own19/questions.jsonl", "own19/articles.jsonl"),
}
SEALED = "sealed"
"""A suite that is asked once, when a change of the search is finished. It has no floors, and nobody reads it."""
_SEALED_FILES = ("sealed/questions.jsonl", "sealed/articles.jsonl")
_LATER_DATES = {
    "sixth": date(2027, 3, 20),
    "seventh": date(2027, 6, 15),
    "eighth": date(2027, 7, 24),
    "ninth": date(2027, 5, 28),
    "tenth": date(2027, 12, 5),
    "eleventh": date(2027, 9, 8),
    "twelfth": date(2027, 9, 24),
    "thirteenth": date(2028, 2, 5),
    "fourteenth": date(2027, 6, 1),
    "fifteenth": date(2027, 10, 28),
    "sixteenth": date(2027, 12, 5),
    "seventeenth": date(2028, 6, 20),
    "eighteenth": date(2027, 4, 10),
    SEALED: date(2029, 3, 15),
}
"""Dates of the suites that have invented news after AS_OF."""
_SEED_IDS = {
    "2024-01-shoot-this-year": "s000",
    "2024-01-05-his-next-film": "s001",
    "2024-11-writing-the-screenplay": "s002",
    "2026-03-05-heat-bei-netflix": "s003",
}
SUITES = tuple(_FILES)
UNREAD = frozenset({SEALED, "held out", "second, unread", "fifth, unread"})
"""Suites whose questions and misses nobody reads, so that their figures show how well the search generalises."""


@cache
def load_suite(name: str) -> Suite:
    """Return the suite with this name: one of SUITES or SEALED."""
    questions, extra = _SEALED_FILES if name == SEALED else _FILES[name]
    files = [HERE / questions, *([HERE / extra] if extra else [])]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    articles = [*_shipped(), *(_article(row) for file in files[1:] for row in _rows(file))]
    return Suite(name, tuple(articles), tuple(map(_question, _rows(files[0]))), _LATER_DATES.get(name, AS_OF), digest)


def _shipped() -> Iterable[Article]:
    """Yield the shipped articles with the ids that the suites use."""
    for article in load_corpus(CORPUS):
        yield Article(
            _SEED_IDS[article.id],
            article.text,
            article.title,
            article.publisher,
            article.url,
            article.published,
            article.language,
        )


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _article(row: dict[str, Any]) -> Article:
    return Article(
        row["id"],
        "\n\n".join(row["paragraphs"]),
        row["title"] or "",
        row["publisher"] or "",
        row["url"] or "",
        PublishedDate.parse(row["date"] or ""),
        row["lang"],
    )


def _question(row: dict[str, Any]) -> Question:
    gold = tuple(Gold(entry["article"], entry["contains"]) for entry in row["gold"])
    return Question(row["id"], row["q"], row["lang"], row["kind"], gold, tuple(row["newest"]))
