"""What is read on the pages, served on loopback, beside what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.domain import Article
from bot.errors import Fault, PageError
from bot.reading.web.address import read_address
from bot.reading.web.gate import Gate
from tests.reading.pages.makes import Made, makes
from tests.reading.web.site import serving


@dataclass(frozen=True, slots=True)
class Reading:
    """A page and what was read on it."""

    made: Made
    article: Article | None
    fault: Fault | None

    @property
    def has_text(self) -> bool:
        """Every paragraph is there, and hardly anything else is."""
        if self.article is None or self.made.text is None:
            return False
        words = len(" ".join(self.made.text.paragraphs).split())
        whole = all(paragraph in self.article.text for paragraph in self.made.text.paragraphs)
        return whole and len(self.article.text.split()) <= words + 15

    @property
    def has_title(self) -> bool:
        """The title is the article's, without the site's name."""
        return bool(self.article and self.made.text and self.article.title == self.made.text.title)

    @property
    def has_date(self) -> bool:
        """As precise, and as sure, as the page is; none where it says none."""
        return self.article is not None and self.article.published.edtf == self.made.date

    @property
    def has_language(self) -> bool:
        """The language is the text's own, whatever the page calls it."""
        begin = self.made.path.partition("-")[0].strip("/")
        named = begin if begin in {"de", "es", "fr", "it"} else "en"
        return self.article is not None and self.article.language == named


async def read_all() -> list[Reading]:
    """Every page, fetched and read as a moderator's address is."""
    pages = {made.path: made for made in makes()}

    async def serve(request: web.Request) -> web.StreamResponse:
        return web.Response(text=pages[request.path].html, content_type="text/html")

    async with serving(serve) as site:
        return [await _read(made, f"{site.root}{path}", site.gate) for path, made in pages.items()]


async def _read(made: Made, address: str, gate: Gate) -> Reading:
    try:
        return Reading(made, await read_address(address, gate), None)
    except PageError as error:
        return Reading(made, None, error.fault)


def shares(readings: Sequence[Reading]) -> dict[str, float]:
    """How often each part is right, from 0 to 1: of the pages with an article, and for `fault` of the others."""
    articles = [reading for reading in readings if reading.made.text]
    others = [reading for reading in readings if reading.made.fault]
    return {
        "text": sum(reading.has_text for reading in articles) / len(articles),
        "title": sum(reading.has_title for reading in articles) / len(articles),
        "date": sum(reading.has_date for reading in articles) / len(articles),
        "language": sum(reading.has_language for reading in articles) / len(articles),
        "fault": sum(reading.fault is reading.made.fault for reading in others) / len(others),
    }
