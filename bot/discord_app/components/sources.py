"""The buttons under lists, articles and changes. What they show depends on who presses where, never on the button."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Any, Final, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.moderator import moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.library.listing import ArticleFilter, ArticleState

LONGEST_WORDS: Final = 30
"""Characters that are looked for: they must fit into a custom id beside the rest of the filter."""
_DIGEST: Final = r"(?P<digest>[a-f0-9]{16}|-)"
_STATES: Final = tuple(ArticleState)
_LIST: Final = (
    r"heat2:list:(?P<page>\d{1,4}):(?P<state>\d?):(?P<language>[a-z]{0,2}):(?P<since>\d{0,8}):(?P<until>\d{0,8})"
    r":(?P<by>\d{0,20}):(?P<words>.{0,30})"
)


def digest_of(article_id: str) -> str:
    """An article's id in a form that fits into a custom id."""
    return hashlib.sha256(article_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class ListButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_LIST):
    """Shows its page of the same list."""

    def __init__(self, page: int, wanted: ArticleFilter, label: str = "") -> None:
        state = "" if wanted.state is None else str(_STATES.index(wanted.state))
        days = (f"{day:%Y%m%d}" if day else "" for day in (wanted.since, wanted.until))
        parts = (str(page), state, wanted.language, *days, wanted.added_by, wanted.words)
        super().__init__(grey_button(label, f"heat2:list:{':'.join(parts)}"))
        self.page = page
        self.wanted = wanted

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id; what cannot be read of the filter does not matter."""
        state = _STATES[int(match["state"]) % len(_STATES)] if match["state"] else None
        since, until = _day(match["since"]), _day(match["until"])
        return cls(
            int(match["page"]), ArticleFilter(match["words"], match["language"], since, until, match["by"], state)
        )

    async def callback(self, interaction: Interaction) -> None:
        """Turn the list."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).listed(self.wanted, self.page, moderator)
            await interaction.edit_original_response(view=view)


class ShowButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:show:(?P<page>\d{{1,5}}):{_DIGEST}"):
    """Shows its page of an article."""

    def __init__(self, page: int, digest: str, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:show:{page}:{digest}"))
        self.page = page
        self.digest = digest

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(int(match["page"]), match["digest"])

    async def callback(self, interaction: Interaction) -> None:
        """Turn the article, if this server has it."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).shown(self.digest, self.page, moderator)
            await interaction.edit_original_response(view=view)


class HistoryButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:history:(?P<before>\d{{1,12}}):{_DIGEST}"
):
    """Shows the changes before a number, of one article or of all."""

    def __init__(self, before: int, digest: str, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:history:{before}:{digest}"))
        self.before = before
        self.digest = digest

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(int(match["before"]), match["digest"])

    async def callback(self, interaction: Interaction) -> None:
        """Show them in place of what was shown."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).history(self.digest, self.before, moderator)
            await interaction.edit_original_response(view=view)


class UndoButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"heat2:undo:(?P<number>\d{1,12})"):
    """Takes back the change of its number, if that is still the last one."""

    def __init__(self, number: int, label: str = "") -> None:
        super().__init__(grey_button(label, f"heat2:undo:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(int(match["number"]))

    async def callback(self, interaction: Interaction) -> None:
        """Undo it and say what was done by that."""
        async with reported(interaction):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            view = await moderator_desk_of(interaction).undo(self.number, moderator)
            await interaction.edit_original_response(view=view)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
