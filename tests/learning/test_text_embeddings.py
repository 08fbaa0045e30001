"""Embeddings of the texts from which the ranking learns."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from bot.search.meaning.question_projection import QuestionProjection
from bot.search.ranking.encoder_features import ENCODER_FEATURES
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from tests.engines import passage_texts
from tests.learning.ranking import Kind
from tests.learning.tasks import blank_model, tasks_of
from tests.learning.text_embeddings import embedded_texts
from tests.quality.suites import load_suite
from tests.search.meaning.ngram_encoder import DIMENSIONS, NgramEncoder

SUITE = "shipped"
BLANK = QuestionProjection.blank(NgramEncoder().version, DIMENSIONS)


def test_texts_are_embedded_once(tmp_path: Path) -> None:
    """Earlier embeddings are read from the files, and questions and passages are all known."""
    first, second = NgramEncoder(), NgramEncoder()
    embedded_texts(first, [SUITE], tmp_path)
    embeddings = embedded_texts(second, [SUITE], tmp_path).embeddings
    suite = load_suite(SUITE)
    assert len(first.questions) == len({question.text for question in suite.questions})
    assert embeddings.similarities(suite.questions[0].text, passage_texts(suite.articles), BLANK) is not None
    assert (second.questions, second.passages) == ([], [])


def test_models_with_an_encoder_have_its_features(tmp_path: Path) -> None:
    """The candidates of a question have a column for each feature of the models that are fitted with an encoder."""
    suite = load_suite(SUITE)
    embeddings = embedded_texts(NgramEncoder(), [SUITE], tmp_path).embeddings
    model = blank_model(projection=BLANK)
    tasks = list(islice(tasks_of(suite, suite.questions, model, embeddings), 3))
    assert len(tasks) == 3
    assert model.relevance.names == (*RELEVANCE_FEATURES, *ENCODER_FEATURES)
    for task in tasks:
        assert task.candidates.model.relevance.names == model.relevance.names
        assert task.candidates.relevance_features.shape[1] == len(model.relevance.names)
        features = task.engine.verdict_features(task.analysed, task.engine.rank(task.analysed, suite.as_of)[1])
        assert features is not None
        assert features.similarity > features.similarity_distance > 0


def test_models_with_an_encoder_use_their_own_expansion(tmp_path: Path) -> None:
    """The models that rank give the words that an answer is expected to hold."""
    suite = load_suite(SUITE)
    embeddings = embedded_texts(NgramEncoder(), [SUITE], tmp_path).embeddings
    one = next(tasks_of(suite, suite.questions))
    other = next(tasks_of(suite, suite.questions, blank_model(projection=BLANK), embeddings))
    expected, found = one.candidates.context.expanded, other.candidates.context.expanded
    assert found.vectors.tolist() == expected.vectors.tolist()
    assert found.weights.tolist() == expected.weights.tolist()


def test_files_of_both_kinds_of_models_differ() -> None:
    """Models with and without an encoder have files of their own."""
    names = {kind: (kind.file.name, kind.left_out_file("held out").name) for kind in Kind}
    assert names == {
        Kind.PLAIN: ("ranking.json", "held_out.json"),
        Kind.ENCODER: ("ranking_encoder.json", "held_out.encoder.json"),
    }
