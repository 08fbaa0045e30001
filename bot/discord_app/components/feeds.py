"""The buttons under a proposed article. All moderators see the message, and the first decision counts."""

from __future__ import annotations

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import PersistentComponent
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of, schedule_news, services_of


class ProposalButton(PersistentComponent, template=ids.PROPOSAL):
    """Publishes, edits or skips a proposed article."""

    async def respond(self, interaction: Interaction) -> None:
        """Show the result in place of the proposal; a form for editing is shown to this moderator alone."""
        action, key, version = self.state["action"], self.state["key"], self.state["version"] or ""
        if action == "edit":
            await interaction.response.defer(ephemeral=True, thinking=True)
        else:
            await interaction.response.defer()
        moderator, service = await moderator_of(interaction), services_of(interaction).feeds
        if action in {"publish", "confirm"}:
            is_checked = action == "confirm"
            view = await service.publish(key, version, interaction.guild, moderator, is_checked=is_checked)
            await schedule_news(interaction, moderator)
        else:
            view = await (service.edit(key, moderator) if action == "edit" else service.skip(key, moderator))
        await interaction.edit_original_response(view=view)
