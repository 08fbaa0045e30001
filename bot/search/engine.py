"""From a question to its answer: analysis, index, ranking, verdict, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from bot.domain import Answer, Article, Excerpt, PassageKind, Reason, ReasonCode, Verdict
from bot.search.concepts import ConceptList
from bot.search.index import PassageIndex
from bot.search.passages import split_passages
from bot.search.tokens import stem, tokenize


class SearchEngine:
    """The search over a fixed set of articles."""

    def __init__(self, articles: Iterable[Article], concepts: ConceptList) -> None:
        self._concepts = concepts
        self._passages = [
            passage
            for article in articles
            for passage in split_passages(article)
            if passage.kind is not PassageKind.FURNITURE
        ]
        self._index = PassageIndex([self._terms(p.text, p.article.language) for p in self._passages])

    def answer(self, question: str, as_of: date) -> Answer:
        """The question's verdict and excerpts, from what was published by `as_of`."""
        if not self._passages:
            return Answer(question, Verdict.NONE, Reason(ReasonCode.NO_ARTICLES))
        scores = np.zeros(len(self._passages))
        for token in tokenize(question):
            self._index.add_scores(scores, [stem(token.plain, language) for language in ("en", "de")], 1.0)
        order = [i for i in np.argsort(-scores, kind="stable")[:5] if scores[i] > 0]
        excerpts = tuple(
            Excerpt(self._passages[i], (self._passages[i].span,), float(scores[i]))
            for i in order
            if self._passages[i].article.published.may_precede(as_of)
        )
        if not excerpts:
            return Answer(question, Verdict.NONE, Reason(ReasonCode.OFF_TOPIC))
        return Answer(question, Verdict.ANSWER, Reason(ReasonCode.ANSWERED), excerpts)

    def suggest(self, typed: str, language: str, as_of: date, limit: int) -> list[str]:
        """Questions that the articles answer, those that fit what is typed first."""
        return [
            concept.examples[language]
            for concept in self._concepts
            if language in concept.examples and typed.casefold() in concept.examples[language].casefold()
        ][:limit]

    @staticmethod
    def _terms(text: str, language: str) -> Sequence[str]:
        return [stem(token.plain, language or "en") for token in tokenize(text)]
