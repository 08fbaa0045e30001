"""The candidates of a question: their features as arrays, their best sentences, and what depends on which model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import About, Article, PassageKind, PublishedDate, TermRole
from bot.search.language.analysis import AnalysedPassage, concept_term, kind_term, name_term
from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.language.times import TimeMention
from bot.search.language.tokens import Token
from bot.search.meaning.intents import EMPTY_MEANING
from bot.search.meaning.query_expansion import QueryExpansion
from bot.search.meaning.word_vectors import Vectors, WordVectors
from bot.search.ranking import features
from bot.search.ranking.candidates import Candidates
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.model import RankingModel, shipped_model
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.passage_match import PassageMatch
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import QueryTerm, word_roles
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from tests.engines import engine_over
from tests.search.ranking.helpers import any_meaning, any_model, linear, meaning, passage, sentence, small_model

NEWEST = date(2026, 3, 10)
TERMS = ("film", "paris", "soon")
KINDS = ("when", "where")
HOMES = {"de": "Germany"}
WORDS = WordVectors.load()
EXPANSION = QueryExpansion.blank(WORDS.dimensions)
FILMING, RELEASE = {1: 1.0}, {2: 1.0}


def context_of(question: AnalysedQuestion) -> QuestionContext:
    """Return the context of a question with TERMS, a topic, and its own kinds and times."""
    roles = (TermRole.WORD, TermRole.WORD, TermRole.COMMON)
    terms = [QueryTerm((term,), (term,), 1.0, role) for term, role in zip(TERMS, roles, strict=True)]
    scorer = ProximityScorer(terms, [2.0, 1.0, 0.5], 0.5)
    topics, times = [(concept_term("filming"),)], features.named_times(question)
    meant = QuestionMeaning(question.meaning)
    expanded = EXPANSION.expand(WORDS, *word_roles(question, WORDS), meant.intents)
    return QuestionContext(question, meant, scorer, topics, question.kinds, times, HOMES, WORDS, expanded, NEWEST)


def candidates_of(
    *passages: AnalysedPassage,
    meaning: bytes = EMPTY_MEANING,
    kinds: tuple[str, ...] = (),
    bm25: Sequence[float] | None = None,
    model: RankingModel | None = None,
) -> Candidates:
    """Return the candidates of a question with this meaning that asks for these kinds of answer."""
    question = AnalysedQuestion("?", ("en",), (), meaning=meaning, kinds=kinds)
    scores = [1.0] * len(passages) if bm25 is None else bm25
    match = PassageMatch(context_of(question), passages, scores)
    return Candidates(range(len(passages)), match, model or small_model())


def any_candidates(seed: int) -> Candidates:
    """Return random candidates with random models."""
    rng = np.random.default_rng(seed)
    flags = (bool(rng.random() < 0.5) for _ in iter(int, 1))
    question = AnalysedQuestion(
        "?",
        ("en",),
        (),
        names=(Name("mann", "who"),) if next(flags) else (),
        kinds=KINDS if next(flags) else (),
        times=(TimeMention(0, 1, 2026, (5, 5)),) if next(flags) else (),
        about_original=next(flags),
        about_past=next(flags),
        meaning=any_meaning(rng),
    )
    passages = [_any_passage(rng) for _ in range(rng.integers(1, 9))]
    bm25 = (rng.gamma(1, 10, len(passages)) * (rng.random(len(passages)) < 0.8)).tolist()
    return Candidates(range(len(passages)), PassageMatch(context_of(question), passages, bm25), any_model(rng))


def _any_passage(rng: np.random.Generator) -> AnalysedPassage:
    held = [*TERMS, concept_term("filming"), name_term("mann"), *map(kind_term, KINDS), "other"]
    sentences = [
        replace(
            sentence(
                set(rng.choice(held, rng.integers(0, 5)).tolist()), any_meaning(rng), list(About)[rng.integers(2)]
            ),
            last_day=int(rng.choice([0, 1, NEWEST.toordinal() - 30, NEWEST.toordinal() + 30, date.max.toordinal()])),
            years=(2020, 2030) if rng.random() < 0.2 else (0, 0),
        )
        for _ in range(rng.integers(1, 7))
    ]
    days = ("", "0001", "1995", "2025-11", "2026-03-10", "2026-03-10", "9999-12-31")
    found = passage(*sentences, published=PublishedDate.parse(str(rng.choice(days))))
    kind = list(PassageKind)[rng.integers(len(PassageKind))]
    whole = replace(found.passage, kind=kind, number=int(rng.integers(1, 99)))
    return replace(found, passage=whole, is_off_topic=rng.random() < 0.2, begins_with_film=rng.random() < 0.8)


seeds = st.integers(0, 2**32 - 1)


def feature(columns: Vectors, names: Sequence[str], name: str) -> list[float]:
    """Return the column of a feature."""
    values: list[float] = columns[:, list(names).index(name)].tolist()
    return values


@given(seeds)
def test_shapes_and_finite_values(seed: int) -> None:
    """Each row has a finite value for each name of a feature, and each candidate a score and a probability."""
    found = any_candidates(seed)
    count = len(found.passages)
    for columns, rows, names in (
        (found.sentence_features, len(found.match.batch.sentences), SENTENCE_FEATURES),
        (found.relevance_features, count, RELEVANCE_FEATURES),
        (found.order_features, count, ORDER_FEATURES),
    ):
        assert columns.shape == (rows, len(names))
        assert columns.dtype == np.float32
        assert np.isfinite(columns).all()
        assert len(set(names)) == len(names)
    assert found.order.shape == found.relevance.shape == found.coverage.shape == (count,)
    assert np.isfinite(found.order).all()
    assert np.isfinite(found.relevance).all()
    assert all(0 < each < 1 for each in (*found.probabilities, found.changing))
    assert 0 <= found.coverage.min() <= found.coverage.max() <= 1.001


@given(seeds)
def test_best_sentences_are_of_their_passages(seed: int) -> None:
    """The best sentence of a passage is one of its own, with its highest score, and the first of several."""
    found = any_candidates(seed)
    scores = found.model.sentence.scores(found.sentence_features)
    start = 0
    for place, number, each in zip(found.best.tolist(), found.best_sentences, found.passages, strict=True):
        own = scores[start : start + len(each.sentences)]
        assert place == start + number
        assert found.match.batch.sentences[place] is each.sentences[number]
        assert number == own.argmax()
        start += len(each.sentences)


@given(seeds, seeds)
def test_other_models(seed: int, other: int) -> None:
    """Candidates with other models are the same as if they had been made with them, and the first are unchanged."""
    first, model = any_candidates(seed), any_model(np.random.default_rng(other))
    before = first.order.tolist(), first.best_sentences, first.relevance_features.tolist(), first.changing
    for changed in (model, replace(first.model, order=model.order), replace(first.model, relevance=model.relevance)):
        again = first.with_model(changed)
        new = Candidates(first.numbers, PassageMatch(first.context, first.passages, first.match.bm25.tolist()), changed)
        assert again.order.tolist() == new.order.tolist()
        assert again.best_sentences == new.best_sentences
        assert again.relevance_features.tolist() == new.relevance_features.tolist()
        assert (again.changing, again.probabilities) == (new.changing, new.probabilities)
    assert before == (first.order.tolist(), first.best_sentences, first.relevance_features.tolist(), first.changing)


def test_what_does_not_depend_on_a_model_is_kept() -> None:
    """Features of sentences are kept for any models, those of relevance unless the model of sentences changes."""
    first = any_candidates(1)
    kept = first.sentence_features, first.match, first.relevance_features, first.order_features
    without_sentence = replace(any_model(np.random.default_rng(2)), sentence=first.model.sentence)
    second, third = first.with_model(without_sentence), first.with_model(any_model(np.random.default_rng(3)))
    assert second.relevance_features is kept[2]
    assert second.order_features is not kept[3]
    assert third.relevance_features is not kept[2]
    for each in (second, third):
        assert each.sentence_features is kept[0]
        assert each.match is kept[1]


def test_best_sentence() -> None:
    """The best sentence has the highest score of its passage: by its words or by its meaning, as the model says."""
    by_words, by_meaning = sentence({"film", "paris"}), sentence({"other"}, meaning(FILMING))
    passages = passage(sentence({"other"}), by_words), passage(by_meaning, by_words, by_words)
    for weights, expected in (({"worth": 1.0}, [1, 1]), ({"overlap": 1.0}, [0, 0]), ({"place": 1.0}, [1, 2])):
        found = candidates_of(*passages, meaning=meaning(FILMING), model=small_model(sentence=weights))
        assert found.best_sentences == expected


def test_sentence_features() -> None:
    """A sentence has features of its words, meaning, kind, place and subject, and of the gap to the best."""
    one = sentence({"film", "paris", "soon"}, meaning(FILMING))
    two = sentence({kind_term("when")}, meaning(RELEASE), About.ORIGINAL)
    found = candidates_of(passage(one, two), passage(two), meaning=meaning(FILMING), kinds=("when",))
    expected = {
        "worth": [1, 0.5, 0],
        "worth_gap": [0, -0.5, 0],
        "overlap": [1, 0, 0],
        "overlap_gap": [0, -1, 0],
        "probability": [1, 0, 0],
        "cosine": [1, 1, 1],
        "holds_kind": [0, 1, 1],
        "place": [0, 1, 0],
        "other_subject": [0, 1, 1],
        "asks": [0, 0, 0],
        "word_match": [0, 0, 0],
        "word_match_gap": [0, 0, 0],
        "expected_words": [0, 0, 0],
        "expected_words_gap": [0, 0, 0],
    }
    assert tuple(expected) == SENTENCE_FEATURES
    for name, values in expected.items():
        assert feature(found.sentence_features, SENTENCE_FEATURES, name) == pytest.approx(values, abs=0.01), name


def test_relevance_features() -> None:
    """The features of candidates are those of their best sentences, beside the highest of all candidates."""
    planned, happened = sentence({"film"}, meaning(FILMING, "P")), sentence({"film", "paris"}, meaning(RELEASE, "H"))
    found = candidates_of(passage(planned), passage(happened), meaning=meaning(FILMING, "D"), bm25=[2.0, 8.0])
    expected = {
        "bm25": [2, 8],
        "bm25_share": [0.25, 1],
        "bm25_log": np.log([3, 9]).tolist(),
        "worth": [2 / 3.5, 3 / 3.5],
        "worth_share": [2 / 3, 1],
        "coverage": [2 / 3, 1],
        "coverage_gap": [-1 / 3, 0],
        "overlap": [1, 0],
        "overlap_gap": [0, -1],
        "top_intent": [1, 0],
        "planned": [1, 0],
        "happened": [0, 1],
        "past_happened": [0, 1],
        "past_planned": [1, 0],
        "future_planned": [0, 0],
        "topic_missing": [1, 1],
    }
    for name, values in expected.items():
        assert feature(found.relevance_features, RELEVANCE_FEATURES, name) == pytest.approx(values, abs=0.01), name


def test_near_words_of_the_best_sentence_and_its_passage() -> None:
    """The words of the best sentence, of its passage and of its title are compared with those of the question."""
    near = replace(sentence({"film"}), word_rows=np.array(WORDS.rows(["trailer"]), np.int32).tobytes())
    word = QuestionWord("trailer", Token(0, 7, "trailer"), Role.CONTENT, (), is_known=True)
    context = context_of(AnalysedQuestion("trailer", ("en",), (word,)))
    model = small_model(sentence={"place": -1.0})
    passages = passage(sentence({"film"}), near), passage(near)
    found = Candidates([0, 1], PassageMatch(context, passages, [1, 1]), model)
    expected = {
        "word_match": [0, 1],
        "word_match_gap": [-1, 0],
        "passage_word_match": [1, 1],
        "context_word_match": [0, 0],
    }
    for name, values in expected.items():
        assert feature(found.relevance_features, RELEVANCE_FEATURES, name) == pytest.approx(values, abs=0.02), name


def test_one_candidate() -> None:
    """A single candidate of a single sentence is its own best in all gaps and shares."""
    found = candidates_of(passage(sentence({"film"}, meaning(FILMING))), meaning=meaning(FILMING), bm25=[0.0])
    for name in RELEVANCE_FEATURES:
        if name.endswith("_gap"):
            assert feature(found.relevance_features, RELEVANCE_FEATURES, name) == [0.0]
    assert feature(found.order_features, ORDER_FEATURES, "relevance") == [0.0]
    assert found.best_sentences == [0]
    assert found.order.shape == (1,)


def test_questions_without_meaning_or_terms() -> None:
    """A question without known words, and passages without terms and meanings, have finite scores."""
    question = AnalysedQuestion("", ("en",), ())
    context = replace(context_of(question), proximity=ProximityScorer((), (), 0.5))
    passages = passage(sentence()), passage(sentence(), sentence())
    found = Candidates([7, 9], PassageMatch(context, passages, [0, 0]), small_model())
    assert np.isfinite(found.relevance_features).all()
    assert np.isfinite(found.order_features).all()
    assert not feature(found.relevance_features, RELEVANCE_FEATURES, "worth_share")[0]


def test_a_far_less_relevant_candidate() -> None:
    """A candidate that is hundreds of logits behind the best one counts nothing, and nothing overflows."""
    fits, other = passage(sentence({"film"}, meaning(FILMING))), passage(sentence({"x"}, meaning(RELEASE)))
    model = small_model(relevance={"overlap": 1000.0}, changes=20.0)
    found = candidates_of(fits, other, meaning=meaning(FILMING), model=model)
    assert feature(found.order_features, ORDER_FEATURES, "is_relevant_changing") == pytest.approx([1, 0], abs=0.02)


def test_changing() -> None:
    """Only if the question asks for something that changes do the features of that name have a value."""
    old = passage(sentence({"film"}, meaning(FILMING, "P")), published=PublishedDate(2025, 3, 10))
    new = passage(sentence({"film"}, meaning(FILMING, "H")), published=PublishedDate(2026, 3, 10))
    changing = [name for name in ORDER_FEATURES if name.endswith("_changing")]
    for bias, probability in ((20.0, 1.0), (-20.0, 0.0)):
        found = candidates_of(old, new, meaning=meaning(FILMING), model=small_model(changes=bias))
        assert found.changing == pytest.approx(probability, abs=1e-6)
        seen = {name: feature(found.order_features, ORDER_FEATURES, name) for name in changing}
        assert (max(map(max, seen.values())) > 0.5) is (bias > 0)


def test_newer_statements() -> None:
    """An older candidate is behind the newest relevant one, and newer ones that state the same count against it."""
    days = (PublishedDate(2026, 1, 1), PublishedDate(2026, 3, 1), PublishedDate(2026, 3, 10), PublishedDate())
    intents = (FILMING, FILMING, RELEASE, FILMING)
    passages = [
        passage(sentence({"film"}, meaning(intent)), published=day) for intent, day in zip(intents, days, strict=True)
    ]
    found = candidates_of(*passages, meaning=meaning(FILMING), model=small_model(changes=20.0))
    behind = feature(found.order_features, ORDER_FEATURES, "days_behind_changing")
    assert behind[2] == pytest.approx(1)
    assert behind[2] > behind[1] > behind[0] > behind[3]
    alike = feature(found.order_features, ORDER_FEATURES, "newest_alike_changing")
    assert alike == pytest.approx([1, 0, 0, 1], abs=0.02)
    assert feature(found.order_features, ORDER_FEATURES, "undated_changing") == pytest.approx([0, 0, 0, 1], abs=0.01)


def test_past_plans() -> None:
    """A plan for a day before the newest article is past, a plan for a later day or without a day is not."""
    plans = [
        passage(sentence({"film"}, meaning(FILMING, "P"), last_day=day))
        for day in (date(2026, 3, 9), date(2026, 3, 10), None)
    ]
    found = candidates_of(*plans, model=small_model(changes=20.0))
    past = feature(found.order_features, ORDER_FEATURES, "planned_past_changing")
    assert past == pytest.approx([1, 0, 0], abs=0.01)


def test_superseded_plans() -> None:
    """A plan that is over is superseded by a newer statement that may answer, and by nothing else."""
    plan = sentence({"film"}, meaning(FILMING, "P"), last_day=date(2026, 1, 9))
    said = sentence({"film"}, meaning(FILMING, "O"))
    other = sentence({"x"}, meaning(RELEASE))
    old, new = PublishedDate(2025, 3, 10), PublishedDate(2026, 3, 10)
    for newer, expected in ((said, 1.0), (other, 0.0)):
        model = small_model(relevance={"overlap": 20.0}, changes=20.0)
        pair = passage(plan, published=old), passage(newer, published=new)
        found = candidates_of(*pair, meaning=meaning(FILMING), model=model)
        values = feature(found.order_features, ORDER_FEATURES, "planned_past_superseded_changing")
        assert values == pytest.approx([expected, 0], abs=0.02)


@pytest.mark.parametrize(
    ("published", "may_be_first"),
    [(PublishedDate(2025, 3, 10), False), (PublishedDate(2026, 3, 10), True), (PublishedDate(), True)],
)
def test_a_plan_that_is_over_gives_way(published: PublishedDate, may_be_first: bool) -> None:
    """A dated plan for a year that is over gives way to newer news; nothing is newer than an undated plan."""
    plan = replace(sentence({"film"}, meaning(FILMING, "P")), years=(2024, 2024))
    said = sentence({"film"}, meaning(FILMING, "O"))
    pair = passage(plan, published=published), passage(said, published=PublishedDate(2026, 3, 1))
    found = candidates_of(*pair, meaning=meaning(FILMING), model=small_model(changes=20.0))
    assert found.may_be_first.tolist() == [may_be_first, True]


def test_a_question_in_an_article_gives_way() -> None:
    """A sentence that asks comes first only if no relevant one states anything."""
    asks, states = passage(sentence({"film"}, meaning(FILMING))), passage(sentence({"film"}, meaning(FILMING)))
    article = replace(asks.article, text="?")
    asks = replace(asks, passage=replace(asks.passage, article=article))
    assert candidates_of(asks, states, meaning=meaning(FILMING)).may_be_first.tolist() == [False, True]
    assert candidates_of(asks, meaning=meaning(FILMING)).may_be_first.tolist() == [True]


def test_the_order_follows_its_model() -> None:
    """The candidates are ranked by the features that the model of the order weighs."""
    old = passage(sentence({"film", "paris"}), published=PublishedDate(2025, 3, 10))
    new = passage(sentence({"film"}), published=PublishedDate(2026, 3, 10))
    by_words = small_model(relevance={"worth": 5.0}, changes=20.0, order={"relevance": 1.0})
    by_date = replace(by_words, order=linear(ORDER_FEATURES, months_behind_changing=1.0))
    found = candidates_of(old, new, model=by_words)
    assert found.order[0] > found.order[1]
    assert found.with_model(by_date).order[0] < found.with_model(by_date).order[1]


def test_real_candidates() -> None:
    """The shipped models prefer the sentence and the passage that answer, among real articles."""
    articles = [
        Article("start", "Heat 2 is a crime film. Heat 2 starts filming in August. Everyone is glad.", language="en"),
        Article("music", "The composer of Heat 2 is not known. Michael Mann likes electronic music.", language="en"),
    ]
    dated = [replace(each, published=PublishedDate(2026, 3, 1)) for each in articles]
    engine = engine_over(dated, model=shipped_model())
    _, ranking = engine.rank(engine.analyse("When does filming start?", NEWEST), NEWEST)
    found = ranking.candidates
    assert found is not None
    assert [each.article.id for each in found.passages][int(found.order.argmax())] == "start"
    place = int(found.best[found.order.argmax()])
    assert "August" in found.match.batch.sentences[place].span.of(articles[0].text)
