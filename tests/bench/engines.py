"""Search engines with one interface: index texts, then find the numbers of the ten best.

Each library is imported on first use, since some may not be installed.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

RESULTS = 10
"""Maximum number of passages that a question returns."""


class Engine(Protocol):
    """Operations that are measured for every engine. The constructor raises ImportError without the library."""

    def build(self, texts: Iterable[str]) -> None:
        """Index these texts. The first one gets number 0."""
        ...

    def ask(self, question: str) -> list[int]:
        """Return the numbers of the best texts, best first."""
        ...

    def add(self, texts: list[str]) -> None:
        """Add these texts to the index, so that the next question finds them."""
        ...


@runtime_checkable
class Persistent(Engine, Protocol):
    """An engine that can save its index to a file and load it."""

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        ...

    def load(self, path: Path) -> None:
        """Replace the index by the one in a file."""
        ...


class Heat2:
    """This project's index."""

    def __init__(self) -> None:
        from bot.search.index import PassageIndex

        self._index = PassageIndex.from_passages([])

    def build(self, texts: Iterable[str]) -> None:
        """Build one segment."""
        self._index = self._index.from_passages(Counter(text.split()) for text in texts)

    def ask(self, question: str) -> list[int]:
        """Use the query of the ranking."""
        numbers: list[int] = self._index.best([((word,), 1.0) for word in question.split()], RESULTS)[0].tolist()
        return numbers

    def add(self, texts: list[str]) -> None:
        """Add one segment."""
        state = self._index.state.with_passages([Counter(text.split()) for text in texts])
        self._index = type(self._index)(state)

    def save(self, path: Path) -> None:
        """Write a snapshot."""
        from bot.search.snapshot.array_file import save

        sizes, arrays = self._index.state.to_arrays()
        save(path, "benchmark", {"segments": sizes}, arrays)

    def load(self, path: Path) -> None:
        """Check the snapshot and map it into memory."""
        from bot.search.index import IndexState
        from bot.search.snapshot.array_file import load

        content, arrays = load(path, "benchmark")
        self._index = type(self._index)(IndexState.from_arrays(content["segments"], arrays))


class RankBm25:
    """rank-bm25. It cannot add texts, so `add` rebuilds the index."""

    def __init__(self) -> None:
        from rank_bm25 import BM25Plus

        self._model_class = BM25Plus
        self._documents: list[list[str]] = []

    def build(self, texts: Iterable[str]) -> None:
        """Build from lists of words."""
        self._documents += [text.split() for text in texts]
        self._model = self._model_class(self._documents)

    def ask(self, question: str) -> list[int]:
        """Use `get_top_n` of the library."""
        best: list[int] = self._model.get_top_n(question.split(), range(len(self._documents)), n=RESULTS)
        return best

    def add(self, texts: list[str]) -> None:
        """Rebuild the whole index."""
        self.build(texts)


class Bm25s:
    """bm25s, which computes its scores at build time. It cannot add texts, so `add` rebuilds the index."""

    def __init__(self, backend: str) -> None:
        import bm25s

        if backend == "numba":
            import numba  # noqa: F401  without numba, bm25s silently uses NumPy
        self._model_class, self._backend = bm25s.BM25, backend
        self._documents: list[list[str]] = []

    def build(self, texts: Iterable[str]) -> None:
        """Build from lists of words."""
        self._documents += [text.split() for text in texts]
        self._model = self._model_class(method="bm25+", backend=self._backend)
        self._model.index(self._documents, show_progress=False)

    def ask(self, question: str) -> list[int]:
        """Retrieve for a single question."""
        found, _ = self._model.retrieve([question.split()], k=RESULTS, show_progress=False)
        numbers: list[int] = found[0].tolist()
        return numbers

    def add(self, texts: list[str]) -> None:
        """Rebuild the whole index."""
        self.build(texts)


class Tantivy:
    """tantivy with an index in memory."""

    def __init__(self) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        schema.add_unsigned_field("number", stored=True)
        self._index = tantivy.Index(schema.build())
        self._writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        self._document: Callable[..., Any] = tantivy.Document
        self._count = 0

    def build(self, texts: Iterable[str]) -> None:
        """Build and merge all segments."""
        self.add(texts)
        self._writer.wait_merging_threads()
        self._writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        self._index.reload()

    def ask(self, question: str) -> list[int]:
        """Use the query parser of tantivy."""
        searcher = self._index.searcher()
        hits = searcher.search(self._index.parse_query(question, ["body"]), RESULTS).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]

    def add(self, texts: Iterable[str]) -> None:
        """Commit the texts and reload the reader."""
        for text in texts:
            self._writer.add_document(self._document(body=text, number=self._count))
            self._count += 1
        self._writer.commit()
        self._index.reload()


class Fts5:
    """SQLite FTS5 in memory, without a copy of the texts."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:")
        try:
            self._database.execute("CREATE VIRTUAL TABLE passages USING fts5(body, content='')")
        except sqlite3.OperationalError as error:
            raise ImportError(str(error)) from error
        self._count = 0

    def build(self, texts: Iterable[str]) -> None:
        """Build and merge all segments."""
        self.add(texts)
        self._database.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        self._database.commit()

    def ask(self, question: str) -> list[int]:
        """Match any of the words, ordered by bm25()."""
        wanted = " OR ".join(question.split())
        rows = self._database.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (wanted, RESULTS)
        )
        return [number for (number,) in rows]

    def add(self, texts: Iterable[str]) -> None:
        """Insert the texts in one transaction."""
        numbered = enumerate(texts, self._count)
        with self._database:
            self._database.executemany("INSERT INTO passages (rowid, body) VALUES (?, ?)", numbered)
        self._count = self._database.execute("SELECT max(rowid) + 1 FROM passages").fetchone()[0]


ENGINES: Mapping[str, Callable[[], Engine]] = {
    "heat2": Heat2,
    "rank-bm25": RankBm25,
    "bm25s numpy": lambda: Bm25s("numpy"),
    "bm25s numba": lambda: Bm25s("numba"),
    "tantivy": Tantivy,
    "SQLite FTS5": Fts5,
}
