"""The shipped articles have exactly the text of their sources."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from bot.domain import Article
from bot.reading.corpus import load_corpus

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"

SOURCES = {
    "2024-01-shoot-this-year": (
        "000_ac03762455ddceb7.txt",
        "0d530a391b14591077a851a4b3a88352858ac5c389a5405a5fcdcca705bc9d12",
    ),
    "2024-01-05-his-next-film": (
        "001_2d82a8f3512b7ebc.txt",
        "19a8ba332407d760899eeb0e71c311115f4512eb9b4dd64f59b5bc4d4e157ebd",
    ),
    "2024-11-writing-the-screenplay": (
        "002_c9978df312aeeec6.txt",
        "7726a5fd950bd74fd209d61d670902a4475e0a9489087431023900ce0d5247dc",
    ),
    "2026-03-05-heat-bei-netflix": (
        "003_91fadcbc7ffd474d.txt",
        "e656653dc5c7ae8ae1b0aac4e7a49f9287537e3212b9a5a525d2015edda3b903",
    ),
}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Article]:
    """The shipped articles by id."""
    return {article.id: article for article in load_corpus(ROOT / "corpus")}


@pytest.mark.parametrize("article_id", SOURCES)
def test_the_text_has_the_pinned_hash(shipped: dict[str, Article], article_id: str) -> None:
    """The text of each shipped article has its pinned hash."""
    digest = hashlib.sha256(shipped[article_id].text.encode()).hexdigest()
    assert digest == SOURCES[article_id][1]


@pytest.mark.parametrize("article_id", SOURCES)
def test_the_text_is_the_source_without_its_date_mark(shipped: dict[str, Article], article_id: str) -> None:
    """A shipped text is its source byte for byte, without the mark ` date YYYY-MM-DD ` at the start."""
    source = SEEDS / SOURCES[article_id][0]
    if not source.is_file():
        pytest.skip("the source articles are not beside this checkout")
    expected = re.sub(rb"\A date \d{4}-\d\d-\d\d ", b"", source.read_bytes())
    assert shipped[article_id].text.encode() == expected


def test_metadata_is_that_of_the_sources(shipped: dict[str, Article]) -> None:
    """Dates, publishers, titles, languages and addresses are those of the sources."""
    actual = {
        article.id: (article.published.edtf, article.publisher, article.language, article.title, article.url)
        for article in shipped.values()
    }
    title = "Michael Mann is planning to shoot Heat 2 this year"
    assert actual == {
        "2024-01-shoot-this-year": ("2024-01~", "", "en", title, ""),
        "2024-01-05-his-next-film": ("2024-01-05", "", "en", "", ""),
        "2024-11-writing-the-screenplay": ("2024-11~", "Collider", "en", "", ""),
        "2026-03-05-heat-bei-netflix": ("2026-03-05", "Moviepilot", "de", "", ""),
    }


def test_every_date_has_evidence(shipped: dict[str, Article]) -> None:
    """The date of each shipped article states its evidence."""
    assert [article.id for article in shipped.values() if not article.published.evidence] == []
