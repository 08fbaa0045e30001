"""Read the pages from a server on loopback, and compare the results with the right ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain import Article
from bot.errors import PageError, PageFault
from bot.reading.fields import without_mistakes
from bot.reading.page.worker import read_page
from bot.reading.web.address import article_from_page, read_address
from bot.reading.web.address_policy import AddressPolicy
from bot.reading.web.fetching import fetch
from tests.reading.pages.generators import GeneratedPage, generated_pages
from tests.reading.web.site import serving

Read = Callable[[str, AddressPolicy], Awaitable[Article]]
"""How the article at an address is read. Raises PageError."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and the result of reading it."""

    page: GeneratedPage
    article: Article | None
    fault: PageFault | None

    @property
    def has_text(self) -> bool:
        """Whether every paragraph is there, and hardly anything else."""
        if self.article is None or self.page.text is None:
            return False
        words = len(" ".join(self.page.text.paragraphs).split())
        whole = all(paragraph in self.article.text for paragraph in self.page.text.paragraphs)
        return whole and len(self.article.text.split()) <= words + 15

    @property
    def has_title(self) -> bool:
        """Whether the title is the article's, without the site's name."""
        return bool(self.article and self.page.text and self.article.title == self.page.text.title)

    @property
    def has_date(self) -> bool:
        """Whether the date is as precise and as certain as on the page."""
        return self.article is not None and self.article.published.edtf == self.page.date

    @property
    def has_language(self) -> bool:
        """Whether the language is that of the text, whatever the page states."""
        begin = self.page.path.partition("-")[0].strip("/")
        named = begin if begin in {"de", "es", "fr", "it"} else "en"
        return self.article is not None and self.article.language == named


async def read_all() -> list[Reading]:
    """Return the result for every page, fetched and read as for a moderator, but without a process for each."""
    return [reading async for reading in _readings(list(generated_pages()), _read_here)]


async def read_apart(names: Collection[str]) -> list[Reading]:
    """Return the results for the pages of these names, fetched and read exactly as for a moderator."""
    return [
        reading async for reading in _readings([page for page in generated_pages() if page.name in names], read_address)
    ]


async def _readings(pages: Sequence[GeneratedPage], read: Read) -> AsyncIterator[Reading]:
    by_path = {page.path: page for page in pages}

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.Response(text=by_path[request.path].html, content_type="text/html")

    async with serving(serve) as site:
        for page in pages:
            try:
                yield Reading(page, await read(f"{site.root}{page.path}", site.policy), None)
            except PageError as error:
                yield Reading(page, None, error.fault)


async def _read_here(address: str, policy: AddressPolicy) -> Article:
    page = await fetch(address, policy)
    return article_from_page(without_mistakes(read_page(page.content, page.url, page.charset)), page.url)


def shares(readings: Sequence[Reading]) -> dict[str, float]:
    """Return the share of right results for each field, from 0 to 1. `fault` counts the pages without an article."""
    articles = [reading for reading in readings if reading.page.text]
    others = [reading for reading in readings if reading.page.fault]
    return {
        "text": sum(reading.has_text for reading in articles) / len(articles),
        "title": sum(reading.has_title for reading in articles) / len(articles),
        "date": sum(reading.has_date for reading in articles) / len(articles),
        "language": sum(reading.has_language for reading in articles) / len(articles),
        "fault": sum(reading.fault is reading.page.fault for reading in others) / len(others),
    }
