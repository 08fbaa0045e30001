"""The newest articles: when, by whom, and their first sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import discord

from bot.discord_app.components.delete import DeleteButton
from bot.discord_app.components.latest import LatestButton
from bot.discord_app.replies.card import Card, CardMaker
from bot.discord_app.replies.look import EMBER
from bot.domain import Article, Excerpt, Passage, PassageKind, Span
from bot.phrases import Phrases
from bot.search.language.passages import split_passages
from bot.search.language.sentences import sentence_spans

ARTICLES_ON_PAGE: Final = 4
_CARD_ROOM: Final = 950
_OPENING: Final = 280
"""Characters after which no further sentence of an article's opening is begun."""
_LOOKED_AT: Final = 20_000
"""So many characters an opening is looked for in: an article of megabytes would take seconds."""


@dataclass(frozen=True, slots=True)
class LatestReply:
    """One page of articles for one reader; `asker` is 0 in a reply that nobody else sees."""

    articles: Sequence[Article]
    page: int
    asker: int
    phrases: Phrases
    today: date

    def view(self) -> discord.ui.LayoutView:
        """The message; a page beyond the last one shows the last."""
        page = min(self.page, self._pages - 1)
        container = discord.ui.Container[discord.ui.LayoutView](accent_colour=EMBER)
        container.add_item(discord.ui.TextDisplay(self._heading(page)))
        for card in self._cards(page):
            container.add_item(discord.ui.Separator())
            for part in card.parts(self.phrases):
                container.add_item(part)
        view = discord.ui.LayoutView(timeout=None).add_item(container)
        buttons = list(self._buttons(page))
        return view.add_item(discord.ui.ActionRow(*buttons)) if buttons else view

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.articles) // ARTICLES_ON_PAGE))

    def _heading(self, page: int) -> str:
        heading = f"### {self.phrases.say('latest.heading')}"
        if not self.articles:
            return f"{heading}\n{self.phrases.say('latest.none')}"
        place = self.phrases.say("latest.page", page=page + 1, pages=self._pages)
        return f"{heading}\n-# {place}" if self._pages > 1 else heading

    def _cards(self, page: int) -> Iterator[Card]:
        maker = CardMaker(self.phrases, self.today)
        first = page * ARTICLES_ON_PAGE
        for article in self.articles[first : first + ARTICLES_ON_PAGE]:
            opening = opening_of(article)
            yield maker.opening(opening, _CARD_ROOM) if opening else maker.bare(article)

    def _buttons(self, page: int) -> Iterator[discord.ui.Item[Any]]:
        if page:
            yield LatestButton(page - 1, self.asker, self.phrases.say("button.back"))
        left = len(self.articles) - (page + 1) * ARTICLES_ON_PAGE
        if left > 0:
            yield LatestButton(page + 1, self.asker, self.phrases.say("button.more", count=left))
        if self.asker:
            yield DeleteButton(self.asker, self.phrases.say("button.delete"))


def opening_of(article: Article) -> Excerpt | None:
    """The first sentences of the article's first paragraph that is text; None where it has none."""
    head = replace(article, text=article.text[:_LOOKED_AT])
    passage = next((part for part in split_passages(head) if part.kind is PassageKind.PROSE), None)
    return Excerpt(passage, (Span(passage.span.start, _opening_end(passage)),), 0.0) if passage else None


def _opening_end(passage: Passage) -> int:
    end = passage.span.start
    for sentence in sentence_spans(passage.article.text, passage.span):
        if end > passage.span.start and sentence.end - passage.span.start > _OPENING:
            break
        end = sentence.end
    return end
