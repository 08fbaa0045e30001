"""The invitation of the bot."""

import discord

from bot.discord_app.connection import invite_url


def test_the_invitation_asks_for_no_more_than_is_needed() -> None:
    """The invitation has the four permissions that sharing needs, and the two scopes of a bot with commands."""
    permissions = discord.Permissions(
        view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
    )
    assert f"permissions={permissions.value}" in invite_url(42)
    assert "client_id=42" in invite_url(42)
    assert "scope=bot+applications.commands" in invite_url(42)
