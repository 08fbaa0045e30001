"""The buttons under gaps."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import ModeratorComponent, PersistentComponent
from bot.discord_app.components.forms import AddForm
from bot.discord_app.forms.content import FormContent, FormKind
from bot.discord_app.members import Interaction, Moderator
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.services import moderator_of, services_of
from bot.errors import StoreError

FIND_SECONDS: Final = 1.5
"""Maximum time to find the question of a gap. After that the form opens without it; Discord allows three seconds."""


class GapsButton(PersistentComponent, template=ids.GAPS):
    """Shows a page: in place of the moderator's own message, and next to a weekly message that all of them see."""

    async def respond(self, interaction: Interaction) -> None:
        """Show the page."""
        is_own = interaction.message is not None and interaction.message.flags.ephemeral
        await interaction.response.defer(ephemeral=True, thinking=not is_own)
        moderator = await moderator_of(interaction)
        view = await services_of(interaction).moderators.gaps.show(int(self.state["page"]), moderator)
        await interaction.edit_original_response(view=view)


class GapAddButton(PersistentComponent, template=ids.GAP_ADD):
    """Opens the form for a new article."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form."""
        # A form must be the first response, so this interaction is not deferred.
        moderator, key = await moderator_of(interaction), self.state["gap"]
        question = ""
        with suppress(StoreError, TimeoutError):
            async with asyncio.timeout(FIND_SECONDS):
                gap = await moderator.moderation.gaps.find(moderator.scope, key)
                question = gap.title if gap else ""
        content = FormContent(FormKind.ADD, {}, gap=key)
        await interaction.response.send_modal(AddForm(content, moderator.phrases, question))


class GapDismissButton(ModeratorComponent, template=ids.GAP_DISMISS):
    """Dismisses a topic."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the other topics."""
        service = services_of(interaction).moderators.gaps
        return await service.dismiss(self.state["gap"], int(self.state["page"]), moderator)


class GapRestoreButton(ModeratorComponent, template=ids.GAP_RESTORE):
    """Shows a topic again."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the page with it."""
        service = services_of(interaction).moderators.gaps
        return await service.restore(self.state["gap"], int(self.state["page"]), moderator)
