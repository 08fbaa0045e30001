"""A collection in a file. The next start loads from it every article that has not changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.domain import Article
from bot.errors import SnapshotError
from bot.search.index import IndexState
from bot.search.index.collection import Collection, CollectionView, PassageStore, SnapshotContent
from bot.search.index.other_spellings import FrozenInvertedMap
from bot.search.index.shingle_index import ShingleIndex
from bot.search.language.encoded_passages import EncodedPassages, PassageArticles, encode_passages
from bot.search.snapshot import array_file
from bot.search.snapshot.fingerprint import article_fingerprint


@dataclass(frozen=True)
class CollectionSnapshot:
    """The state of a collection at one moment, to be saved. The collection may change while it is saved."""

    view: CollectionView
    passage_ranges: Mapping[str, range]
    articles: Mapping[str, Article]

    @classmethod
    def from_collection(cls, collection: Collection, articles: Mapping[str, Article]) -> CollectionSnapshot:
        """Return the snapshot of a collection that nobody changes during this call.

        `articles` are exactly those of the collection, by their keys.
        """
        return cls(collection.view, dict(collection.passage_ranges), articles)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An article in the file: its passages, and the article itself if it has not changed since."""

    key: str
    numbers: range
    article: Article | None


def save(path: Path, fingerprint: str, snapshot: CollectionSnapshot) -> None:
    """Replace the file atomically. `fingerprint` identifies the search that analysed the articles. Raises OSError."""
    view, store = snapshot.view, snapshot.view.store
    passages = encode_passages(store.loaded.passages, store.added(view.limit))
    sizes, postings = view.state.to_arrays()
    ranges = snapshot.passage_ranges
    content = {
        "articles": [
            [key, article_fingerprint(article), ranges[key].start, ranges[key].stop]
            for key, article in snapshot.articles.items()
        ],
        "segments": sizes,
    }
    spellings = store.other_spellings.pairs.to_arrays(view.limit)
    removed = np.array(sorted(view.removed), np.int32)
    # `load` takes the arrays in this order.
    shingles = store.shingles.to_arrays(view.limit)
    arrays = [*passages.arrays, *spellings, *shingles, view.first_days, removed, *postings]
    array_file.save(path, fingerprint, content, arrays)


def load(path: Path, fingerprint: str, articles: Mapping[str, Article]) -> Collection:
    """Return a collection of those articles that are in the file and have not changed.

    Raises SnapshotError if there is no file, or none that can be used.
    """
    content, arrays = array_file.load(path, fingerprint)
    entries = [_entry(row, articles) for row in content["articles"]]
    loaded = SnapshotContent(
        EncodedPassages.from_arrays(arrays),
        _passage_articles(entries),
        {entry.key: entry.numbers for entry in entries if entry.article},
        FrozenInvertedMap.from_arrays(arrays),
        ShingleIndex.from_arrays(arrays),
        next(arrays),
    )
    removed = frozenset(next(arrays).tolist())
    view = CollectionView(PassageStore(loaded), IndexState.from_arrays(content["segments"], arrays), removed)
    # The passages of changed articles stay in the arrays, but count as removed.
    changed = [number for entry in entries if not entry.article for number in entry.numbers]
    collection = Collection(view.without_passages(changed))
    if collection.needs_rebuild:
        raise SnapshotError(f"most articles in {path} have changed")
    return collection


def count(path: Path, fingerprint: str) -> int:
    """Return the number of articles in the file. Raises SnapshotError if there is no file that can be used."""
    content, _ = array_file.load(path, fingerprint)
    return len(content["articles"])


def _entry(row: tuple[str, str, int, int], articles: Mapping[str, Article]) -> _Entry:
    key, saved_fingerprint, first, end = row
    article = articles.get(key)
    is_same = article is not None and article_fingerprint(article) == saved_fingerprint
    return _Entry(key, range(first, end), article if is_same else None)


def _passage_articles(entries: list[_Entry]) -> PassageArticles:
    ordered = sorted((entry for entry in entries if entry.numbers), key=lambda entry: entry.numbers.start)
    return PassageArticles([entry.numbers.start for entry in ordered], [entry.article for entry in ordered])
