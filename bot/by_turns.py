"""Analysing articles for many servers, so that none waits for all of another's and the program can end in between."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from bot.domain import Article
from bot.search.article_analysis import AnalysedArticle, ArticleAnalyser

SLICE: Final = 16
"""So many articles are analysed before it is another server's turn: some tens of milliseconds."""


class AnalyserByTurns:
    """One analyser for all servers, used by one at a time and beside the event loop.

    More threads would not analyse more: they take the interpreter from each other, and from the event loop.
    """

    def __init__(self, analyser: ArticleAnalyser) -> None:
        self.data = analyser.data
        self._analyser = analyser
        # Who waits for it longest has it next.
        self._turn = asyncio.Lock()

    async def analyse(self, articles: Mapping[str, Article | None]) -> dict[str, AnalysedArticle | None]:
        """The analyses by the articles' keys; None stays None."""
        keys = list(articles)
        analysed: dict[str, AnalysedArticle | None] = {}
        for start in range(0, len(keys), SLICE):
            part = {key: articles[key] for key in keys[start : start + SLICE]}
            async with self._turn:
                analysed |= await asyncio.to_thread(self._analysed, part)
        return analysed

    def _analysed(self, articles: Mapping[str, Article | None]) -> dict[str, AnalysedArticle | None]:
        return {key: self._analyser.analyse(each) if each else None for key, each in articles.items()}
