"""What the buttons of moderators ask for: the seam between Discord's events and what they show."""

from __future__ import annotations

from typing import Protocol, cast

import discord

from bot.discord_app.desk import Interaction, Layout
from bot.discord_app.form_cache import TypedForms
from bot.discord_app.moderator import Moderator
from bot.discord_app.reader import Reader
from bot.domain import Article
from bot.history import GuildSettings
from bot.library.listing import ArticleFilter
from bot.library.moderation import Moderation


class ModeratorDeskProtocol(Protocol):
    """Where the work of moderators is done and shown. Every method raises Heat2Error with a message to show."""

    @property
    def moderation(self) -> Moderation:
        """The use cases."""
        ...

    @property
    def typed(self) -> TypedForms:
        """What was typed into forms that could not be used yet."""
        ...

    async def article_at(self, address: str) -> Article:
        """The article at a web address. Raises SourceError."""
        ...

    async def preview_of_address(self, address: str, moderator: Moderator) -> Layout:
        """The preview of the article at a web address, which becomes a draft."""
        ...

    async def preview_of_draft(self, key: str, moderator: Moderator) -> Layout:
        """The preview of a draft as it is."""
        ...

    async def publish(self, key: str, seen: int | None, interaction: Interaction, moderator: Moderator) -> Layout:
        """Publish a draft, tell the channel that wants to know, and show what was done.

        Where the article that would be replaced is not at the revision `seen`, show the preview anew instead.
        """
        ...

    async def reopen(self, key: str, moderator: Moderator) -> discord.ui.Modal:
        """The form of that key, with what was typed into it."""
        ...

    async def confirm(self, key: str, locale: str, moderator: Moderator) -> Layout:
        """Use the form of that key, though something about it was asked, and show what was done."""
        ...

    async def correct(self, key: str, moderator: Moderator) -> discord.ui.Modal:
        """The form for a draft."""
        ...

    async def listed(self, wanted: ArticleFilter, page: int, moderator: Moderator) -> Layout:
        """A page of a list."""
        ...

    async def shown(self, digest: str, page: int, moderator: Moderator) -> Layout:
        """A page of an article."""
        ...

    async def history(self, digest: str, before: int, moderator: Moderator) -> Layout:
        """The changes before a number, of one article, or of all where the digest is '-'."""
        ...

    async def undo(self, number: int, moderator: Moderator) -> Layout:
        """Take back a change and show what that did."""
        ...

    async def keep_settings(self, settings: GuildSettings, moderator: Moderator) -> Layout:
        """Keep settings and show them."""
        ...

    async def erase(self, moderator: Moderator, *, is_confirmed: bool) -> Layout:
        """Erase all that is kept of the server, or ask whether that is meant."""
        ...

    async def privacy(self, reader: Reader) -> Layout:
        """What is stored about a member, whoever they are."""
        ...

    async def erase_user(self, reader: Reader, *, is_confirmed: bool) -> Layout:
        """Erase what is stored about a member, or ask whether that is meant."""
        ...


class _HasCuratorDesk(Protocol):
    moderator_desk: ModeratorDeskProtocol


def moderator_desk_of(interaction: Interaction) -> ModeratorDeskProtocol:
    """The desk of the client that received the interaction."""
    return cast("_HasCuratorDesk", interaction.client).moderator_desk
