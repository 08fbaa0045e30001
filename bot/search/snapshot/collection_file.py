"""A collection in a file, from which the next start takes every article that has not changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain import Article
from bot.errors import SnapshotError
from bot.search.index.collection import Collection, CollectionView, PassageStore
from bot.search.index.inverted_map import FrozenInvertedMap
from bot.search.index.loaded_collection import SnapshotContent
from bot.search.index.snapshot import from_arrays, to_arrays
from bot.search.snapshot import array_file
from bot.search.snapshot.encoded_passages import ArticlePlaces, EncodedPassages, encode_passages
from bot.search.snapshot.fingerprint import article_fingerprint


@dataclass(frozen=True)
class CollectionSnapshot:
    """A collection at one moment, with its articles; the collection may grow while it is being saved."""

    view: CollectionView
    passage_ranges: Mapping[str, range]
    articles: Mapping[str, Article]

    @classmethod
    def from_collection(cls, collection: Collection, articles: Mapping[str, Article]) -> CollectionSnapshot:
        """Now, when nobody is changing it. `articles` are just those that are in it, by their keys."""
        return cls(collection.view, dict(collection.passage_ranges), articles)


def save(path: Path, made_of: str, moment: CollectionSnapshot) -> None:
    """Put it in place of the file, whole or not at all. `made_of` names what analysed it. Raises OSError."""
    view, store = moment.view, moment.view.store
    passages = encode_passages(store.former.passages, store.added(view.limit))
    sizes, postings = to_arrays(view.state)
    content = {
        "articles": [
            [key, article_fingerprint(article), moment.passage_ranges[key].start, moment.passage_ranges[key].stop]
            for key, article in moment.articles.items()
        ],
        "segments": sizes,
    }
    held = store.accented.holders.arrays(view.limit)
    gone = np.array(sorted(view.gone), np.int32)
    array_file.save(path, made_of, content, [*passages.arrays, *held, view.first_days, gone, *postings])


def load(path: Path, made_of: str, articles: Mapping[str, Article]) -> Collection:
    """What was saved of these articles; those that are new or have changed are not in it.

    Raises SnapshotError when there is nothing, or nothing that can be used.
    """
    content, arrays = array_file.load(path, made_of)
    entries = content["articles"]
    same = [articles.get(key) if _is_same(articles.get(key), stated) else None for key, stated, _, _ in entries]
    passages = EncodedPassages.from_arrays(arrays)
    former = SnapshotContent(
        passages,
        _article_places(entries, same),
        {key: range(first, end) for (key, _, first, end), article in zip(entries, same, strict=True) if article},
        FrozenInvertedMap.from_arrays(arrays),
        next(arrays),
    )
    gone = frozenset(next(arrays).tolist())
    view = CollectionView(PassageStore(former), from_arrays(content["segments"], arrays), gone)
    left = [range(first, end) for (_, _, first, end), article in zip(entries, same, strict=True) if not article]
    collection = Collection(view.without_passages([number for numbers in left for number in numbers]))
    if collection.needs_rebuild:
        raise SnapshotError(f"{path} is mostly of other articles")
    return collection


def count(path: Path, made_of: str) -> int:
    """How many articles are kept. Raises SnapshotError when nothing is that can be used."""
    content, _ = array_file.load(path, made_of)
    return len(content["articles"])


def _is_same(article: Article | None, stated: str) -> bool:
    return article is not None and article_fingerprint(article) == stated


def _article_places(entries: Sequence[Sequence[Any]], articles: Sequence[Article | None]) -> ArticlePlaces:
    held = sorted((first, place) for place, (_, _, first, end) in enumerate(entries) if end > first)
    return ArticlePlaces([first for first, _ in held], [articles[place] for _, place in held])
