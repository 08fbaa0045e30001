"""The search engine: from a question to its answer."""

from __future__ import annotations

from collections.abc import Collection, Container
from datetime import date

from bot.domain import Answer, Excerpt, Passage, Timeline, Verdict
from bot.search.answer_validation import AnswerValidator
from bot.search.answering import Answering, PreparedAnswer
from bot.search.follow_up.follow_up import follow_up
from bot.search.follow_up.reference_words import asks_again
from bot.search.index.combined import CombinedView
from bot.search.language.concept import Concept
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, QuestionAnalyser, Role, question_text
from bot.search.language.tokens import LANGUAGES
from bot.search.latest import LatestQuery, wanted_groups
from bot.search.latest_question import asks_for_latest, latest_question, without_news_words
from bot.search.meaning.embeddings import Embeddings
from bot.search.private_names import without_private_names
from bot.search.quoting.excerpts import MAX_EXCERPTS, ExcerptBuilder, newest_first
from bot.search.quoting.novelty import is_stated_in
from bot.search.ranking.model import RankingModel, shipped_model
from bot.search.ranking.query import QueryTerm, query_terms
from bot.search.ranking.ranker import Ranker, Ranking
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from bot.search.reader import MAX_PASSAGES, ReaderChoice
from bot.search.small_talk import small_talk
from bot.search.suggestions import AnsweredExample, ExampleQuestions, best_completions
from bot.search.timeline import Timelines
from bot.search.topic_match import TopicMatch, TopicStatements
from bot.search.verdict import VerdictFeatures


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
        self._embeddings = embeddings
        self._excerpts = ExcerptBuilder(passages, data)
        ranker = Ranker(passages, data, self._model, weights, embeddings, encoder_model)
        self._answering = Answering(passages, data, weights, self._model, ranker, self._excerpts)
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
        return self._answering.verdict_features(question, ranking)

    def answer(self, question: str, as_of: date) -> Answer:
        """Return the verdict and the excerpts from what was published by `as_of`."""
        return self.prepare(question, as_of).answer

    def prepare(self, question: str, as_of: date) -> PreparedAnswer:
        """Return the answer of the search, and what is needed to answer again by the choice of a reader."""
        return self._answering.prepare(question, self.analyse(question, as_of), as_of)

    def with_reader_candidates(self, prepared: PreparedAnswer, count: int = MAX_PASSAGES) -> PreparedAnswer:
        """Return the answer with up to `count` passages among which a reader may choose, if it may choose."""
        return self._answering.with_reader_candidates(prepared, count)

    def answer_by_choice(self, prepared: PreparedAnswer, choice: ReaderChoice, reader: str) -> Answer:
        """Return the answer with the verdict and the order that a reader chose; `reader` is the name of its model.

        Passages that it did not choose come after the chosen ones if the search has answered with them. So an article
        that misleads the reader can take a wrong place or cause a refusal, and can hide no other passage.
        """
        return self._answering.by_choice(prepared, choice, reader)

    def latest(
        self, as_of: date, topic: str = "", since: date | None = None, limit: int = MAX_EXCERPTS
    ) -> tuple[Excerpt, ...]:
        """Return the newest statements about the film: one per article, the newest first and undated ones last.

        With a topic, only statements about it; with `since`, only from articles that may have been published on that
        day or later.
        """
        question = without_news_words(self._questions.analyse(topic, as_of), self._data)
        return self._answering.latest(question, LatestQuery(as_of, since, limit, is_topic=True))

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
        return self._timelines.make(topic, lambda text: self.analyse(text, as_of), self._answering.search, as_of)

    def suggest_topics(self, typed: str, language: str, as_of: date, limit: int) -> list[str]:
        """Return topics about which the articles state something, those that fit the typed text first."""
        topics = self._timelines.topics(language, as_of, lambda text: self.analyse(text, as_of), self._answering.search)
        return best_completions(typed, topics, limit)

    def suggest(self, typed: str, language: str, as_of: date, limit: int) -> list[str]:
        """Return example questions that the articles answer, those that fit the typed text first."""
        answered = self._examples.answered(
            language, as_of, lambda example, concept: self._check_example(example, concept, as_of)
        )
        return best_completions(typed, answered, limit)

    def _check_example(self, question: str, concept: Concept, as_of: date) -> AnsweredExample | None:
        """Return the example question of a concept if the first quote of its answer answers it."""
        analysed = self._questions.analyse(question, as_of)
        prepared = self._answering.prepare(question, analysed, as_of)
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
        return self._answering.rank(question, as_of)
