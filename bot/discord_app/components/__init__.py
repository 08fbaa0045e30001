"""The buttons under replies, one file each. What they know stands in their custom ids, so they outlive a restart."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.discord_app.components.delete import DeleteButton
from bot.discord_app.components.drafts import CancelButton, CorrectButton, PublishButton, SeparateButton
from bot.discord_app.components.latest import LatestButton
from bot.discord_app.components.links import LinkSelect
from bot.discord_app.components.paging import PageButton
from bot.discord_app.components.privacy import EraseMeButton
from bot.discord_app.components.settings import ChannelSelect, EraseButton, LanguageSelect, RolesSelect, SwitchButton
from bot.discord_app.components.share import ShareButton
from bot.discord_app.components.sources import HistoryButton, ListButton, ShowButton, UndoButton
from bot.discord_app.components.typed import ConfirmButton, ReopenButton
from bot.discord_app.components.why import WhyButton

ALL_BUTTONS: Final[tuple[type[discord.ui.DynamicItem[Any]], ...]] = (
    PageButton,
    WhyButton,
    DeleteButton,
    ShareButton,
    LatestButton,
    PublishButton,
    CorrectButton,
    CancelButton,
    SeparateButton,
    ReopenButton,
    ConfirmButton,
    LinkSelect,
    ListButton,
    ShowButton,
    HistoryButton,
    UndoButton,
    RolesSelect,
    ChannelSelect,
    LanguageSelect,
    SwitchButton,
    EraseButton,
    EraseMeButton,
)
