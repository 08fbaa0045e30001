"""Who may do the work of moderators, and the refusal of everybody else."""

from __future__ import annotations

import discord
import pytest
from simcord import Env

from bot.discord_app import custom_ids as ids
from bot.discord_app.client import Heat2Client
from bot.discord_app.replies.components import button
from bot.discord_app.replies.framed import framed
from bot.domain import Act, GuildSettings, Scope
from bot.library.articles.listing import ArticleFilter
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import reply, text


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("add", {"address": ADDRESS}),
        ("add", {}),
        ("list", {}),
        ("show", {"article": "plan"}),
        ("edit", {"article": "found"}),
        ("remove", {"article": "found"}),
        ("restore", {"article": "found"}),
        ("hide", {"article": "plan"}),
        ("unhide", {"article": "plan"}),
        ("undo", {}),
        ("history", {}),
        ("gaps", {}),
        ("export", {}),
    ],
)
async def test_members_are_refused(moderated: ModeratedServer, command: str, options: dict[str, str]) -> None:
    """A member to whom Discord shows the command is refused, and nothing changes."""
    await moderated.publish()
    await moderated.show_commands_to(moderated.server.asker)
    refused = await moderated.use(command, moderated.server.asker, **options)
    assert "Only moderators of this server" in text(reply(refused))
    assert [event.act for event in await moderated.moderation.history(moderated.scope)] == [Act.ADDED]


@pytest.mark.parametrize(
    "custom_id",
    [
        ids.publish_id("0" * 16),
        ids.correct_id("0" * 16),
        ids.separate_id("0" * 16),
        ids.cancel_id("0" * 16),
        ids.reopen_id("0" * 16),
        ids.confirm_id("0" * 16),
        ids.list_id(0, ArticleFilter()),
        ids.show_id(0, ids.digest_of("found")),
        ids.history_id(0, ids.EVERY_ARTICLE),
        ids.undo_id(1),
        ids.switch_id("private_answers", on=True),
        ids.erase_server_id(is_confirmed=True),
    ],
)
async def test_a_forged_button_gains_nothing(moderated: ModeratedServer, custom_id: str) -> None:
    """A button is checked like a command: only a moderator can use it, wherever it came from."""
    await moderated.publish()
    message = await moderated.posted(framed(["Press"], [button("press", custom_id)]))
    said = text(reply(await moderated.server.asker.click(message, label="press")))
    assert "Only m" in said
    assert await moderated.own() == [FOUND]
    assert await moderated.moderation.server_data.settings(moderated.scope) == GuildSettings()


async def test_a_role_of_the_servers_choice_may_keep_articles_but_no_settings(
    moderated: ModeratedServer, env: Env
) -> None:
    """A role from the settings may change articles; the settings stay with those who manage the server."""
    role = moderated.server.guild.create_role("librarians")
    librarian = moderated.server.guild.add_member(env.create_user("librarian"), roles=[role])
    await moderated.show_commands_to(librarian)
    assert "Only moderators" in text(reply(await moderated.use("list", librarian)))
    await moderated.moderation.server_data.set_settings(moderated.scope, GuildSettings(frozenset({role.id})))
    assert "Articles" in text(reply(await moderated.use("list", librarian)))
    assert "may manage this server" in text(reply(await moderated.use("settings", librarian)))


async def test_a_permission_in_one_channel_makes_no_moderator(moderated: ModeratedServer, env: Env) -> None:
    """A permission in one channel does not make a moderator of the whole server."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    helper = moderated.server.guild.add_member(
        env.create_user("helper"), roles=[moderated.server.guild.create_role("helpers")]
    )
    guild = bot.get_guild(moderated.scope.guild_id)
    assert guild
    role = discord.utils.get(guild.roles, name="helpers")
    assert role
    own = moderated.server.guild.create_text_channel(
        "own", overwrites={role: discord.PermissionOverwrite(manage_messages=True)}
    )
    await moderated.show_commands_to(helper)
    shown = await helper.slash(own, "heat2-sources add", address=ADDRESS)
    assert "Only moderators" in text(reply(shown))


async def test_a_draft_of_another_cannot_be_published(moderated: ModeratedServer) -> None:
    """A guessed key, another moderator's draft and another server's draft are refused as expired."""
    drafts = [
        await moderated.moderation.save_draft(FOUND, moderated.scope, "1"),
        await moderated.moderation.save_draft(FOUND, Scope(1), str(moderated.moderator.id)),
        "0123456789abcdef",
    ]
    for key in drafts:
        message = await moderated.posted(framed(["Draft"], [button("Publish", ids.publish_id(key))]))
        pressed = await moderated.moderator.click(message, label="Publish")
        assert "no longer kept" in text(reply(pressed))
    assert await moderated.own() == []
