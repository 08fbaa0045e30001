"""One excerpt as a reply shows it: the quote, and under it when and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import discord

from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import block_quote, inline
from bot.discord_app.replies.links import button_address
from bot.discord_app.replies.look import room_of
from bot.discord_app.replies.quoting import CUT_MARK, shortened
from bot.domain import Article, Excerpt
from bot.phrases import Phrases

_LONGEST_NAME: Final = 80
_LONGEST_TITLE: Final = 120
_ALSO_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Card:
    """Markdown, and the address behind its button; '' for no button."""

    text: str
    address: str = ""

    @property
    def room(self) -> int:
        """How much of a message's text it takes."""
        return room_of(self.text)

    def component(self, phrases: Phrases) -> discord.ui.Item[discord.ui.LayoutView]:
        """The card as Discord's component."""
        text = discord.ui.TextDisplay[discord.ui.LayoutView](self.text)
        if not self.address:
            return text
        return discord.ui.Section(text, accessory=discord.ui.Button(label=phrases.say("button.open"), url=self.address))


@dataclass(frozen=True, slots=True)
class CardMaker:
    """Makes cards for a reader of these phrases on this day."""

    phrases: Phrases
    today: date

    def card(self, excerpt: Excerpt, room: int) -> Card:
        """The card of an excerpt in at most `room`; a quote that is too long for it ends with a mark that says so."""
        under = self._under(excerpt)
        quote = block_quote(excerpt.quote, excerpt.matched) if _fits_raw(excerpt, room) else ""
        if not quote or room_of(quote) + room_of(under) + 1 > room:
            under = f"{under}\n-# {self.phrases.say('answer.too_long')}"
            quote = _beginning(excerpt, room - room_of(under) - 1)
        return Card(f"{quote}\n{under}", button_address(excerpt.article.url))

    def source(self, article: Article) -> str:
        """Publisher, date with how it is known, and the language where it is not the reader's."""
        return " · ".join(self._source(article))

    def headline(self, article: Article) -> str:
        """The title as a heading line; '' without one."""
        return f"**{inline(article.title, _LONGEST_TITLE)}**" if article.title.strip() else ""

    def _under(self, excerpt: Excerpt) -> str:
        older = [f"*{self.phrases.say('answer.older')}*"] if excerpt.older else []
        lines = [" · ".join([*older, *self._source(excerpt.article)])]
        lines += [f"-# {line}" for line in self._small(excerpt)]
        return "\n".join(lines)

    def _source(self, article: Article) -> Iterator[str]:
        publisher = inline(article.publisher, _LONGEST_NAME)
        yield f"**{publisher}**" if publisher else self.phrases.say("answer.publisher_unknown")
        yield show_date(article.published, self.today, self.phrases)
        if article.language not in ("", self.phrases.language):
            yield inline(self.phrases.name_of_language(article.language), _LONGEST_NAME)

    def _small(self, excerpt: Excerpt) -> Iterator[str]:
        article = excerpt.article
        if article.title.strip():
            yield inline(article.title, _LONGEST_TITLE)
        if article.url and not button_address(article.url):
            yield inline(article.url, _LONGEST_TITLE)
        if excerpt.also_in:
            yield self._also_in(excerpt.also_in)

    def _also_in(self, articles: Sequence[Article]) -> str:
        named = [f"{self._name(article)} ({self._when(article)})" for article in articles[:_ALSO_SHOWN]]
        if len(articles) > _ALSO_SHOWN:
            named.append(self.phrases.say("answer.and_more", count=len(articles) - _ALSO_SHOWN))
        return self.phrases.say("answer.also_in", articles=", ".join(named))

    def _name(self, article: Article) -> str:
        unknown = self.phrases.say("answer.publisher_unknown")
        return inline(article.publisher, _LONGEST_NAME) or inline(article.title, _LONGEST_NAME) or unknown

    def _when(self, article: Article) -> str:
        return show_date(article.published, self.today, self.phrases).split(" · ")[0]


def _fits_raw(excerpt: Excerpt, room: int) -> bool:
    """False for a quote that is too long before anything is escaped, so that megabytes are never looked at."""
    return sum(piece.end - piece.start for piece in excerpt.slices) <= room


def _beginning(excerpt: Excerpt, room: int) -> str:
    """As much of the quote's beginning as fits, with the mark of a cut at its end."""
    characters = room
    while characters:
        quote = block_quote(shortened(excerpt, characters).quote + CUT_MARK, excerpt.matched)
        if room_of(quote) <= room:
            return quote
        characters = min(characters * room // room_of(quote), characters - 1)
    return block_quote(CUT_MARK.strip())
