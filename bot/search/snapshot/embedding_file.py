"""A table of embeddings in a file, so that a start embeds nothing again."""

from __future__ import annotations

from pathlib import Path

from bot.search.meaning.embeddings import EmbeddingTable
from bot.search.snapshot import array_file


def save(path: Path, version: str, table: EmbeddingTable) -> None:
    """Replace the file atomically. `version` is that of the encoder. Raises OSError."""
    array_file.save(path, version, {}, (table.keys, table.vectors))


def load(path: Path, version: str) -> EmbeddingTable:
    """Return the table, whose vectors are mapped into memory.

    Raises SnapshotError if there is no file, or if it is damaged or of another version of the encoder.
    """
    _, arrays = array_file.load(path, version)
    keys, vectors = arrays
    return EmbeddingTable(keys.copy(), vectors)
