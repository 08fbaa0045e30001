"""An engine over articles, in one call."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.domain import Article
from bot.search.engine import SearchEngine
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.meaning.embeddings import Embeddings
from bot.search.ranking.model import RankingModel
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from tests.language_data import shipped_data


def engine_over(
    articles: Iterable[Article],
    data: LanguageData | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    model: RankingModel | None = None,
    embeddings: Embeddings | None = None,
) -> SearchEngine:
    """Return the engine over these articles, with the shipped language data by default.

    With `embeddings`, the model is that for passages that a sentence encoder has embedded.
    """
    plain, with_encoder = (None, model) if embeddings else (model, None)
    data = data or shipped_data()
    return SearchEngine(_analysed(tuple(articles), data), data, weights, plain, embeddings, with_encoder)


def passage_texts(articles: Iterable[Article]) -> list[str]:
    """Return the text of each passage of these articles."""
    view = _analysed(tuple(articles), shipped_data())
    return [view[number].passage.text for number in range(view.index.state.limit)]


def forget_analyses() -> None:
    """Drop the analyses that are kept."""
    _analysed.cache_clear()


@lru_cache(maxsize=4)
def _analysed(articles: tuple[Article, ...], data: LanguageData) -> CombinedView:
    """Keep the analyses of the last articles: a suite is asked with many weights and models."""
    analyser, collection = ArticleAnalyser(data), Collection()
    collection.change({article.id: analyser.analyse(article) for article in articles})
    return CombinedView([collection.view])
