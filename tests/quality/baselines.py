"""rank-bm25 with the same passages, as a baseline."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import Stemmer
from rank_bm25 import BM25Okapi, BM25Plus

from bot.domain import Answer, Excerpt, Passage, PassageKind, Reason, ReasonCode, Verdict
from bot.search.language.lexicon import Lexicon
from bot.search.language.passages import split_passages
from tests.quality.measure import Ask
from tests.quality.suites import Suite

Tokenizer = Callable[[str], list[str]]


def plain_words(text: str) -> list[str]:
    """Return the lower-case words between white space."""
    return text.lower().split()


def english_stems(text: str) -> list[str]:
    """Return the English stems of the words, without English stop words."""
    stop = Lexicon.load()["en"].function
    words = [word for word in re.findall(r"\w+", text.lower()) if word not in stop]
    return list(Stemmer.Stemmer("english").stemWords(words))


def baseline(suite: Suite, model: type[BM25Okapi] | type[BM25Plus], tokenizer: Tokenizer) -> Ask:
    """Return a function that asks `model` of rank-bm25: the ten best passages that share a word with the question."""
    passages = [
        passage
        for article in suite.articles
        if article.published.may_precede(suite.as_of)
        for passage in split_passages(article)
        if passage.kind is not PassageKind.BOILERPLATE
    ]
    documents = [tokenizer(passage.text) for passage in passages]
    index = model(documents)

    def ask(question: str) -> Answer:
        words = tokenizer(question)
        scores = index.get_scores(words)
        best = [number for number in np.argsort(-scores, kind="stable")[:10] if set(words) & set(documents[number])]
        return _answer(question, [passages[number] for number in best])

    return ask


def _answer(question: str, passages: Sequence[Passage]) -> Answer:
    excerpts = tuple(Excerpt(passage, (passage.span,), 0.0) for passage in passages)
    if not excerpts:
        return Answer(question, Verdict.NONE, Reason(ReasonCode.OFF_TOPIC))
    return Answer(question, Verdict.ANSWER, Reason(ReasonCode.ANSWERED), excerpts)
