"""The questions from which the search learns, with the passages that it finds for each.

They are those of the suites, and those on single paragraphs in `tests/learning/questions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from bot.search.engine import SearchEngine
from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.embeddings import Embeddings
from bot.search.meaning.intents import shipped_intents
from bot.search.meaning.query_expansion import QueryExpansion
from bot.search.meaning.question_projection import NO_PROJECTION, QuestionProjection
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.candidates import Candidates
from bot.search.ranking.encoder_features import ENCODER_FEATURES
from bot.search.ranking.model import LinearModel, RankingModel
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.question_features import QUESTION_FEATURES
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from bot.search.verdict import ENCODER_VERDICT, VERDICT_FEATURES, asked_names
from tests.engines import engine_over
from tests.language_data import left_out_data
from tests.learning.groups import GROUPS, LEFT_OUT, file_name, left_out_file
from tests.quality.measure import folded
from tests.quality.suites import Gold, Question, Suite, load_suite

Example = TypeVar("Example")
"""What a model learns from: a question with its passages, as numbers."""

QUESTIONS: Final = Path(__file__).parent / "questions"
"""Folder of the questions on single paragraphs."""
RANKING_STEP: Final = 3
"""For the ranking, one in so many questions on single paragraphs takes part: more outweigh those of the suites."""
_BEGINNING: Final = 60
"""Number of characters by which a paragraph is told."""


@dataclass(frozen=True)
class Task:
    """A question with its candidates, and how right each is."""

    question: Question
    analysed: AnalysedQuestion
    engine: SearchEngine
    candidates: Candidates
    gold: Vectors
    """1 for each candidate that answers."""
    newest: Vectors
    """1 for each candidate that answers with the newest state."""

    @property
    def is_findable(self) -> bool:
        """Whether a candidate answers."""
        return bool(self.gold.any())

    def with_model(self, model: RankingModel) -> Task:
        """Return the task with its candidates ranked by this model."""
        return replace(self, candidates=self.candidates.with_model(model))


Tasks = Mapping[str, Sequence[Task]]
"""Tasks by group."""


def blank_model(
    expansion: QueryExpansion | None = None, projection: QuestionProjection = NO_PROJECTION
) -> RankingModel:
    """Return models that know nothing, but the expansion and the projection if they are given.

    With a projection, their features are those of passages that a sentence encoder has embedded.
    """
    relevance, verdict = ((), ()) if projection is NO_PROJECTION else (ENCODER_FEATURES, ENCODER_VERDICT)
    intents = [f"intent:{name}" for name in shipped_intents().names]
    return RankingModel(
        expansion=expansion or QueryExpansion.blank(shipped_intents().words.dimensions),
        sentence=_blank(SENTENCE_FEATURES),
        relevance=_blank((*RELEVANCE_FEATURES, *relevance)),
        changes=_blank((*QUESTION_FEATURES, *intents)),
        order=_blank(ORDER_FEATURES),
        verdict=_blank((*VERDICT_FEATURES, *verdict, *asked_names(shipped_intents().names))),
        projection=projection,
    )


def _blank(names: Sequence[str]) -> LinearModel:
    zeros = np.zeros(len(names), np.float32)
    return LinearModel(tuple(names), zeros, np.ones(len(names), np.float32), zeros)


def suite_tasks(group: str, model: RankingModel | None = None, embeddings: Embeddings | None = None) -> list[Task]:
    """Return the questions of a group's suites with their candidates, which these models rank.

    With `embeddings`, the candidates have the features that a sentence encoder tells, too.
    """
    suites = map(load_suite, GROUPS[group])
    return [task for suite in suites for task in tasks_of(suite, suite.questions, model, embeddings)]


def paragraph_tasks(
    group: str, model: RankingModel | None = None, step: int = 1, embeddings: Embeddings | None = None
) -> list[Task]:
    """Return one in `step` questions on single paragraphs of a group's articles, with their candidates."""
    suite, questions = paragraph_questions(group)
    return list(tasks_of(suite, questions[::step], model, embeddings))


def paragraph_questions(group: str) -> tuple[Suite, Sequence[Question]]:
    """Return the questions on single paragraphs of a group's articles, and the suite that has these articles."""
    suite = max((load_suite(name) for name in GROUPS[group]), key=lambda each: len(each.articles))
    file = QUESTIONS / f"{file_name(group)}.tsv"
    if not file.exists():
        return suite, ()
    texts = {article.id: article.text.split("\n\n") for article in suite.articles}
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    return suite, [
        Question(
            f"{article}-{number}",
            text,
            language,
            "paragraph",
            () if paragraph == "-" else (Gold(article, texts[article][int(paragraph)][:_BEGINNING]),),
            (),
        )
        for number, (article, paragraph, language, text) in enumerate(rows)
    ]


def tasks_of(
    suite: Suite,
    questions: Iterable[Question],
    model: RankingModel | None = None,
    embeddings: Embeddings | None = None,
) -> Iterator[Task]:
    """Yield the questions, asked over a suite's articles, with their candidates. By default the models know nothing."""
    engine = engine_over(suite.articles, left_out_data(suite.name), model=model or blank_model(), embeddings=embeddings)
    for question in questions:
        analysed = engine.analyse(question.text, suite.as_of)
        _, ranking = engine.rank(analysed, suite.as_of)
        if ranking.candidates:
            texts = [(each.article.id, folded(each.passage.text)) for each in ranking.candidates.passages]
            golds = [(each.article, folded(each.contains)) for each in question.gold]
            gold = [any(each == article and words in text for each, words in golds) for article, text in texts]
            newest = [right and article in question.newest for right, (article, _) in zip(gold, texts, strict=True)]
            rights = np.array(gold, np.float32), np.array(newest, np.float32)
            yield Task(question, analysed, engine, ranking.candidates, *rights)


def fit_with_and_without_each(
    group_examples: Callable[[str], Sequence[Example]],
    fit_and_save: Callable[[Path, Sequence[Example]], None],
    file: Path,
    ending: str,
) -> int:
    """Fit a model on all groups, and on all but each, in other processes; return the number of questions.

    The model of all groups goes into `file`; the names of the others have this ending.
    """
    LEFT_OUT.mkdir(exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        examples = dict(zip(GROUPS, pool.map(group_examples, GROUPS), strict=True))
        runs = [pool.submit(fit_and_save, file, [each for group in examples.values() for each in group])]
        for left_out in GROUPS:
            others = [each for group, found in examples.items() if group != left_out for each in found]
            runs.append(pool.submit(fit_and_save, left_out_file(left_out, ending), others))
        for each in runs:
            each.result()
    return sum(map(len, examples.values()))
