"""Whose articles are analysed when."""

from __future__ import annotations

import asyncio

from bot.by_turns import SLICE, AnalyserByTurns
from bot.domain import Article
from bot.search.article_analysis import ArticleAnalyser
from bot.search.concepts import ConceptList
from bot.search.language_data import LanguageData


def articles(server: str, count: int) -> dict[str, Article | None]:
    """So many short articles, and one that was removed."""
    return {f"{server}{n}": Article(f"{server}{n}", f"Filming {n}.", language="en") for n in range(count)} | {"x": None}


async def test_a_small_server_does_not_wait_for_all_of_a_large_one() -> None:
    """Who has one article is done while who has many is at it, and each gets the analysis of every article."""
    by_turns = AnalyserByTurns(ArticleAnalyser(LanguageData.load(ConceptList())))
    large, small = articles("large", 10 * SLICE), articles("small", 1)
    first = asyncio.create_task(by_turns.analyse(large))
    await asyncio.sleep(0)
    assert set(await by_turns.analyse(small)) == {"small0", "x"}
    assert not first.done()
    analysed = await first
    assert analysed.keys() == large.keys()
    assert analysed["x"] is None
    found = analysed["large7"]
    assert found
    assert [passage.passage.text for passage in found.passages] == ["Filming 7."]
