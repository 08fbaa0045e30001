"""The pages of answers that are asked for again and again."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.discord_app.custom_ids import Order
from bot.discord_app.replies.answer import AnswerReply, ShownPage
from bot.domain import Answer
from bot.library.lru_cache import LruCache

_MOST: Final = 2_000


class KnownPages:
    """Pages that were shown a short while ago."""

    def __init__(self) -> None:
        # The answer stands beside its page so that no other value can take over its identity.
        self._held: LruCache[tuple[int, Order, int, str, str, date], tuple[Answer, ShownPage]] = LruCache(_MOST)

    def of(self, reply: AnswerReply) -> ShownPage:
        """That reply's page; made only when nobody has seen it lately."""
        turn = reply.turn
        key = id(reply.answer), turn.order, turn.page, reply.note, reply.phrases.language, reply.today
        held = self._held.get(key)
        if held is None:
            held = reply.answer, reply.page()
            self._held.put(key, held)
        return held[1]
