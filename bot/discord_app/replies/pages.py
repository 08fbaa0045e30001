"""How excerpts are dealt out to pages that Discord takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.discord_app.replies.card import Card, CardMaker
from bot.domain import Excerpt

PAGE_ROOM: Final = 2300
"""Text that the cards of a page may take together: a message's room less heading, reason and notes."""
CARDS_ON_PAGE: Final = 3


def deal(excerpts: Sequence[Excerpt], maker: CardMaker) -> list[list[Card]]:
    """Every excerpt in order, on pages of at most three that fit into a message; at least one page, perhaps empty."""
    pages: list[list[Card]] = [[]]
    for excerpt in excerpts:
        card = maker.quote(excerpt, PAGE_ROOM)
        page = pages[-1]
        if page and (len(page) == CARDS_ON_PAGE or sum(held.room for held in page) + card.room > PAGE_ROOM):
            pages.append([])
        pages[-1].append(card)
    return pages
