"""Votes on answers, as members cast them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.discord_app.client import Heat2Client
from bot.discord_app.custom_ids import Choice, vote_id
from bot.discord_app.replies.votes import vote_view
from bot.domain import GuildSettings, Scope, Vote, VoteReason
from bot.phrases import LANGUAGES, load
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import PER_MEMBER
from tests.discord_app.replies.test_answer import check_fits
from tests.discord_app.server import Server, buttons, reply, text
from tests.discord_app.small_library import AT_LENGTH, FILMING, OSLO


async def votes(server: Server, store: MemoryStore) -> list[Vote]:
    """Return the votes of the server."""
    return [each.vote for each in await store.feedback.votes(Scope(server.guild.id))]


@pytest.mark.parametrize("question", [FILMING, AT_LENGTH])
async def test_a_vote_against_asks_what_was_wrong(
    server: Server, store: MemoryStore, new_bot: Callable[[], Heat2Client], question: str
) -> None:
    """A press stores a vote, one more says what was wrong, both after a restart too, and it can be changed."""
    message = reply(await server.ask(question)).message
    asked = reply(await server.stranger.click(message, label="👎"))
    assert asked.ephemeral
    assert "What was wrong?" in text(asked)
    assert await votes(server, store) == [Vote(is_up=False)]
    await server.env.restart_bot(new_bot())
    thanked = reply(await server.stranger.click(asked.message, label="Outdated"))
    assert thanked.id == asked.id
    assert "not whose they are" in text(thanked)
    assert await votes(server, store) == [Vote(is_up=False, reason=VoteReason.OUTDATED)]
    await server.asker.click(message, label="👍")
    await server.stranger.click(message, label="👍")
    assert await votes(server, store) == [Vote(is_up=True)] * 2
    await server.stranger.click(thanked.message, label="Take my vote back")
    assert await votes(server, store) == [Vote(is_up=True)]
    assert "asker" not in str(store.feedback)
    assert str(server.asker.id) not in str(store.feedback)


async def test_only_answers_for_a_servers_moderators_take_votes(server: Server, store: MemoryStore) -> None:
    """No votes on refusals, in direct messages, or where a server keeps none; an old button says so."""
    assert "👍" not in buttons(reply(await server.ask(OSLO)))
    user = server.env.create_user("alone")
    server.guild.add_member(user)
    assert "👍" not in buttons(reply(await user.slash("heat2 ask", question=FILMING)))
    message = reply(await server.ask(FILMING)).message
    moderation = server.env.bot.services.moderators.moderation  # type: ignore[attr-defined]
    await moderation.server_data.set_settings(Scope(server.guild.id), GuildSettings(keeps_unanswered=False))
    assert "👍" not in buttons(reply(await server.ask(FILMING)))
    assert "not collected here" in text(reply(await server.asker.click(message, label="👍")))
    assert await votes(server, store) == []


async def test_votes_count_for_the_rate_limit(server: Server, store: MemoryStore) -> None:
    """A member who keeps pressing is told to wait."""
    message = reply(await server.ask(FILMING)).message
    for _ in range(PER_MEMBER - 1):
        await server.asker.click(message, label="👍")
    assert "You have asked a lot" in text(reply(await server.asker.click(message, label="👎")))
    assert await votes(server, store) == [Vote(is_up=True)]


async def test_a_member_sees_and_erases_their_votes(server: Server, store: MemoryStore) -> None:
    """`/heat2 privacy` counts the votes that can still be assigned, and erases them."""
    await server.asker.click(reply(await server.ask(FILMING)).message, label="👎")
    shown = reply(await server.asker.slash(server.channel, "heat2 privacy"))
    assert "recent votes on answers: 1" in text(shown)
    asked = reply(await server.asker.click(shown.message, label="Erase my data"))
    await server.asker.click(asked.message, label="Erase for good")
    assert await votes(server, store) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("vote", [None, Vote(is_up=True), Vote(is_up=False), Vote(False, VoteReason.OUTDATED)])
def test_every_reply_to_a_vote_fits(language: str, vote: Vote | None) -> None:
    """The replies keep Discord's limits with the longest key, in every language."""
    key = "~" + "x" * 58
    check_fits(vote_view(key, vote, load(language)))
    assert len(vote_id(Choice.DOWN, key)) <= 100
