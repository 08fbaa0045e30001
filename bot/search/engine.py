"""The search engine: from a question to its answer."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from bot.domain import ANSWERED, Answer, Excerpt, Passage, Reason, ReasonCode, Timeline, Verdict
from bot.search.answer_validation import AnswerValidator
from bot.search.explanation import explain, explain_choice, explain_latest, explain_verbatim
from bot.search.follow_up.follow_up import follow_up
from bot.search.follow_up.reference_words import asks_again
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import name_term
from bot.search.language.concept import Concept
from bot.search.language.countries import is_by_country
from bot.search.language.language_data import LanguageData
from bot.search.language.news_period import NewsPeriod
from bot.search.language.question import AnalysedQuestion, QuestionAnalyser, Role, question_text
from bot.search.language.sentences import has_verb_of_speech
from bot.search.language.tokens import LANGUAGES
from bot.search.latest import LatestQuery, LatestStatements, wanted_groups
from bot.search.latest_question import LatestQuestion, asks_for_latest, latest_question, without_news_words
from bot.search.meaning.embeddings import Embeddings
from bot.search.private_names import without_private_names
from bot.search.quoting.excerpts import MAX_EXCERPTS, ExcerptBuilder, mark_older, newest_first, relevant_passages
from bot.search.quoting.language_preference import prefer_language
from bot.search.quoting.novelty import is_stated_in
from bot.search.ranking.model import LinearModel, RankingModel, shipped_model
from bot.search.ranking.query import QueryTerm, asked_kinds, query_terms
from bot.search.ranking.ranker import RankedPassage, Ranker, Ranking
from bot.search.ranking.weights import DEFAULT_WEIGHTS, MIN_CHANGING, Weights
from bot.search.reader import MAX_PASSAGES, MAX_QUESTION, ReaderChoice, ReaderRequest, reader_passages
from bot.search.reader_candidates import MAX_NEAREST_BY_MEANING, reader_candidates
from bot.search.refusal import refusal
from bot.search.small_talk import small_talk, small_talk_language
from bot.search.suggestions import AnsweredExample, ExampleQuestions, best_completions
from bot.search.timeline import SearchResult, Timelines
from bot.search.topic_match import TopicMatch, TopicStatements
from bot.search.verbatim import VerbatimSearch
from bot.search.verdict import VerdictFeatures, is_held, probability, verdict_features
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
    """The passages among which a reader may choose, see `SearchEngine.with_reader_candidates`."""

    def request(self, before: str = "") -> ReaderRequest | None:
        """Return the request to a reader, None if it has nothing to choose. `before` is the question before this."""
        if not self.reader_candidates:
            return None
        question, before = (truncate(text, MAX_QUESTION) for text in (self.answer.question, before))
        return ReaderRequest(question, reader_passages(self.reader_candidates), self.as_of, before, self.wants_state)


class SearchEngine:
    """Answers questions from a fixed set of articles."""

    def __init__(
        self,
        passages: CombinedView,
        data: LanguageData,
        weights: Weights = DEFAULT_WEIGHTS,
        model: RankingModel | None = None,
        embeddings: Embeddings | None = None,
        encoder_model: RankingModel | None = None,
    ) -> None:
        """Create an engine. The articles of `passages` must have been analysed with the same language data.

        The models are the shipped ones unless others are given. With `embeddings`, questions whose candidates are all
        embedded are answered by `encoder_model`.
        """
        self._passages = passages
        self._data = data
        self._concepts = data.concepts
        self._model = model or shipped_model()
        self._weights = weights
        self._index = passages.index
        self._verbatim = VerbatimSearch(passages)
        self._embeddings = embeddings
        self._ranker = Ranker(passages, data, self._model, weights, embeddings, encoder_model)
        self._excerpts = ExcerptBuilder(passages, data)
        self._statements = LatestStatements(passages, data)
        self._topic_statements = TopicStatements(passages, data)
        self._validator = AnswerValidator(data)
        self._timelines = Timelines(passages, data, self._excerpts)
        self._examples = ExampleQuestions(data.concepts)
        self._questions = QuestionAnalyser(data, self._index.__contains__, passages.other_spellings)

    def warm_up(self, as_of: date, languages: Container[str]) -> None:
        """Answer a question in each of these languages, so that what it needs is in memory afterwards.

        Models, and the dictionaries and phrases of a language, are read when a question first needs them. The first
        language takes 0.2 s, and seconds on a busy machine, a further one 0.02 to 0.07 s.
        """
        for language in (each for each in LANGUAGES if each in languages):
            example = next(
                (each.examples[language] for each in self._concepts if language in each.examples),
                self._data.subject.title,
            )
            self.prepare(example, as_of)

    def embed(self, question: str) -> None:
        """Embed a question that is about to be asked, if passages are embedded; it may be called in any thread."""
        if self._embeddings:
            self._embeddings.prepare(question_text(question))

    def ranked(self, question: str, as_of: date, limit: int) -> list[Passage]:
        """Return the best passages in order, whether or not they answer."""
        _, ranking = self.rank(self.analyse(question, as_of), as_of)
        return [each.passage.passage for each in ranking.passages[:limit]]

    def analyse(self, question: str, as_of: date) -> AnalysedQuestion:
        """Return the analysis of a question that is asked on this day."""
        return self._questions.analyse(question, as_of)

    def without_private_names(self, question: str, as_of: date) -> str:
        """Return a question in which a mark stands for each name of a private person: see `private_names`."""
        return without_private_names(self.analyse(question, as_of), self._data)

    def follow_up(self, question: str, former: str, as_of: date) -> str:
        """Return a question that stands alone for one that is asked after another: see `bot.search.follow_up`."""
        return follow_up(question, former, lambda text: self.analyse(text, as_of), self._data)

    def verdict_features(self, question: AnalysedQuestion, ranking: Ranking) -> VerdictFeatures | None:
        """Return the features of the verdict on a ranking, None without any passage."""
        return verdict_features(question, ranking, self._index, self._data)

    def answer(self, question: str, as_of: date) -> Answer:
        """Return the verdict and the excerpts from what was published by `as_of`."""
        return self.prepare(question, as_of).answer

    def prepare(self, question: str, as_of: date) -> PreparedAnswer:
        """Return the answer of the search, and what is needed to answer again by the choice of a reader."""
        return self._prepare(question, self._questions.analyse(question, as_of), as_of)

    def with_reader_candidates(self, prepared: PreparedAnswer, count: int = MAX_PASSAGES) -> PreparedAnswer:
        """Return the answer with up to `count` passages among which a reader may choose, if it may choose."""
        if not prepared.reader_may_choose:
            return prepared
        ranking = self._ranker.rank(
            prepared.question, prepared.terms, prepared.as_of, with_nearest=MAX_NEAREST_BY_MEANING
        )
        return replace(prepared, reader_candidates=reader_candidates(prepared.answer.question, ranking, count))

    def _prepare(self, question: str, analysed: AnalysedQuestion, as_of: date) -> PreparedAnswer:
        language = small_talk_language(analysed) or analysed.language
        talk, wanted = small_talk(analysed, self._data.intents), latest_question(analysed, self._data, as_of)
        if (talk or wanted) and self._repeats_article(analysed, as_of):
            talk, wanted = None, None
        if talk:
            reason = Reason(ReasonCode.SMALL_TALK, small_talk=talk)
            return PreparedAnswer(Answer(question, Verdict.NONE, reason, language=language), analysed, as_of)
        if not self._passages.has_any_by(as_of):
            reason = Reason(ReasonCode.NO_ARTICLES)
            return PreparedAnswer(Answer(question, Verdict.NONE, reason, language=language), analysed, as_of)
        if asks_again(question):
            reason = Reason(ReasonCode.TOO_VAGUE)
            return PreparedAnswer(Answer(question, Verdict.NONE, reason, language=language), analysed, as_of)
        blank = Answer(question, Verdict.NONE, ANSWERED, language=language)
        answer = self._answer_with_latest(blank, analysed, wanted, as_of) if wanted else None
        if answer:
            return PreparedAnswer(answer, analysed, as_of)
        wants_latest = wanted is not None and not wanted.may_be_fact
        return self._answer_from_ranking(blank, analysed, as_of, wants_latest=wants_latest)

    def _answer_with_latest(
        self, blank: Answer, analysed: AnalysedQuestion, wanted: LatestQuestion, as_of: date
    ) -> Answer | None:
        """Return the answer by the newest statements; None if there are none, and a fact may be meant."""
        period = wanted.period
        latest = self._latest(wanted.question, _query_of(period, as_of))
        if not latest and wanted.wants_newest:
            latest = self._latest(wanted.question, LatestQuery(as_of)) if period else ()
        elif not latest and wanted.is_only_news:
            nearest = self._latest(wanted.question, LatestQuery(as_of, limit=MAX_NEAREST))
            words = (period.of(analysed.text),) if period else ()
            return replace(blank, reason=Reason(ReasonCode.NO_NEWS, words), nearest=nearest)
        if not latest:
            return None
        explanation = explain_latest(explain(analysed, (), self._index, None, self._model.verdict))
        return replace(blank, verdict=Verdict.ANSWER, excerpts=latest, explanation=explanation)

    def _answer_from_ranking(
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
            excerpts = _mark_older(analysed, ranked, excerpts)
        answer = replace(blank, verdict=Verdict.ANSWER, excerpts=excerpts, explanation=explanation)
        return PreparedAnswer(answer, analysed, as_of, terms, ranked, wants_state, reader_may_choose)

    def answer_by_choice(self, prepared: PreparedAnswer, choice: ReaderChoice, reader: str) -> Answer:
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
            marked = _mark_older(prepared.question, passages, excerpts) if prepared.wants_state else excerpts
            changed = replace(changed, excerpts=marked)
        elif is_answered:
            reason = refusal(prepared.question, self._index, self._data, prepared.ranked)
            nearest = build(prepared.ranked[:MAX_NEAREST])
            changed = replace(answer, verdict=Verdict.NONE, reason=reason, excerpts=(), nearest=nearest)
        else:
            changed = answer
        return replace(changed, explanation=explain_choice(changed, answer, reader))

    def latest(
        self, as_of: date, topic: str = "", since: date | None = None, limit: int = MAX_EXCERPTS
    ) -> tuple[Excerpt, ...]:
        """Return the newest statements about the film: one per article, the newest first and undated ones last.

        With a topic, only statements about it; with `since`, only from articles that may have been published on that
        day or later.
        """
        question = without_news_words(self._questions.analyse(topic, as_of), self._data)
        return self._latest(question, LatestQuery(as_of, since, limit, is_topic=True))

    def _latest(self, question: AnalysedQuestion, query: LatestQuery) -> tuple[Excerpt, ...]:
        found = self._statements.find(question, query)
        terms = query_terms(question, self._concepts, self._weights)
        return newest_first(self._excerpts.build(question, terms, found, query.limit))

    def is_topic(self, text: str, as_of: date) -> bool:
        """Return whether a text names something that articles may write about, even if none does yet."""
        analysed = self._questions.analyse(text, as_of)
        if not analysed.words or asks_again(text) or small_talk(analysed, self._data.intents):
            return False
        is_film = any(word.role is Role.SUBJECT for word in analysed.words)
        return is_film or asks_for_latest(analysed, self._data, as_of) or not TopicMatch(analysed, self._data).is_empty

    def statements_on(self, topic: str, as_of: date, article_ids: Collection[str]) -> tuple[Excerpt, ...]:
        """Return what these articles state about a topic of any words, the newest first: see `topic_match`.

        A statement that repeats one of another article is quoted from the oldest of them.
        """
        question = self._questions.analyse(topic, as_of)
        found = self._topic_statements.find(question, as_of, article_ids)
        terms = query_terms(question, self._concepts, self._weights)
        return newest_first(self._excerpts.build(question, terms, found))

    def is_stated_in(self, excerpt: Excerpt, text: str) -> bool:
        """Return whether a text states all that an excerpt quotes."""
        return is_stated_in(excerpt, text, frozenset(self._data.calendar.months))

    def timeline(self, topic: str, as_of: date) -> Timeline:
        """Return what the articles published by `as_of` state about a topic, from the oldest to the newest."""
        return self._timelines.make(topic, lambda text: self.analyse(text, as_of), self._search, as_of)

    def suggest_topics(self, typed: str, language: str, as_of: date, limit: int) -> list[str]:
        """Return topics about which the articles state something, those that fit the typed text first."""
        topics = self._timelines.topics(language, as_of, lambda text: self.analyse(text, as_of), self._search)
        return best_completions(typed, topics, limit)

    def _verdict_model(self, ranking: Ranking) -> LinearModel:
        """Return the model of the verdict that belongs to the models of a ranking."""
        return (ranking.candidates.model if ranking.candidates else self._model).verdict

    def _search(self, question: AnalysedQuestion, as_of: date) -> SearchResult:
        terms, ranking = self.rank(question, as_of)
        features = self.verdict_features(question, ranking)
        likely = probability(features, self._verdict_model(ranking)) if features else 0.0
        return SearchResult(terms, ranking, likely >= self._min_probability(question, ranking, features))

    def _min_probability(self, question: AnalysedQuestion, ranking: Ranking, features: VerdictFeatures | None) -> float:
        """Return the minimum probability of the verdict for an answer."""
        weights = self._weights
        if features and is_held(question, ranking, features, self._concepts):
            return weights.min_probability_if_held
        return weights.min_probability_with_encoder if ranking.has_encoder else weights.min_probability

    def _repeats_article(self, question: AnalysedQuestion, as_of: date) -> bool:
        """Return whether an article holds the words of the question: "who said “good morning to all of you”"."""
        found = self._verbatim.find(question, self._passages.published_by(as_of))
        return any(match.is_known_item for match in found.values())

    def _holds_what_is_wanted(self, question: AnalysedQuestion) -> bool:
        """Return whether each topic, name and word of a question for the latest is in some passage."""
        groups = wanted_groups(without_news_words(question, self._data), self._concepts)
        return all(self._index.document_frequency(group) for group in groups)

    def suggest(self, typed: str, language: str, as_of: date, limit: int) -> list[str]:
        """Return example questions that the articles answer, those that fit the typed text first."""
        answered = self._examples.answered(
            language, as_of, lambda example, concept: self._check_example(example, concept, as_of)
        )
        return best_completions(typed, answered, limit)

    def _check_example(self, question: str, concept: Concept, as_of: date) -> AnsweredExample | None:
        """Return the example question of a concept if the first quote of its answer answers it."""
        analysed = self._questions.analyse(question, as_of)
        prepared = self._prepare(question, analysed, as_of)
        answer = prepared.answer
        if answer.verdict is Verdict.NONE:
            return None
        first = answer.excerpts[0]
        days = [day for article in (first.article, *first.also_in) if (day := article.published.first_day)]
        newest = max(days, default=None)
        wanted = latest_question(analysed, self._data, as_of)
        if wanted:
            return AnsweredExample(question, wanted_groups(wanted.question, self._concepts), newest)
        passage = next(
            (each.passage for each in prepared.ranked if each.passage.passage.key == first.passage.key), None
        )
        if passage is None or not self._validator.answers(analysed, concept, first, passage):
            return None
        return AnsweredExample(question, self._validator.duplicate_key(analysed, concept), newest)

    def rank(self, question: AnalysedQuestion, as_of: date) -> tuple[list[QueryTerm], Ranking]:
        """Return the terms of a question, and the passages that may answer it."""
        terms = query_terms(question, self._concepts, self._weights)
        return terms, self._ranker.rank(question, terms, as_of)


def _mark_older(
    question: AnalysedQuestion, ranked: Sequence[RankedPassage], excerpts: Sequence[Excerpt]
) -> tuple[Excerpt, ...]:
    """Mark the excerpts of a question for the newest state that newer ones replace."""
    # A country may be told by "the German release", and has a rule of its own.
    asked = [name_term(name.label) for name in question.names if name.kind == "who"]
    passages = {each.passage.passage.key: each.passage for each in ranked if asked}

    def names(excerpt: Excerpt) -> frozenset[str]:
        passage = passages.get(excerpt.passage.key)
        return frozenset(filter(passage.holds, asked)) if passage else frozenset()

    return mark_older(excerpts, by_country=is_by_country(question.topic_concepts), names=names)


def _query_of(period: NewsPeriod | None, as_of: date) -> LatestQuery:
    return LatestQuery(period.last_day, period.first_day) if period else LatestQuery(as_of)
