"""The sentence embeddings of all texts from which the ranking learns. They are computed once and kept in `.cache`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from bot.search.language.question import question_text
from bot.search.meaning.embeddings import EMPTY_TABLE, Embeddings, EmbeddingTable, QuestionVectors, keys_of
from bot.search.meaning.sentence_encoder import SentenceEncoder, installed_encoder
from bot.search.meaning.word_vectors import Vectors
from tests.engines import passage_texts
from tests.learning.groups import GROUPS
from tests.learning.tasks import paragraph_questions
from tests.quality.suites import SUITES, load_suite

FOLDER: Final = Path(__file__).parents[2] / ".cache"
_BATCH: Final = 64
_SAVE_EVERY: Final = 16 * _BATCH
"""Number of texts after which the file is written, so that a run that is broken off is not in vain."""


class StoredVectors:
    """The vectors of texts in a file, by the hashes of the texts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._vectors: dict[int, Vectors] = {}
        if file.exists():
            with np.load(file) as stored:
                self._vectors = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def of(self, texts: Sequence[str], encoder: SentenceEncoder, *, are_questions: bool) -> Vectors:
        """Return the vectors of the texts, one a row. Those that are in no file yet are computed and stored."""
        keys = keys_of(texts).tolist()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors}
        for start in range(0, len(missing), _BATCH):
            batch = list(missing.items())[start : start + _BATCH]
            some = [text for _, text in batch]
            found = list(map(encoder.embed_question, some)) if are_questions else encoder.embed_passages(some)
            self._vectors |= {key: vector for (key, _), vector in zip(batch, found, strict=True)}
            if start % _SAVE_EVERY == 0:
                self._save()
        if missing:
            self._save()
        return np.array([self._vectors[key] for key in keys], np.float32)

    def _save(self) -> None:
        self._file.parent.mkdir(exist_ok=True)
        keys = np.array(list(self._vectors), np.uint64)
        # In 32 bits, as rounding to 16 bits would change questions, which the search does not round.
        np.savez(self._file, keys=keys, vectors=np.array(list(self._vectors.values()), np.float32))


class StoredQuestions:
    """An encoder that knows the questions of a file. Others are embedded by the encoder behind it."""

    def __init__(self, encoder: SentenceEncoder, questions: Sequence[str], vectors: Vectors) -> None:
        self._encoder = encoder
        self._vectors = dict(zip(questions, vectors, strict=True))
        self.version = encoder.version

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of a question."""
        found = self._vectors.get(text)
        return self._encoder.embed_question(text) if found is None else found

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages."""
        return self._encoder.embed_passages(texts)


@dataclass(frozen=True)
class EmbeddedTexts:
    """Questions and passages with their embeddings."""

    questions: StoredQuestions
    passages: EmbeddingTable

    @property
    def embeddings(self) -> Embeddings:
        """The embeddings for an engine."""
        return Embeddings(QuestionVectors(self.questions), lambda: (self.passages,))


@cache
def suite_texts() -> EmbeddedTexts | None:
    """Return all questions and passages from which the search learns; None if no encoder is installed."""
    return None if (encoder := installed_encoder()) is None else embedded_texts(encoder, SUITES, FOLDER, GROUPS)


def embedded_texts(
    encoder: SentenceEncoder, suites: Iterable[str], folder: Path, groups: Iterable[str] = ()
) -> EmbeddedTexts:
    """Return the questions and passages of these suites. What is not yet in files of the folder is embedded.

    The questions on single paragraphs of the groups are embedded, too.
    """
    loaded = [load_suite(name) for name in suites]
    texts = sorted({text for suite in loaded for text in passage_texts(suite.articles)})
    asked = [question for suite in loaded for question in suite.questions]
    asked += [question for group in groups for question in paragraph_questions(group)[1]]
    questions = sorted({question_text(question.text) for question in asked})
    vectors = StoredVectors(folder / "questions.npz").of(questions, encoder, are_questions=True)
    passages = StoredVectors(folder / "passages.npz").of(texts, encoder, are_questions=False)
    table = EMPTY_TABLE.with_vectors(keys_of(texts), passages)
    return EmbeddedTexts(StoredQuestions(encoder, questions, vectors), table)
