"""From an analysed question to ranked passages: BM25 finds candidates, which learned models rank by their features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final, NamedTuple

import numpy as np

from bot.search.arrays import Int32s
from bot.search.index.combined import CombinedView
from bot.search.index.model import SynonymGroup
from bot.search.index.postings import Floats
from bot.search.index.traversal import Wanted
from bot.search.language.analysis import AnalysedPassage, intent_term
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.embeddings import Embeddings, Similarities
from bot.search.ranking import features
from bot.search.ranking.candidates import Candidates
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.model import RankingModel, shipped_encoder_model
from bot.search.ranking.passage_match import PassageMatch
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import QueryTerm, asked_kinds, word_roles
from bot.search.ranking.weights import (
    DEFAULT_WEIGHTS,
    MAX_CANDIDATES,
    MAX_INTENT_CANDIDATES,
    MAX_RECENT_CANDIDATES,
    MAX_RECENT_INTENT_CANDIDATES,
    MIN_ASKED_PROBABILITY,
    MIN_CANDIDATES,
    MIN_CANDIDATES_WITH_ENCODER,
    RECENT_DAYS,
    Weights,
)
from bot.search.verbatim import VerbatimMatch, VerbatimSearch


# A question makes dozens of them: a frozen dataclass would take four times as long.
class RankedPassage(NamedTuple):
    """A passage with its score."""

    number: int
    passage: AnalysedPassage
    score: float
    """Score by which it is ranked, relative to the first one's, from 0 to 1."""
    relevance: float
    """Probability that it answers, whatever its date, from 0 to 1."""
    coverage: float
    """Share of the question's core terms that the best sentence and its surroundings hold, from 0 to 1."""
    best_sentence: int
    verbatim: VerbatimMatch | None = None
    """The run of words that it shares with the question, if its text was searched for one."""

    @property
    def is_known_item(self) -> bool:
        """Whether the question repeats its words, and so looks for this very passage."""
        return self.verbatim is not None and self.verbatim.is_known_item


@dataclass(frozen=True, slots=True)
class Ranking:
    """The passages that may answer a question."""

    passages: Sequence[RankedPassage]
    """Best first."""
    candidates: Candidates | None
    """The same passages with their features, in another order; None if there are none."""

    @property
    def most_relevant(self) -> RankedPassage:
        """The passage that most probably answers, whatever its date. There must be passages."""
        return max(self.passages, key=attrgetter("relevance"))

    @property
    def changing(self) -> float:
        """Probability that the question asks for something that changes, so that the newest statement answers best."""
        return self.candidates.changing if self.candidates else 0.0


class Ranker:
    """Ranks the passages that one scope sees."""

    def __init__(
        self,
        passages: CombinedView,
        data: LanguageData,
        model: RankingModel,
        weights: Weights = DEFAULT_WEIGHTS,
        embeddings: Embeddings | None = None,
        encoder_model: RankingModel | None = None,
    ) -> None:
        """With `embeddings`, questions whose candidates are all embedded are ranked by `encoder_model`.

        It is the shipped one unless another is given.
        """
        self._index = passages.index
        self._passages = passages
        self._concepts = data.concepts
        self._homes = data.countries.homes
        self._words = data.intents.words
        self._model = model
        self._weights = weights
        self._embeddings = embeddings
        self._encoder_model = encoder_model
        self._verbatim = VerbatimSearch(passages)

    def rank(
        self, question: AnalysedQuestion, terms: Sequence[QueryTerm], as_of: date, *, with_nearest: int = 0
    ) -> Ranking:
        """Return the best passages that share a term with the question and were published by `as_of`.

        `with_nearest` is the minimum number of passages to add that are nearest by meaning, even in other words.
        """
        meaning = QuestionMeaning(question.meaning)
        verbatim = self._verbatim.find(question, self._passages.published_by(as_of))
        places = {number: 0.0 for number, match in verbatim.items() if match.is_known_item}
        found = dict.fromkeys(self._by_intent(meaning, as_of), 0.0) | places | self._candidates(terms, as_of)
        rows, roles = word_roles(question, self._words)
        wanted = MIN_CANDIDATES if self._embeddings is None else MIN_CANDIDATES_WITH_ENCODER
        missing = max(wanted - len(found) if any(rows) else 0, with_nearest)
        if missing > 0:
            nearest = self._passages.nearest(meaning.vector, missing, self._passages.published_by(as_of))
            # Among fewer than MIN_CANDIDATES is every passage that holds a term, so the score of others is 0.
            is_complete = len(found) < MIN_CANDIDATES
            found = dict.fromkeys(nearest, 0.0) | found if is_complete else self._with_scores([*found, *nearest], terms)
        idf_weights = [term.weight * self._index.inverse_document_frequency(term.terms) for term in terms]
        # A passage of nothing but marks has no sentences.
        passages = {number: passage for number in found if (passage := self._passages[number]).sentences}
        if not passages:
            return Ranking((), None)
        similarities = self._similarities(question, passages.values())
        model = self._model if similarities is None else self._with_encoder
        context = QuestionContext(
            question,
            meaning,
            ProximityScorer(terms, idf_weights, self._weights.neighbour),
            features.topic_terms(question, self._concepts),
            asked_kinds(question, self._concepts),
            features.named_times(question),
            self._homes,
            self._words,
            model.expansion.expand(self._words, rows, roles, meaning.intents),
            _newest_day(passages.values(), as_of),
        )
        bm25 = [found[number] for number in passages]
        match = PassageMatch(context, tuple(passages.values()), bm25, similarities)
        candidates = Candidates(tuple(passages), match, model)
        return Ranking(in_order(candidates, verbatim), candidates)

    def _candidates(self, terms: Sequence[QueryTerm], as_of: date) -> dict[int, float]:
        """Return numbers and BM25 scores of the candidates: the best passages, and the best of the recent ones.

        If thousands of passages are about a topic, its newest state need not be among the best forty.
        """
        weighted = [(term.terms, term.weight) for term in terms]
        candidates: dict[int, float] = {}
        for numbers, scores in self._best(weighted, as_of, MAX_CANDIDATES, MAX_RECENT_CANDIDATES):
            candidates |= zip(numbers.tolist(), scores.tolist(), strict=True)
        return candidates

    def _best(
        self, terms: Sequence[tuple[SynonymGroup, float]], as_of: date, count: int, recent: int
    ) -> list[tuple[Int32s, Floats]]:
        """Return the numbers and scores of the best passages by these weighted terms, and of the best recent ones.

        `count` and `recent` are their maximum numbers.
        """
        masks = self._passages.published_by(as_of), self._passages.recent(as_of, RECENT_DAYS)
        return self._index.best_of_each(terms, [Wanted(count, masks[0]), Wanted(recent, masks[1])])

    def _similarities(self, question: AnalysedQuestion, passages: Iterable[AnalysedPassage]) -> Similarities | None:
        """Return how near passages are to the question, None without an encoder or before they are all embedded."""
        if self._embeddings is None:
            return None
        texts = [each.passage.text for each in passages]
        return self._embeddings.similarities(question.text, texts, self._with_encoder.projection)

    @property
    def _with_encoder(self) -> RankingModel:
        return self._encoder_model or shipped_encoder_model()

    def _with_scores(self, numbers: Sequence[int], terms: Sequence[QueryTerm]) -> dict[int, float]:
        """Return the BM25 scores of these passages by number."""
        mask = np.zeros(self._index.state.limit, bool)
        mask[list(numbers)] = True
        found, scores = self._index.best([(term.terms, term.weight) for term in terms], len(numbers), mask)
        return dict.fromkeys(numbers, 0.0) | dict(zip(found.tolist(), scores.tolist(), strict=True))

    def _by_intent(self, meaning: QuestionMeaning, as_of: date) -> set[int]:
        """Return the passages that probably state what is asked for, in whatever words."""
        intents = np.flatnonzero(meaning.intents >= MIN_ASKED_PROBABILITY).tolist()
        terms = [((intent_term(intent),), float(meaning.intents[intent])) for intent in intents]
        best = self._best(terms, as_of, MAX_INTENT_CANDIDATES, MAX_RECENT_INTENT_CANDIDATES)
        return {number for numbers, _ in best for number in numbers.tolist()}


def _newest_day(passages: Iterable[AnalysedPassage], as_of: date) -> date:
    """Return the last possible day of the newest of these passages, at most `as_of`."""
    newest = max(map(attrgetter("rows.last_day"), passages))
    return min(date.fromordinal(newest), as_of) if newest else as_of


_PENALTY: Final = 10.0
"""The amount subtracted from the score of a passage that must not stand first."""


def in_order(candidates: Candidates, verbatim: Mapping[int, VerbatimMatch]) -> list[RankedPassage]:
    """Return the candidates. Passages that the question repeats come first, the longest run of words before others."""
    # A passage that hardly fits comes after those that fit, however new it is.
    order = candidates.order - np.where(candidates.may_be_first, 0.0, _PENALTY)
    scores = np.exp(order - order.max())
    columns = (
        candidates.numbers,
        candidates.passages,
        scores.tolist(),
        candidates.probabilities,
        candidates.coverage.tolist(),
        candidates.best_sentences,
    )
    # The order of passages in the index depends on its history, so it must not decide between equals.
    ids = [each.key for each in candidates.match.batch.encoded]
    by_score = sorted(zip((-scores).round(5).tolist(), ids, map(RankedPassage, *columns), strict=True))
    ranked = [each for _, _, each in by_score]
    if verbatim:
        ranked = [_with_match(each, verbatim.get(each.number)) for each in ranked]
        ranked.sort(key=_repeated_words, reverse=True)
    return ranked


def _with_match(ranked: RankedPassage, match: VerbatimMatch | None) -> RankedPassage:
    """Return a passage with the run of words that it shares with the question."""
    best = match.first_sentence if match and match.is_known_item else ranked.best_sentence
    return ranked._replace(best_sentence=best, verbatim=match)


def _repeated_words(ranked: RankedPassage) -> int:
    """Return the number of words that the question repeats, 0 if it does not look for this passage."""
    return ranked.verbatim.words if ranked.verbatim and ranked.verbatim.is_known_item else 0
