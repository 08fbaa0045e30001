"""A collection in a file, from which the next start takes every article that has not changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.domain import Article
from bot.errors import SnapshotError
from bot.search.index.collection import Collection, CollectionView, Stacks
from bot.search.index.inverted_map import FrozenInvertedMap
from bot.search.index.loaded_collection import LoadedCollection
from bot.search.index.snapshot import put_together, taken_apart
from bot.search.snapshot import array_file
from bot.search.snapshot.encoded_passages import ArticlePlaces, EncodedPassages, encoded
from bot.search.snapshot.provenance import of_article


@dataclass(frozen=True)
class CollectionSnapshot:
    """A collection at one moment, with its articles; the collection may grow while it is being saved."""

    holding: CollectionView
    places: Mapping[str, range]
    articles: Mapping[str, Article]

    @classmethod
    def of(cls, collection: Collection, articles: Mapping[str, Article]) -> CollectionSnapshot:
        """Now, when nobody is changing it. `articles` are just those that are in it, by their keys."""
        return cls(collection.holding, dict(collection.places), articles)


def save(path: Path, made_of: str, moment: CollectionSnapshot) -> None:
    """Put it in place of the file, whole or not at all. `made_of` names what analysed it. Raises OSError."""
    holding, stacks = moment.holding, moment.holding.stacks
    passages = encoded(stacks.former.passages, stacks.added(holding.limit))
    sizes, postings = taken_apart(holding.edition)
    content = {
        "articles": [
            [key, of_article(article), moment.places[key].start, moment.places[key].stop]
            for key, article in moment.articles.items()
        ],
        "segments": sizes,
    }
    held = [*stacks.words.holders.arrays(holding.limit), *stacks.accented.holders.arrays(holding.limit)]
    gone = np.array(sorted(holding.gone), np.int32)
    array_file.save(path, made_of, content, [*passages.arrays, *held, holding.first_days, gone, *postings])


def load(path: Path, made_of: str, articles: Mapping[str, Article]) -> Collection:
    """What was saved of these articles; those that are new or have changed are not in it.

    Raises SnapshotError when there is nothing, or nothing that can be used.
    """
    content, arrays = array_file.load(path, made_of)
    entries = content["articles"]
    same = [articles.get(key) if _is_same(articles.get(key), stated) else None for key, stated, _, _ in entries]
    passages = EncodedPassages.taken_from(arrays)
    former = LoadedCollection(
        passages,
        _article_places(entries, same),
        {key: range(first, end) for (key, _, first, end), article in zip(entries, same, strict=True) if article},
        FrozenInvertedMap.taken_from(arrays),
        FrozenInvertedMap.taken_from(arrays),
        next(arrays),
    )
    gone = frozenset(next(arrays).tolist())
    holding = CollectionView(Stacks(former), put_together(content["segments"], arrays), gone)
    left = [range(first, end) for (_, _, first, end), article in zip(entries, same, strict=True) if not article]
    collection = Collection(holding.without_passages([number for numbers in left for number in numbers]))
    if collection.is_worn:
        raise SnapshotError(f"{path} is mostly of other articles")
    return collection


def count(path: Path, made_of: str) -> int:
    """How many articles are kept. Raises SnapshotError when nothing is that can be used."""
    content, _ = array_file.load(path, made_of)
    return len(content["articles"])


def _is_same(article: Article | None, stated: str) -> bool:
    return article is not None and of_article(article) == stated


def _article_places(entries: Sequence[Sequence[Any]], articles: Sequence[Article | None]) -> ArticlePlaces:
    held = sorted((first, place) for place, (_, _, first, end) in enumerate(entries) if end > first)
    return ArticlePlaces([first for first, _ in held], [articles[place] for _, place in held])
