"""The buttons under replies, one file each. What they know stands in their custom ids, so they outlive a restart."""

from __future__ import annotations

from typing import Any, Final

import discord

from bot.discord_app.buttons.delete import DeleteButton
from bot.discord_app.buttons.drafts import CancelButton, CorrectButton, PublishButton, SeparateButton
from bot.discord_app.buttons.latest import LatestButton
from bot.discord_app.buttons.links import LinkSelect
from bot.discord_app.buttons.privacy import EraseMeButton
from bot.discord_app.buttons.settings import ChannelSelect, EraseButton, LanguageSelect, RolesSelect, SwitchButton
from bot.discord_app.buttons.share import ShareButton
from bot.discord_app.buttons.sources import HistoryButton, ListButton, ShowButton, UndoButton
from bot.discord_app.buttons.turning import TurnButton
from bot.discord_app.buttons.typed import ConfirmButton, ReopenButton
from bot.discord_app.buttons.why import WhyButton

ALL_BUTTONS: Final[tuple[type[discord.ui.DynamicItem[Any]], ...]] = (
    TurnButton,
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
