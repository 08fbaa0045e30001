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
    if data is None or data is shipped_data():
        passages = _analysed_as_shipped(tuple(articles))
        return SearchEngine(passages, shipped_data(), weights, plain, embeddings, with_encoder)
    return SearchEngine(_analysed(articles, data), data, weights, plain, embeddings, with_encoder)


def passage_texts(articles: Iterable[Article]) -> list[str]:
    """Return the text of each passage of these articles."""
    view = _analysed_as_shipped(tuple(articles))
    return [view[number].passage.text for number in range(view.index.state.limit)]


@lru_cache(maxsize=4)
def _analysed_as_shipped(articles: tuple[Article, ...]) -> CombinedView:
    """Keep the analyses of the last articles: a suite is asked with many weights and models."""
    return _analysed(articles, shipped_data())


def forget_analyses() -> None:
    """Drop the analyses that are kept."""
    _analysed_as_shipped.cache_clear()


def _analysed(articles: Iterable[Article], data: LanguageData) -> CombinedView:
    analyser, collection = ArticleAnalyser(data), Collection()
    collection.change({article.id: analyser.analyse(article) for article in articles})
    return CombinedView([collection.view])
