"""Search engines behind one face: texts in, the numbers of the ten best out; a library is imported when it is used."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

TOP = 10
"""So many passages a question brings."""


class Engine(Protocol):
    """What is measured of every engine. Making one raises ImportError when its library is not installed."""

    def build(self, texts: Iterable[str]) -> None:
        """Index these texts, numbered in their order."""
        ...

    def ask(self, question: str) -> list[int]:
        """The numbers of the best texts, best first."""
        ...

    def add(self, texts: list[str]) -> None:
        """Index these texts, too: the next question finds them."""
        ...


@runtime_checkable
class Restarting(Engine, Protocol):
    """An engine that can be kept in a file and started from it."""

    def keep(self, path: Path) -> None:
        """Write everything."""
        ...

    def restart(self, path: Path) -> None:
        """Begin with what was written."""
        ...


class Heat2:
    """This project's index."""

    def __init__(self) -> None:
        from bot.search.index import PassageIndex

        self._index = PassageIndex.from_passages([])

    def build(self, texts: Iterable[str]) -> None:
        """In one segment."""
        self._index = self._index.from_passages(Counter(text.split()) for text in texts)

    def ask(self, question: str) -> list[int]:
        """As the ranking asks."""
        numbers: list[int] = self._index.best([((word,), 1.0) for word in question.split()], TOP)[0].tolist()
        return numbers

    def add(self, texts: list[str]) -> None:
        """As a segment beside the others."""
        state = self._index.state.with_passages([Counter(text.split()) for text in texts])
        self._index = type(self._index)(state)

    def keep(self, path: Path) -> None:
        """As a snapshot."""
        from bot.search.snapshot.array_file import save

        sizes, arrays = self._index.state.to_arrays()
        save(path, "benchmark", {"segments": sizes}, arrays)

    def restart(self, path: Path) -> None:
        """Checked and mapped."""
        from bot.search.index import IndexState
        from bot.search.snapshot.array_file import load

        content, arrays = load(path, "benchmark")
        self._index = type(self._index)(IndexState.from_arrays(content["segments"], arrays))


class RankBm25:
    """The library itself; it cannot be added to, so it is built anew."""

    def __init__(self) -> None:
        from rank_bm25 import BM25Plus

        self._made_of = BM25Plus
        self._documents: list[list[str]] = []

    def build(self, texts: Iterable[str]) -> None:
        """From lists of words."""
        self._documents += [text.split() for text in texts]
        self._model = self._made_of(self._documents)

    def ask(self, question: str) -> list[int]:
        """With the library's own choice of the best."""
        best: list[int] = self._model.get_top_n(question.split(), range(len(self._documents)), n=TOP)
        return best

    def add(self, texts: list[str]) -> None:
        """Everything once more."""
        self.build(texts)


class Bm25s:
    """bm25s, whose scores are worked out beforehand; it cannot be added to, so it is built anew."""

    def __init__(self, backend: str) -> None:
        import bm25s

        if backend == "numba":
            import numba  # noqa: F401  bm25s would fall back to NumPy without a word
        self._made_of, self._backend = bm25s.BM25, backend
        self._documents: list[list[str]] = []

    def build(self, texts: Iterable[str]) -> None:
        """From lists of words."""
        self._documents += [text.split() for text in texts]
        self._model = self._made_of(method="bm25+", backend=self._backend)
        self._model.index(self._documents, show_progress=False)

    def ask(self, question: str) -> list[int]:
        """One question at a time."""
        found, _ = self._model.retrieve([question.split()], k=TOP, show_progress=False)
        numbers: list[int] = found[0].tolist()
        return numbers

    def add(self, texts: list[str]) -> None:
        """Everything once more."""
        self.build(texts)


class Tantivy:
    """tantivy in memory."""

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
        """With its own merging done."""
        self.add(texts)
        self._writer.wait_merging_threads()
        self._writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        self._index.reload()

    def ask(self, question: str) -> list[int]:
        """By its query parser."""
        searcher = self._index.searcher()
        hits = searcher.search(self._index.parse_query(question, ["body"]), TOP).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]

    def add(self, texts: Iterable[str]) -> None:
        """Committed and read again."""
        for text in texts:
            self._writer.add_document(self._document(body=text, number=self._count))
            self._count += 1
        self._writer.commit()
        self._index.reload()


class Fts5:
    """SQLite's full-text search in memory, without a copy of the texts."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:")
        try:
            self._database.execute("CREATE VIRTUAL TABLE passages USING fts5(body, content='')")
        except sqlite3.OperationalError as error:
            raise ImportError(str(error)) from error
        self._count = 0

    def build(self, texts: Iterable[str]) -> None:
        """With its own merging done."""
        self.add(texts)
        self._database.execute("INSERT INTO passages (passages) VALUES ('optimize')")
        self._database.commit()

    def ask(self, question: str) -> list[int]:
        """Any of the words, in the order of its bm25()."""
        wanted = " OR ".join(question.split())
        rows = self._database.execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (wanted, TOP)
        )
        return [number for (number,) in rows]

    def add(self, texts: Iterable[str]) -> None:
        """In one transaction."""
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
