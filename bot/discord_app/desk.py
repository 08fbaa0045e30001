"""What commands and buttons ask for: the seam between Discord's events and the replies."""

from __future__ import annotations

from typing import Any, Protocol, cast

import discord

from bot.discord_app.custom_ids import AnswerPage
from bot.discord_app.reader import Reader

Interaction = discord.Interaction[Any]
"""An interaction of whichever client; the desk is found through `desk_of`."""

Layout = discord.ui.LayoutView


class MemberDeskProtocol(Protocol):
    """Where replies are made. Every method raises Heat2Error with a message that can be shown."""

    def admit(self, reader: Reader) -> None:
        """Count that the reader asks. Raises RateLimitError when they, or their server, have asked enough for now."""
        ...

    async def is_private(self, reader: Reader) -> bool:
        """Whether answers are seen by their asker alone where the command does not say."""
        ...

    async def in_public(self, reader: Reader) -> Reader:
        """The reader, in the language that their server wants in public."""
        ...

    async def answer(self, question: str, reader: Reader, *, private: bool, origin: int = 0, note: str = "") -> Layout:
        """The first page of the answer to a question that was just asked, with a note under its heading.

        `origin` is the message whose text is the question; 0 when it was typed.
        """
        ...

    async def show(self, turn: AnswerPage, reader: Reader) -> Layout:
        """A page of an answer. Raises ExpiredError when its question is not kept, or was asked in another server."""
        ...

    async def explain(self, key: str, reader: Reader) -> Layout:
        """Why the answer is what it is. Raises ExpiredError as `show` does."""
        ...

    async def latest(self, page: int, reader: Reader, *, private: bool) -> Layout:
        """A page of the newest articles, the last one when there are not so many."""
        ...

    async def suggest(self, typed: str, reader: Reader) -> list[str]:
        """Questions that begin or hold what is typed."""
        ...


class _HasDesk(Protocol):
    desk: MemberDeskProtocol


def desk_of(interaction: Interaction) -> MemberDeskProtocol:
    """The desk of the client that received the interaction."""
    return cast("_HasDesk", interaction.client).desk
