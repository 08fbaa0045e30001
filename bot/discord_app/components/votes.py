"""The buttons that take votes on answers. Only the member who presses sees the reply."""

from __future__ import annotations

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import PersistentComponent, acknowledge
from bot.discord_app.custom_ids import Choice
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.services import services_of
from bot.domain import Vote, VoteReason
from bot.errors import ExpiredError


class VoteButton(PersistentComponent, template=ids.VOTE):
    """Stores a vote in place of the member's former one."""

    async def respond(self, interaction: Interaction) -> None:
        """Store the vote and reply to it: in place of the last reply when it is taken back."""
        choice = Choice(self.state["choice"])
        vote = None if choice is Choice.NONE else Vote(choice is Choice.UP)
        await _store(interaction, self.state["key"], vote, is_own=vote is None)


class ReasonButton(PersistentComponent, template=ids.REASON):
    """Adds to a vote what was wrong."""

    async def respond(self, interaction: Interaction) -> None:
        """Store the reason and give thanks in place of the question for it."""
        reason = self.state["reason"]
        if reason not in set(VoteReason):
            raise ExpiredError(f"no reason '{reason}' is known any more")
        await _store(interaction, self.state["key"], Vote(is_up=False, reason=VoteReason(reason)), is_own=True)


async def _store(interaction: Interaction, key: str, vote: Vote | None, *, is_own: bool) -> None:
    service, member = services_of(interaction).members, member_of(interaction)
    service.admit(member)
    await acknowledge(interaction, is_own=is_own)
    await interaction.edit_original_response(view=await service.vote(key, vote, member))
