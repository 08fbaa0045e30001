"""An engine over articles, in one call."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain import Article
from bot.search.engine import SearchEngine
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.ranking.model import RankingModel
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from tests.language_data import shipped_data


def engine_over(
    articles: Iterable[Article],
    data: LanguageData | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    model: RankingModel | None = None,
) -> SearchEngine:
    """Analyse the articles and return the engine over them, with the shipped language data by default."""
    data = data or shipped_data()
    analyser, collection = ArticleAnalyser(data), Collection()
    collection.change({article.id: analyser.analyse(article) for article in articles})
    return SearchEngine(CombinedView([collection.view]), data, weights, model)
