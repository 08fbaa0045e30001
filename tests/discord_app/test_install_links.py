"""The links that install the bot."""

import discord

from bot.discord_app.install_links import install_links


def test_the_invitation_asks_for_no_more_than_is_needed() -> None:
    """The invitation has the five permissions that answers to messages need, and the scopes of a bot with commands."""
    permissions = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
        create_public_threads=True,
    )
    link = install_links(42).server
    assert f"permissions={permissions.value}" in link
    assert "client_id=42" in link
    assert "scope=bot+applications.commands" in link


def test_a_person_installs_the_commands_alone() -> None:
    """The link for an account asks for no permissions, and for the commands without the bot."""
    assert install_links(42).user.endswith("client_id=42&scope=applications.commands&integration_type=1")
