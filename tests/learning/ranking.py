"""`make fit`, third part: fits the models of the ranking and the verdict on the question suites.

The suites are grouped by their articles. Each group is left out in turn: models fitted on the others rank its
questions, and these figures are printed. Within a fit, the order and the verdict are learned from relevances that were
computed without the question's own group, since relevances of questions that a model has seen are too good.

If a sentence encoder is installed, all of this is done once more with its features, for passages that are embedded.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from enum import StrEnum
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from bot.search.meaning.embeddings import Embeddings
from bot.search.meaning.intents import shipped_intents
from bot.search.meaning.query_expansion import QueryExpansion, shipped_expansion
from bot.search.meaning.question_projection import QuestionProjection, shipped_projection
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.candidates import Candidates
from bot.search.ranking.correction_features import CORRECTION_FEATURES
from bot.search.ranking.model import LINEAR_MODELS, LinearModel, RankingModel, shipped_encoder_model, shipped_model
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.question_features import question_features
from bot.search.ranking.ranker import Ranking, in_order
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from tests.engines import engine_over
from tests.language_data import left_out_data
from tests.learning.groups import GROUPS, group_of, left_out_file
from tests.learning.losses import MIN_DEVIATION, Group, calibration, fit_listwise, fit_logistic
from tests.learning.tasks import RANKING_STEP, Task, Tasks, blank_model, paragraph_tasks, suite_tasks
from tests.learning.text_embeddings import suite_texts
from tests.learning.trees import GradedList, fit_trees
from tests.quality.measure import Figures, figures, folded, run
from tests.quality.suites import SUITES, Suite, load_suite

FOLDER: Final = Path(__file__).parents[2] / "bot" / "search" / "data"
MAX_DIFFERENCE: Final = 0.05
"""Largest difference of a weight on another processor, whose sums are rounded otherwise."""
FOLDS: Final = 8
"""Number of sets of groups that are left out within a fit, one after the other."""
MAX_OTHER_FIRSTS: Final = 0.1
"""Largest share of questions for which trees that were fitted on another processor put another candidate first."""
RELEVANCE_DECAY: Final = 1e-2
CHANGES_DECAY: Final = 0.02
ORDER_DECAY: Final = 1e-3
VERDICT_DECAY: Final = 0.01
MIN_INTENT_DEVIATION: Final = 0.2
"""Least deviation of an intent's probability for the verdict, so that a rare intent gets little weight."""


class Kind(StrEnum):
    """Which models are fitted: those without a sentence encoder, or those with it."""

    PLAIN = "plain"
    ENCODER = "encoder"

    @property
    def file(self) -> Path:
        """The file of the models that ship."""
        return FOLDER / ("ranking.json" if self is Kind.PLAIN else "ranking_encoder.json")

    def left_out_file(self, group: str) -> Path:
        """Return the file of the models that were fitted without this group."""
        return left_out_file(group, "json" if self is Kind.PLAIN else "encoder.json")

    @property
    def embeddings(self) -> Embeddings | None:
        """The embeddings of the passages of all suites, None for models without an encoder."""
        texts = None if self is Kind.PLAIN else suite_texts()
        return texts.embeddings if texts else None

    def blank_without(self, group: str) -> RankingModel:
        """Return blank models with the expansion and the projection that were fitted without this group."""
        expansion = QueryExpansion.load(left_out_file(group, "npz"))
        if self is Kind.PLAIN:
            return blank_model(expansion)
        return blank_model(expansion, QuestionProjection.load(left_out_file(group, "projection.npz")))


@cache
def all_tasks(kind: Kind) -> Tasks:
    """Return the questions of all suites. They are expanded and projected by models fitted without their group."""
    return {group: suite_tasks(group, kind.blank_without(group), kind.embeddings) for group in GROUPS}


@cache
def all_paragraph_tasks(kind: Kind) -> Tasks:
    """Return the questions on single paragraphs that have no answer, or whose paragraph is found, in the same way."""
    found = {
        group: paragraph_tasks(group, kind.blank_without(group), RANKING_STEP, kind.embeddings) for group in GROUPS
    }
    return {
        group: [task for task in tasks if task.is_findable or not task.question.answerable]
        for group, tasks in found.items()
    }


def fit(tasks: Tasks, paragraphs: Tasks, blank: RankingModel) -> RankingModel:
    """Fit all models, with the features of the blank ones.

    The order of passages is learned from `tasks` alone, since other paragraphs may answer a question on a single one;
    whether there is an answer is learned from both. The expansion and the projection stay those of the blank models.
    """
    everything = [task for group in tasks.values() for task in group]
    model = replace(blank, sentence=_fit_sentence(everything))
    tasks = {name: [task.with_model(model) for task in group] for name, group in tasks.items()}
    unseen, unseen_paragraphs = [], []
    for fold in _folds(tasks):
        without = _fit_first(model, [task for name in tasks if name not in fold for task in tasks[name]])
        unseen += [task.with_model(without) for name in fold for task in tasks[name]]
        unseen_paragraphs += [task.with_model(without) for name in fold for task in paragraphs[name]]
    model = _fit_first(model, [task for group in tasks.values() for task in group])
    order = fit_listwise(list(_order_groups(unseen)), ORDER_FEATURES, ORDER_DECAY)
    ordered = [task.with_model(replace(task.candidates.model, order=order)) for task in unseen]
    correction = fit_trees(list(_graded_lists(ordered)), CORRECTION_FEATURES)
    model = replace(model, order=order, correction=correction)
    ordered = [
        task.with_model(replace(task.candidates.model, order=order, correction=correction))
        for task in (*unseen, *unseen_paragraphs)
    ]
    return replace(model, verdict=_fit_verdict(blank.verdict.names, ordered[: len(unseen)], ordered[len(unseen) :]))


def _folds(names: Iterable[str]) -> list[list[str]]:
    """Return the groups in sets that are left out together."""
    listed = list(names)
    return [listed[start::FOLDS] for start in range(min(FOLDS, len(listed)))]


def _fit_sentence(tasks: Sequence[Task]) -> LinearModel:
    groups: list[Group] = []
    for task in tasks:
        candidates, features = task.candidates, task.candidates.sentence_features
        place = 0
        for passage, right in zip(candidates.passages, task.gold, strict=True):
            rows = slice(place, place + len(passage.sentences))
            place = rows.stop
            wanted = [folded(g.contains) for g in task.question.gold if g.article == passage.article.id]
            texts = [folded(sentence.span.of(passage.article.text)) for sentence in passage.sentences]
            rights = np.array([any(w in text for w in wanted) for text in texts], np.float32)
            if right and len(texts) > 1 and rights.any():
                groups.append((features[rows], rights))
    return fit_listwise(groups, SENTENCE_FEATURES, RELEVANCE_DECAY)


def _fit_first(model: RankingModel, tasks: Sequence[Task]) -> RankingModel:
    """Fit the models of single passages and of questions."""
    findable = [task for task in tasks if task.is_findable]
    relevance = fit_listwise(
        [(task.candidates.relevance_features, task.gold) for task in findable], model.relevance.names, RELEVANCE_DECAY
    )
    answerable = [task for task in tasks if task.question.answerable]
    rows = [
        question_features(task.analysed, task.candidates.context.meaning, len(shipped_intents().names))
        for task in answerable
    ]
    changes = fit_logistic(
        np.concatenate(rows),
        np.array([bool(task.question.newest) for task in answerable], np.float32),
        model.changes.names,
        CHANGES_DECAY,
    )
    return replace(model, relevance=relevance, changes=changes)


def _order_groups(tasks: Sequence[Task]) -> Iterator[Group]:
    """Yield the candidates of each question that may stand first, if one of them is right."""
    for task in tasks:
        first = task.candidates.may_be_first
        rights = (task.newest if task.newest.any() else task.gold)[first]
        if rights.any():
            yield task.candidates.order_features[first], rights


def _graded_lists(tasks: Sequence[Task]) -> Iterator[GradedList]:
    """Yield the same candidates for the trees: a superseded answer is better than none, and the newest one is best."""
    for task in tasks:
        candidates, first = task.candidates, task.candidates.may_be_first
        grades = (task.gold + (task.newest if task.newest.any() else task.gold))[first]
        if grades.any():
            scores = candidates.model.order.scores(candidates.order_features[first])
            yield candidates.correction_features[first], grades, scores


def _fit_verdict(names: Sequence[str], tasks: Sequence[Task], paragraphs: Sequence[Task]) -> LinearModel:
    """Fit the verdict on all questions, and scale it to the share of those of the suites that have an answer."""
    rows, rights = _verdict_rows(names, tasks)
    more_rows, more_rights = _verdict_rows(names, paragraphs)
    everything, all_rights = np.concatenate([rows, more_rows]), np.concatenate([rights, more_rights])
    least = np.array([MIN_INTENT_DEVIATION if name.startswith("intent:") else MIN_DEVIATION for name in names])
    model = fit_logistic(everything, all_rights, names, VERDICT_DECAY, least)
    slope, bias = calibration(model.scores(rows), rights)
    return replace(model, weights=model.weights * np.float32(slope), bias=model.bias * slope + bias)


def _verdict_rows(names: Sequence[str], tasks: Sequence[Task]) -> tuple[Vectors, Vectors]:
    """Return these features of the questions, and whether each has an answer."""
    found = [
        (features.row(names), task.question.answerable)
        for task in tasks
        if (features := task.engine.verdict_features(task.analysed, _ranking(task.candidates)))
    ]
    rows = [row for row, _ in found]
    rights = np.array([right for _, right in found], np.float32)
    return np.array(rows, np.float32).reshape(-1, len(names)), rights


def _ranking(candidates: Candidates) -> Ranking:
    return Ranking(in_order(candidates, {}), candidates)


def fit_without(group: str, kind: Kind = Kind.PLAIN) -> RankingModel:
    """Return models that were fitted on all groups but this one."""
    tasks, paragraphs = (
        {name: found for name, found in each.items() if name != group}
        for each in (all_tasks(kind), all_paragraph_tasks(kind))
    )
    return fit(tasks, paragraphs, kind.blank_without(group))


def left_out_model(suite: str, kind: Kind = Kind.PLAIN) -> RankingModel:
    """Return the stored models that were fitted without the group of this suite.

    For a suite of no group, these are the shipped models. Those without an encoder were fitted on none of its
    questions.
    """
    group = group_of(suite)
    if group is None:
        return shipped_model() if kind is Kind.PLAIN else shipped_encoder_model()
    return _left_out_models(group, kind)


def _left_out_models(group: str, kind: Kind = Kind.PLAIN) -> RankingModel:
    linear, blank = json.loads(kind.left_out_file(group).read_text(encoding="utf-8")), kind.blank_without(group)
    return RankingModel.from_json(linear, blank.expansion, blank.projection)


def as_text(model: RankingModel) -> str:
    """Return the text of a model's file, with one feature a line."""
    return json.dumps(model.to_json(), separators=(",", ":")).replace('],"', '],\n"') + "\n"


def _fit_and_save(group: str, kind: Kind) -> dict[str, Figures]:
    """Fit and save the models without a group, and return the figures of its suites."""
    kind.left_out_file(group).write_text(as_text(fit_without(group, kind)), encoding="utf-8")
    return {name: suite_figures(load_suite(name), left_out_model(name, kind), kind) for name in GROUPS[group]}


def suite_figures(suite: Suite, model: RankingModel, kind: Kind = Kind.PLAIN) -> Figures:
    """Return the figures of a suite with these models."""
    engine = engine_over(suite.articles, left_out_data(suite.name), model=model, embeddings=kind.embeddings)
    return figures(run(suite, lambda question: engine.answer(question, suite.as_of)))


def differences(group: str) -> tuple[float, float]:
    """Fit the models without a group once more, and return how far they differ from the stored ones.

    These are the largest difference of a weight, and the share of the group's questions for which the two put another
    candidate first.
    """
    stored, fitted = _left_out_models(group), fit_without(group)
    models = ((getattr(stored, name), getattr(fitted, name)) for name in LINEAR_MODELS)
    weights = max(float(np.abs(one.weights - other.weights).max()) for one, other in models)
    tasks = all_tasks(Kind.PLAIN)[group]
    firsts = [[int(task.with_model(model).candidates.order.argmax()) for model in (stored, fitted)] for task in tasks]
    return weights, float(np.mean([one != other for one, other in firsts]))


def main() -> None:
    """Fit the models on all suites, save them, and print the figures of suites that were left out."""
    arguments = argparse.ArgumentParser(prog="python -m tests.learning.ranking", description=__doc__)
    arguments.add_argument(
        "--check", choices=GROUPS, help="only check that fitting without this group gives the stored models"
    )
    arguments.add_argument(
        "--models", choices=Kind, type=Kind, help="fit only these models; by default, all whose encoder is installed"
    )
    options = arguments.parse_args()
    group = options.check
    if group:
        weights, firsts = differences(group)
        differ = weights > MAX_DIFFERENCE or firsts > MAX_OTHER_FIRSTS
        message = f"the stored models differ: weights by {weights:.3f}, {firsts:.3f} of the answers: run make fit"
        sys.exit(message if differ else 0)
    for kind in [options.models] if options.models else list(Kind):
        fit_all(kind)


def fit_all(kind: Kind) -> None:
    """Fit and save the models on all groups, and on all but each."""
    console = Console(width=130, highlight=False)
    if kind is Kind.ENCODER and not kind.embeddings:
        console.print(f"no sentence encoder is installed, so {kind.file.name} stays as it is")
        return
    with ProcessPoolExecutor(2) as pool:
        rows = pool.map(_fit_and_save, GROUPS, repeat(kind))
        left_out = {name: row for each in rows for name, row in each.items()}
    expansion = shipped_expansion()
    blank = blank_model(expansion) if kind is Kind.PLAIN else blank_model(expansion, shipped_projection())
    model = fit(all_tasks(kind), all_paragraph_tasks(kind), blank)
    kind.file.write_text(as_text(model), encoding="utf-8")
    console.print(
        f"{kind} models, left out: hit@1, hit@3, shown, newest first, answered and refused wrongly | fitted on"
    )
    for name in SUITES:
        found = suite_figures(load_suite(name), model, kind)
        # No model has learned from a suite of no group.
        console.print(f"{name:16} {_shares(left_out.get(name, found))} | {_shares(found) if name in left_out else '-'}")


def _shares(row: Figures) -> str:
    shares = (row.hit1, row.hit3, row.shown, row.newest_first, row.answered_wrongly, row.refused_wrongly)
    return "  ".join(f"{share:.3f}" for share in shares)


if __name__ == "__main__":
    main()
