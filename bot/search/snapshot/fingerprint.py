"""Fingerprints: short hashes that tell whether a stored analysis is still valid.

An analysis depends on the article, and on the program with its language data and concepts.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from bot.domain import Article
from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList

_DIGEST_BYTES: Final = 16
_PART_BYTES: Final = 2**18
_HASHED_SUFFIXES: Final = (".py", ".yaml", ".txt", ".json", ".npy", ".npz")
"""Files of the search that count. Code is hashed like data, so that nobody has to maintain a version number."""


def article_fingerprint(article: Article) -> str:
    """Return a hash that changes with any field of the article."""
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
    """Return a hash that changes with the program, its data, its Unicode version, the concepts or the subject."""
    return _hash(_search_parts(concepts))


def _search_parts(concepts: ConceptList) -> Iterator[bytes]:
    # Python's Unicode data decide what a word is, and PyStemmer what its stem is. Arrays depend on the byte order.
    yield f"{sys.version_info[:2]} {sys.byteorder} {unicodedata.unidata_version} {version('PyStemmer')}".encode()
    for concept in concepts:
        yield json.dumps(_fields(concept), sort_keys=True).encode()
    # The file of the subject's own concepts counts by its content, which is among the concepts.
    yield json.dumps(asdict(replace(concepts.subject, concepts=None)), sort_keys=True).encode()
    yield _files_hash()


def _fields(concept: Concept) -> dict[str, Any]:
    """Return the fields of a concept. `asdict` would copy each phrase."""
    return {each.name: getattr(concept, each.name) for each in fields(concept)}


@cache
def _files_hash() -> bytes:
    """Return the hash of the files of the search. They are about 20 MB, and do not change while the program runs."""
    return _hash(_file_parts(files("bot.search"))).encode()


def _file_parts(folder: Traversable) -> Iterator[bytes]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _file_parts(entry)
        elif entry.name.endswith(_HASHED_SUFFIXES):
            yield entry.name.encode()
            yield _digest(entry)


def _digest(entry: Traversable) -> bytes:
    """Return the hash of a file, which is read in parts: one of them has 17 MB."""
    hashed = blake2b(digest_size=_DIGEST_BYTES)
    with entry.open("rb") as file:
        while part := file.read(_PART_BYTES):
            hashed.update(part)
    return hashed.digest()


def _hash(parts: Iterator[bytes]) -> str:
    """Return the hash of the parts. Each is preceded by its size, so ("ab", "c") and ("a", "bc") differ."""
    hashed = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "little"))
        hashed.update(part)
    return hashed.hexdigest()
