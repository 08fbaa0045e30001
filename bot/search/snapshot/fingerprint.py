"""What a kept analysis was made of: the article, and the program with its data, each told by a short hash."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.domain import Article
from bot.search.language.concepts import ConceptList

_SIZE = 16
_READ = (".py", ".yaml", ".txt")
"""What the search is made of: its code counts as well as its data, so that nobody has to remember to count versions."""


def article_fingerprint(article: Article) -> str:
    """Another one for any change to the article."""
    date = article.published
    fields = (
        article.id,
        article.text,
        article.title,
        article.publisher,
        article.url,
        date.edtf,
        date.evidence,
        article.language,
    )
    return _hash(field.encode("utf-8", "surrogatepass") for field in fields)


def search_fingerprint(concepts: ConceptList) -> str:
    """Another one for any change to the program, to what it knows of languages, or to the concepts."""
    return _hash(_parts_of_search(concepts))


def _parts_of_search(concepts: ConceptList) -> Iterator[bytes]:
    yield f"{sys.version_info[:2]} {sys.byteorder} {unicodedata.unidata_version} {version('PyStemmer')}".encode()
    yield json.dumps([asdict(concept) for concept in concepts], sort_keys=True).encode()
    yield from _files_of(files("bot.search"))


def _files_of(folder: Traversable) -> Iterator[bytes]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _files_of(each)
        elif each.name.endswith(_READ):
            yield each.name.encode()
            yield each.read_bytes()


def _hash(parts: Iterator[bytes]) -> str:
    """Told apart are also parts that are the same one behind the other."""
    hashed = blake2b(digest_size=_SIZE)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "little"))
        hashed.update(part)
    return hashed.hexdigest()
