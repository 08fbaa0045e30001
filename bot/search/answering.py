"""Answering: from an analysed question to an answer, by the search alone or by the choice of a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from bot.domain import ANSWERED, Answer, Excerpt, Reason, ReasonCode, SmallTalk, Verdict
from bot.search.explanation import explain, explain_choice, explain_latest, explain_verbatim
from bot.search.follow_up.reference_words import asks_again
from bot.search.index.combined import CombinedView
from bot.search.language.language_data import LanguageData
from bot.search.language.news_period import NewsPeriod
from bot.search.language.question import AnalysedQuestion
from bot.search.language.sentences import has_verb_of_speech
from bot.search.latest import LatestQuery, LatestStatements, wanted_groups
from bot.search.latest_question import LatestQuestion, latest_question, without_news_words
from bot.search.quoting.excerpts import ExcerptBuilder, mark_older, newest_first, relevant_passages
from bot.search.quoting.language_preference import prefer_language
from bot.search.quoting.same_matter import SameMatter
from bot.search.ranking.model import LinearModel, RankingModel
from bot.search.ranking.query import QueryTerm, asked_kinds, query_terms
from bot.search.ranking.ranker import RankedPassage, Ranker, Ranking
from bot.search.ranking.weights import MIN_CHANGING, Weights
from bot.search.reader import MAX_PASSAGES, MAX_QUESTION, ReaderChoice, ReaderRequest, reader_passages
from bot.search.reader_candidates import MAX_NEAREST_BY_MEANING, reader_candidates
from bot.search.refusal import refusal
from bot.search.small_talk import small_talk, small_talk_language
from bot.search.timeline import SearchResult
from bot.search.verbatim import VerbatimSearch
from bot.search.verdict import VerdictFeatures, holds_all_words, is_held, probability, verdict_features
from bot.text.safe_text import truncate

MAX_NEAREST: Final = 3
"""Maximum number of excerpts that are offered if nothing answers."""


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """The answer of the search, with the data to answer again by the choice of a reader."""

    answer: Answer
    question: AnalysedQuestion
    as_of: date
    terms: Sequence[QueryTerm] = ()
    ranked: Sequence[RankedPassage] = ()
    """The passages from which the excerpts were taken, best first."""
    wants_state: bool = False
    """Whether the question asks for something that changes."""
    reader_may_choose: bool = False
    """Whether a reader may choose. Small talk, the newest statements, and questions that repeat the words of an
    article leave nothing to choose."""
    reader_candidates: Sequence[RankedPassage] = ()
    """The passages among which a reader may choose, see `Answering.with_reader_candidates`."""

    def request(self, before: str = "") -> ReaderRequest | None:
        """Return the request to a reader, None if it has nothing to choose. `before` is the question before this."""
        if not self.reader_candidates:
            return None
        question, before = (truncate(text, MAX_QUESTION) for text in (self.answer.question, before))
        return ReaderRequest(question, reader_passages(self.reader_candidates), self.as_of, before, self.wants_state)


class Answering:
    """The way from an analysed question to its answer: small talk, the newest statements, or the ranked passages."""

    def __init__(
        self,
        passages: CombinedView,
        data: LanguageData,
        weights: Weights,
        model: RankingModel,
        ranker: Ranker,
        excerpts: ExcerptBuilder,
    ) -> None:
        self._passages = passages
        self._index = passages.index
        self._data = data
        self._concepts = data.concepts
        self._weights = weights
        self._model = model
        self._ranker = ranker
        self._excerpts = excerpts
        self._verbatim = VerbatimSearch(passages)
        self._statements = LatestStatements(passages, data)

    def prepare(self, question: str, analysed: AnalysedQuestion, as_of: date) -> PreparedAnswer:
        """Return the answer of the search, and what is needed to answer again by the choice of a reader."""
        language = small_talk_language(analysed) or analysed.language
        talk, wanted = small_talk(analysed, self._data.intents), latest_question(analysed, self._data, as_of)
        if (talk or wanted) and self._repeats_article(analysed, as_of):
            talk, wanted = None, None
        blank = Answer(question, Verdict.NONE, ANSWERED, language=language)
        if reason := self._reason_not_to_search(question, talk, as_of):
            return PreparedAnswer(replace(blank, reason=reason), analysed, as_of)
        answer = self._by_latest(blank, analysed, wanted, as_of) if wanted else None
        if answer:
            return PreparedAnswer(answer, analysed, as_of)
        wants_latest = wanted is not None and not wanted.may_be_fact
        return self._by_ranking(blank, analysed, as_of, wants_latest=wants_latest)

    def _reason_not_to_search(self, question: str, talk: SmallTalk | None, as_of: date) -> Reason | None:
        if talk:
            return Reason(ReasonCode.SMALL_TALK, small_talk=talk)
        if not self._passages.has_any_by(as_of):
            return Reason(ReasonCode.NO_ARTICLES)
        return Reason(ReasonCode.TOO_VAGUE) if asks_again(question) else None

    def _by_latest(
        self, blank: Answer, analysed: AnalysedQuestion, wanted: LatestQuestion, as_of: date
    ) -> Answer | None:
        """Return the answer by the newest statements; None if there are none, and a fact may be meant."""
        period = wanted.period
        latest = self.latest(wanted.question, _query_of(period, as_of))
        if not latest and wanted.wants_newest:
            latest = self.latest(wanted.question, LatestQuery(as_of)) if period else ()
        elif not latest and wanted.is_only_news:
            nearest = self.latest(wanted.question, LatestQuery(as_of, limit=MAX_NEAREST))
            words = (period.of(analysed.text),) if period else ()
            return replace(blank, reason=Reason(ReasonCode.NO_NEWS, words), nearest=nearest)
        if not latest:
            return None
        explanation = explain_latest(explain(analysed, (), self._index, None, self._model.verdict))
        return replace(blank, verdict=Verdict.ANSWER, excerpts=latest, explanation=explanation)

    def _by_ranking(
        self, blank: Answer, analysed: AnalysedQuestion, as_of: date, *, wants_latest: bool
    ) -> PreparedAnswer:
        """Return the answer by the ranked passages; `blank` has the question and its language."""
        terms, ranking = self.rank(analysed, as_of)
        ranked = ranking.passages
        features = self.verdict_features(analysed, ranking)
        model = self._verdict_model(ranking)
        likely = probability(features, model) if features and not analysed.says_nothing else 0.0
        repeated = [each for each in ranked if each.is_known_item]
        # Who said these words does not change, whatever else was said since.
        wants_state = ranking.changing >= MIN_CHANGING and not (repeated and has_verb_of_speech(analysed.text))
        reader_may_choose = bool(ranked) and not repeated and not wants_latest
        least = self._min_probability(analysed, ranking, features)
        # Words of an article are repeated: unless the newest state is wanted, nothing else can be meant.
        if repeated and (likely < least or not wants_state):
            ranked, likely = repeated, 1.0
        explanation = explain(analysed, terms, self._index, features, model, least)
        if repeated:
            explanation = explain_verbatim(explanation, repeated[0])
        if likely < least or (wants_latest and not self._holds_what_is_wanted(analysed)):
            # Nothing is close to "lol".
            near = () if analysed.says_nothing else ranked[:MAX_NEAREST]
            nearest = self._excerpts.build(analysed, terms, near)
            reason = refusal(analysed, self._index, self._data, ranked)
            answer = replace(blank, reason=reason, nearest=nearest, explanation=explanation)
            return PreparedAnswer(answer, analysed, as_of, terms, ranked, wants_state, reader_may_choose)
        if not repeated:
            language = analysed.languages[0] if len(analysed.languages) == 1 else ""
            home = "" if analysed.countries else self._data.countries.homes.get(language, "")
            ranked = prefer_language(ranked, language, asked_kinds(analysed, self._concepts), home)
        excerpts = self._excerpts.build(analysed, terms, relevant_passages(ranked))
        if wants_state:
            excerpts = mark_older(excerpts, SameMatter(analysed, excerpts, ranked).holds)
        answer = replace(blank, verdict=Verdict.ANSWER, excerpts=excerpts, explanation=explanation)
        return PreparedAnswer(answer, analysed, as_of, terms, ranked, wants_state, reader_may_choose)

    def by_choice(self, prepared: PreparedAnswer, choice: ReaderChoice, reader: str) -> Answer:
        """Return the answer with the verdict and the order that a reader chose; `reader` is the name of its model.

        Passages that it did not choose come after the chosen ones if the search has answered with them. So an article
        that misleads the reader can take a wrong place or cause a refusal, and can hide no other passage.
        """
        answer, build = prepared.answer, partial(self._excerpts.build, prepared.question, prepared.terms)
        is_answered = answer.verdict is Verdict.ANSWER
        chosen = [prepared.reader_candidates[number - 1] for number in choice.numbers]
        if chosen:
            numbers = {each.number for each in chosen}
            others = relevant_passages(prepared.ranked) if is_answered else ()
            excerpts = build([*chosen, *(each for each in others if each.number not in numbers)])
            changed = replace(answer, verdict=Verdict.ANSWER, reason=ANSWERED, nearest=())
            passages = [*chosen, *others]
            if prepared.wants_state:
                excerpts = mark_older(excerpts, SameMatter(prepared.question, excerpts, passages).holds)
            changed = replace(changed, excerpts=excerpts)
        elif is_answered:
            reason = refusal(prepared.question, self._index, self._data, prepared.ranked)
            nearest = build(prepared.ranked[:MAX_NEAREST])
            changed = replace(answer, verdict=Verdict.NONE, reason=reason, excerpts=(), nearest=nearest)
        else:
            changed = answer
        return replace(changed, explanation=explain_choice(changed, answer, reader))

    def with_reader_candidates(self, prepared: PreparedAnswer, count: int = MAX_PASSAGES) -> PreparedAnswer:
        """Return the answer with up to `count` passages among which a reader may choose, if it may choose."""
        if not prepared.reader_may_choose:
            return prepared
        ranking = self._ranker.rank(
            prepared.question, prepared.terms, prepared.as_of, with_nearest=MAX_NEAREST_BY_MEANING
        )
        return replace(prepared, reader_candidates=reader_candidates(prepared.answer.question, ranking, count))

    def latest(self, question: AnalysedQuestion, query: LatestQuery) -> tuple[Excerpt, ...]:
        """Return the newest statements that a question asks for, newest first."""
        found = self._statements.find(question, query)
        terms = query_terms(question, self._concepts, self._weights)
        return newest_first(self._excerpts.build(question, terms, found, query.limit))

    def rank(self, question: AnalysedQuestion, as_of: date) -> tuple[list[QueryTerm], Ranking]:
        """Return the terms of a question, and the passages that may answer it."""
        terms = query_terms(question, self._concepts, self._weights)
        return terms, self._ranker.rank(question, terms, as_of)

    def search(self, question: AnalysedQuestion, as_of: date) -> SearchResult:
        """Return the ranked passages, and whether the best of them answer."""
        terms, ranking = self.rank(question, as_of)
        features = self.verdict_features(question, ranking)
        likely = probability(features, self._verdict_model(ranking)) if features else 0.0
        return SearchResult(terms, ranking, likely >= self._min_probability(question, ranking, features))

    def verdict_features(self, question: AnalysedQuestion, ranking: Ranking) -> VerdictFeatures | None:
        """Return the features of the verdict on a ranking, None without any passage."""
        return verdict_features(question, ranking, self._index, self._data)

    def _verdict_model(self, ranking: Ranking) -> LinearModel:
        """Return the model of the verdict that belongs to the models of a ranking."""
        return (ranking.candidates.model if ranking.candidates else self._model).verdict

    def _min_probability(self, question: AnalysedQuestion, ranking: Ranking, features: VerdictFeatures | None) -> float:
        """Return the minimum probability of the verdict for an answer."""
        if features and is_held(question, ranking, features, self._concepts):
            return self._weights.min_probability_if_held
        if features and holds_all_words(question, ranking, features):
            return self._weights.min_probability_of_words
        return self._weights.min_probability

    def _repeats_article(self, question: AnalysedQuestion, as_of: date) -> bool:
        """Return whether an article holds the words of the question: "who said “good morning to all of you”"."""
        found = self._verbatim.find(question, self._passages.published_by(as_of))
        return any(match.is_known_item for match in found.values())

    def _holds_what_is_wanted(self, question: AnalysedQuestion) -> bool:
        """Return whether each topic, name and word of a question for the latest is in some passage."""
        groups = wanted_groups(without_news_words(question, self._data), self._concepts)
        return all(self._index.document_frequency(group) for group in groups)


def _query_of(period: NewsPeriod | None, as_of: date) -> LatestQuery:
    return LatestQuery(period.last_day, period.first_day) if period else LatestQuery(as_of)
