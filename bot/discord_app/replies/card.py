"""One excerpt as a reply shows it: the quote, and under it by whom and when.

The quote has a text display of its own, so that no client can take the bot's words for a part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import discord

from bot.discord_app.replies.dates import show_age, show_date, show_evidence
from bot.discord_app.replies.escape import block_quote, inline
from bot.discord_app.replies.links import button_address
from bot.discord_app.replies.look import room_of
from bot.discord_app.replies.quoting import CUT_MARK, shortened
from bot.domain import Article, Excerpt
from bot.phrases import Phrases

_LONGEST_NAME: Final = 60
_LONGEST_TITLE: Final = 90
_LONGEST_OTHER: Final = 40
_ALSO_SHOWN: Final = 3

Part = discord.ui.Item[discord.ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Card:
    """Markdown in one to three texts, and the address behind the button beside them; '' for no button."""

    texts: tuple[str, ...]
    address: str = ""

    @property
    def room(self) -> int:
        """How much of a message's text it takes."""
        return sum(map(room_of, self.texts))

    def parts(self, phrases: Phrases) -> list[Part]:
        """The card as Discord's components: a button makes them a section."""
        texts: list[Part] = [discord.ui.TextDisplay(text) for text in self.texts]
        if not self.address:
            return texts
        button = discord.ui.Button[discord.ui.LayoutView](label=phrases.say("button.open"), url=self.address)
        return [discord.ui.Section(*self.texts, accessory=button)]


@dataclass(frozen=True, slots=True)
class CardMaker:
    """Makes cards for a reader of these phrases on this day."""

    phrases: Phrases
    today: date

    def quote(self, excerpt: Excerpt, room: int) -> Card:
        """An excerpt of an answer in at most `room`; a quote that is too long for it ends with a visible mark."""
        small = [self._title(excerpt.article), *self._small(excerpt.article), self._also_in(excerpt.also_in)]
        return self._fitted(excerpt, "", self._under(excerpt.article, small, older=excerpt.older), room)

    def opening(self, excerpt: Excerpt, room: int) -> Card:
        """How an article begins, under its title."""
        title = inline(excerpt.article.title, _LONGEST_TITLE)
        under = self._under(excerpt.article, list(self._small(excerpt.article)))
        return self._fitted(excerpt, f"**{title}**" if title else "", under, room)

    def bare(self, article: Article) -> Card:
        """An article of which nothing can be quoted."""
        return Card((self._under(article, [self._title(article), *self._small(article)]),))

    def _fitted(self, excerpt: Excerpt, head: str, under: str, room: int) -> Card:
        left = room - room_of(head) - room_of(under)
        quote = block_quote(excerpt.quote, excerpt.matched) if _fits_unescaped(excerpt, left) else ""
        if not quote or room_of(quote) > left:
            said = f"\n-# {self.phrases.say('answer.too_long')}"
            quote, under = _beginning(excerpt, left - len(said)), under + said
        return Card(tuple(filter(None, (head, quote, under))), button_address(excerpt.article.url))

    def _under(self, article: Article, small: Sequence[str], *, older: bool = False) -> str:
        badge = [f"`{self.phrases.say('answer.older')}`"] if older else []
        first = " · ".join([*badge, *self._source(article)])
        return "\n".join([first, *(f"-# {line}" for line in small if line)])

    def _source(self, article: Article) -> Iterator[str]:
        publisher = inline(article.publisher, _LONGEST_NAME)
        yield f"**{publisher}**" if publisher else self.phrases.say("answer.publisher_unknown")
        yield show_date(article.published, self.phrases)
        age = show_age(article.published, self.today, self.phrases)
        if age:
            yield age
        if article.language not in ("", self.phrases.language):
            yield inline(self.phrases.name_of_language(article.language), _LONGEST_OTHER)

    def _title(self, article: Article) -> str:
        title = inline(article.title, _LONGEST_TITLE)
        return self.phrases.say("answer.title", title=title) if title else ""

    def _small(self, article: Article) -> Iterator[str]:
        yield show_evidence(article.published, self.phrases)
        if not button_address(article.url):
            yield inline(article.url, _LONGEST_TITLE)

    def _also_in(self, articles: Sequence[Article]) -> str:
        named = [self._named(article) for article in articles[:_ALSO_SHOWN]]
        if len(articles) > _ALSO_SHOWN:
            named.append(self.phrases.say("answer.and_more", count=len(articles) - _ALSO_SHOWN))
        return self.phrases.say("answer.also_in", articles=", ".join(named)) if named else ""

    def _named(self, article: Article) -> str:
        name = inline(article.publisher, _LONGEST_OTHER) or inline(article.title, _LONGEST_OTHER)
        name = name or self.phrases.say("answer.publisher_unknown")
        return f"{name} ({show_date(article.published, self.phrases)})"


def _fits_unescaped(excerpt: Excerpt, room: int) -> bool:
    """False for a quote that is too long before anything is escaped, so that megabytes are never looked at."""
    return sum(piece.end - piece.start for piece in excerpt.slices) <= room


def _beginning(excerpt: Excerpt, room: int) -> str:
    """As much of the quote's beginning as fits, with the mark of a cut at its end."""
    characters = room
    while characters > 0:
        quote = block_quote(shortened(excerpt, characters).quote + CUT_MARK, excerpt.matched)
        if room_of(quote) <= room:
            return quote
        characters = min(characters * room // room_of(quote), characters - 1)
    return block_quote(CUT_MARK.strip())
