"""Quality of the ranking on public test collections that are not about films, without concepts."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain import Article, Passage, PassageKind, Span
from bot.search.engine import SearchEngine
from bot.search.index.collection import Collection as Articles
from bot.search.index.combined import CombinedView
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from tests.quality.suites import AS_OF

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "eval" / "general"
"""Folder of the collections. They are not part of this repository; without the folder they are not measured."""
COLLECTIONS = {"cranfield": "en", "xquad_de": "de"}
FLOORS = {"cranfield": 0.523, "xquad_de": 0.941}
"""nDCG@10 of rank-bm25 with stop words and stems of the right language."""
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and questions by id, and relevance judgements: question id, document id, gain."""

    documents: dict[str, str]
    questions: dict[str, str]
    gains: dict[str, dict[str, float]]
    language: str


def load_collection(name: str) -> Collection:
    """Return the collection with this name, one of COLLECTIONS."""
    folder = FOLDER / name
    gains: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, document, grade = line.split("\t")
        gains[question][document] = float(grade)  # in these files, a higher grade is better
    texts = (_texts(folder / file) for file in ("docs.jsonl", "queries.jsonl"))
    documents, questions = texts
    return Collection(documents, questions, dict(gains), COLLECTIONS[name])


def _texts(file: Path) -> dict[str, str]:
    rows: list[dict[str, Any]] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row["text"] for row in rows}


def measure(name: str) -> float:
    """Return the mean nDCG@10 of the questions that have a relevant document."""
    collection = load_collection(name)
    passages = [_whole(name, text, collection.language) for name, text in collection.documents.items() if text.strip()]
    analyser = ArticleAnalyser(LanguageData.load(ConceptList()))
    articles = Articles()
    articles.change({passage.article.id: analyser.analyse_passages([passage]) for passage in passages})
    engine = SearchEngine(CombinedView([articles.view]), analyser.data)
    scores = [
        _ndcg([passage.article.id for passage in engine.ranked(text, AS_OF, DEPTH)], collection.gains[question])
        for question, text in collection.questions.items()
        if any(collection.gains.get(question, {}).values())
    ]
    return sum(scores) / len(scores)


def _whole(name: str, text: str, language: str) -> Passage:
    article = Article(name, text, language=language)
    return Passage(article, 1, Span(0, len(text)), PassageKind.PROSE)


def _ndcg(ranking: Sequence[str], gains: dict[str, float]) -> float:
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    return _dcg([gains.get(document, 0.0) for document in ranking[:DEPTH]]) / _dcg(best)


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
