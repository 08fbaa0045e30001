"""The cards of answers that are asked for again and again."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.discord_app.replies.answer import AnswerReply, ShownCards
from bot.discord_app.turn import Order
from bot.domain import Answer
from bot.least_used import LeastUsed

_MOST: Final = 2_000


class KnownCards:
    """The cards of pages that were shown a short while ago."""

    def __init__(self) -> None:
        # The answer stands beside its cards so that no other value can take over its identity.
        self._held: LeastUsed[tuple[int, Order, int, str, date], tuple[Answer, ShownCards]] = LeastUsed(_MOST)

    def of(self, reply: AnswerReply) -> ShownCards:
        """The cards of that reply's page; made only when nobody has seen them lately."""
        key = id(reply.answer), reply.turn.order, reply.turn.page, reply.phrases.language, reply.today
        held = self._held.get(key)
        if held is None:
            held = reply.answer, reply.cards()
            self._held.put(key, held)
        return held[1]
