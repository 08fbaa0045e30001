"""Passages are embedded in the background and kept in files, and no question waits for them."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.domain import EVERYONE, Act, Article, Scope, Write
from bot.errors import SnapshotError
from bot.library.engines import embedding_service, scope_embeddings
from bot.library.engines.embedding_service import EmbeddingService
from bot.library.engines.snapshots import embeddings_path
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from bot.search.meaning.embeddings import EmbeddingTable, keys_of
from bot.search.meaning.word_vectors import Vectors
from bot.search.snapshot import embedding_file
from bot.store.memory import MemoryStore
from tests.search.meaning.ngram_encoder import NgramEncoder

GUILD, OTHER = Scope(7), Scope(70)
DAY = date(2026, 3, 10)
SHIPPED = [Article("start", "Filming of Heat 2 starts in August.\n\nMichael Mann directs Heat 2.", language="en")]
NEWS = Article("news", "Filming of Heat 2 has begun in Chicago.", language="en")
QUESTION = "when does filming start"


class GatedEncoder(NgramEncoder):
    """An encoder that embeds passages only while its gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.is_reached = threading.Event()

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, once the gate is open."""
        self.is_reached.set()
        assert self.gate.wait(10)
        return super().embed_passages(texts)


class Starts:
    """Starts a library over the same store and folder again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = MemoryStore()
        self.libraries: list[Library] = []

    def library(self, encoder: NgramEncoder, *, computes: bool = True) -> Library:
        """Return the library as after a start."""
        service = EmbeddingService(encoder, self.folder, computes=computes)
        library = Library(
            SHIPPED, self.store, ConceptList(), lambda: DAY, snapshot_folder=self.folder, embeddings=service
        )
        self.libraries.append(library)
        return library

    def names(self) -> set[str]:
        """Return the names of the files."""
        return {each.name for each in self.folder.glob("*")}


@pytest.fixture
def starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starts]:
    """Starts over a folder that does not exist yet; one passage of a server is worth a file."""
    monkeypatch.setattr(scope_embeddings, "MIN_SERVER_PASSAGES", 1)
    found = Starts(tmp_path / "search")
    yield found
    for library in found.libraries:
        library.close()


async def test_passages_are_embedded_once(starts: Starts) -> None:
    """A start embeds what is in no file: at first everything, then nothing, and after a change the new article."""
    first = NgramEncoder()
    library = starts.library(first)
    progress = await library.embed_passages(GUILD)
    assert progress == (2, 0)
    assert sorted(first.passages) == ["Filming of Heat 2 starts in August.", "Michael Mann directs Heat 2."]
    library.close()
    second = NgramEncoder()
    library = starts.library(second)
    await library.embed_passages(GUILD)
    assert second.passages == []
    await library.add_all([NEWS], GUILD)
    assert await library.embed_passages(GUILD) == (3, 0)
    assert second.passages == [NEWS.text]
    assert starts.names() == {"everyone.embeddings", "server-7.embeddings"}


async def test_an_answer_uses_embeddings_as_soon_as_they_are_there(starts: Starts) -> None:
    """A question is answered before passages are embedded; once they are, it is ranked again, with embeddings."""
    encoder = GatedEncoder()
    library = starts.library(encoder)
    assert (await library.ask_text(QUESTION)).question == QUESTION
    assert encoder.questions == []
    encoder.gate.set()
    await library.embed_passages(GUILD)
    assert (await library.ask_text(QUESTION)).question == QUESTION
    assert (await library.ask_text(QUESTION)).question == QUESTION
    assert encoder.questions == [QUESTION]


async def test_a_command_uses_what_it_finds(starts: Starts) -> None:
    """Without computing, the encoder is not used before there is a file, and then only for the question."""
    encoder = NgramEncoder()
    library = starts.library(encoder, computes=False)
    await library.ask_text(QUESTION)
    assert (encoder.questions, encoder.passages) == ([], [])
    await starts.library(NgramEncoder()).embed_passages(GUILD)
    await starts.library(encoder, computes=False).ask_text(QUESTION)
    assert (encoder.questions, encoder.passages) == ([QUESTION], [])


async def test_nothing_remains_of_an_erased_server(starts: Starts) -> None:
    """Files of an erased server are deleted, unfinished ones too, and other servers keep theirs."""
    library = starts.library(NgramEncoder())
    for scope in (GUILD, OTHER):
        await library.add_all([NEWS], scope)
        await library.embed_passages(scope)
    (starts.folder / "server-7.embeddings.12-34.new").touch()
    await starts.store.erase(GUILD)
    await library.forget(GUILD)
    assert starts.names() == {"everyone.embeddings", "server-70.embeddings"}


async def test_a_server_that_is_erased_while_it_is_embedded_leaves_no_file(starts: Starts) -> None:
    """An erasure does not wait for the encoder, and what it embeds afterwards is written nowhere."""
    encoder = GatedEncoder()
    library = starts.library(encoder)
    await starts.store.add_all([NEWS], GUILD)
    await library.ask_text(QUESTION, GUILD)
    assert encoder.is_reached.wait(10)
    await starts.store.erase(GUILD)
    await library.forget(GUILD)
    encoder.gate.set()
    await library.embed_passages(OTHER)
    assert starts.names() == {"everyone.embeddings"}


async def test_the_embeddings_of_a_removed_article_are_removed(starts: Starts) -> None:
    """After an article was removed, the file has no embedding of it any more."""
    library = starts.library(NgramEncoder())
    other = Article("other", "The budget is 170 million dollars.", language="en")
    await library.add_all([NEWS, other], GUILD)
    await library.embed_passages(GUILD)
    await starts.store.write([Write(NEWS, Act.REMOVED, 1)], GUILD, "")
    await library.update(GUILD)
    await library.embed_passages(GUILD)
    table = embedding_file.load(embeddings_path(starts.folder, GUILD), "trigrams 1")
    assert table.keys.tolist() == keys_of([other.text]).tolist()


async def test_another_version_embeds_anew(starts: Starts) -> None:
    """Embeddings of another version of the encoder are not used, and are replaced."""
    await starts.library(NgramEncoder()).embed_passages(GUILD)
    newer = NgramEncoder("trigrams 2")
    await starts.library(newer).embed_passages(GUILD)
    assert len(newer.passages) == 2
    path = starts.folder / "everyone.embeddings"
    assert len(embedding_file.load(path, "trigrams 2")) == 2
    with pytest.raises(SnapshotError):
        embedding_file.load(path, "trigrams 1")


async def test_a_damaged_file_is_made_anew(starts: Starts, caplog: pytest.LogCaptureFixture) -> None:
    """A damaged file is reported in one line, and its passages are embedded again."""
    await starts.library(NgramEncoder()).embed_passages(GUILD)
    path = starts.folder / "everyone.embeddings"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    encoder = NgramEncoder()
    assert await starts.library(encoder).embed_passages(GUILD) == (2, 0)
    assert len(encoder.passages) == 2
    warnings = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert warnings == [f"{path} is damaged: passages are embedded again"]


async def test_one_process_embeds_and_the_others_read_its_file(
    starts: Starts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While one process embeds a scope's passages, others wait for its file and embed nothing; one line says so."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(embedding_service, "_WAIT_SECONDS", 0.01)
    first, second = GatedEncoder(), NgramEncoder()
    await starts.library(first).ask_text(QUESTION)
    assert first.is_reached.wait(10)
    waiting = asyncio.create_task(starts.library(second).embed_passages(EVERYONE))
    async with asyncio.timeout(10):
        while not (lines := _waits(caplog)):  # noqa: ASYNC110 - a log sets no event
            await asyncio.sleep(0.01)
    assert not waiting.done()
    first.gate.set()
    assert await waiting == (2, 0)
    assert (len(first.passages), second.passages) == (2, [])
    assert starts.names() == {"everyone.embeddings"}
    assert lines == ["another process embeds the passages of everyone: this one waits for its file"]
    assert _waits(caplog) == lines


def _waits(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines of the log that tell of another process."""
    return [line for line in caplog.messages if "another process" in line]


async def test_passages_of_a_killed_process_are_embedded(starts: Starts) -> None:
    """The lock file of a process that was killed stops nobody, and is deleted."""
    starts.folder.mkdir()
    (starts.folder / "everyone.embeddings.lock").touch()
    encoder = NgramEncoder()
    assert await starts.library(encoder).embed_passages(GUILD) == (2, 0)
    assert (len(encoder.passages), starts.names()) == (2, {"everyone.embeddings"})


async def test_an_encoder_that_fails_is_reported_once(starts: Starts, caplog: pytest.LogCaptureFixture) -> None:
    """If the encoder fails, one line says so, nobody waits for it, and questions are answered without it."""
    encoder = NgramEncoder()
    encoder.fails = True
    library = starts.library(encoder)
    assert await library.embed_passages(GUILD) == (0, 2)
    await library.add_all([NEWS], GUILD)
    await library.embed_passages(GUILD)
    assert (await library.ask_text(QUESTION, GUILD)).question == QUESTION
    warnings = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    assert warnings == ["passages are not embedded, and word vectors serve: the trigrams are gone"]


async def test_a_folder_that_cannot_be_written_is_reported_once(
    starts: Starts, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a file the embeddings still serve, and one line says that the next start makes them again."""
    starts.folder.touch()
    library = starts.library(NgramEncoder())
    assert await library.embed_passages(GUILD) == (2, 0)
    await library.add_all([NEWS], GUILD)
    assert await library.embed_passages(GUILD) == (3, 0)
    lines = [each.getMessage() for each in caplog.records if "embed" in each.getMessage()]
    assert [line for line in lines if "no embeddings can be written" in line] == [
        f"no embeddings can be written to {starts.folder} (File exists): the next start embeds passages again"
    ]


async def test_a_stop_keeps_what_is_embedded(starts: Starts) -> None:
    """The end of the program waits only for the passages that are being embedded, and keeps them."""
    encoder = GatedEncoder()
    library = starts.library(encoder)
    await library.ask_text(QUESTION)
    assert encoder.is_reached.wait(10)
    closing = threading.Thread(target=library.close)
    closing.start()
    service = library._embeddings
    while not (service and service._is_closed):
        pass
    encoder.gate.set()
    closing.join(10)
    assert len(encoder.passages) == 1
    table = embedding_file.load(starts.folder / "everyone.embeddings", "trigrams 1")
    assert table.keys.tolist() == keys_of(encoder.passages).tolist()


def test_a_table_in_a_file(tmp_path: Path) -> None:
    """A table is read from its file as it was saved."""
    table = EmbeddingTable(keys_of(["a", "b"]), np.arange(6, dtype=np.int8).reshape(2, 3))
    embedding_file.save(tmp_path / "file", "version", table)
    loaded = embedding_file.load(tmp_path / "file", "version")
    assert (loaded.keys.tolist(), loaded.vectors.tolist()) == (table.keys.tolist(), table.vectors.tolist())
