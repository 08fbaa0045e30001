"""`/heat2 privacy`: a member sees and erases what is stored about them."""

from __future__ import annotations

import pytest

from bot.discord_app.replies.sources import user_name
from bot.domain import ERASED_USER, Act, Draft, Scope, Write
from bot.phrases import LANGUAGES, load
from bot.store.memory import MemoryStore
from tests.discord_app.server import Server, reply, text
from tests.discord_app.small_library import PLAN


async def test_a_member_without_stored_data(server: Server) -> None:
    """A member who has only asked reads privately that nothing is stored with their id."""
    await server.ask("When does filming start?")
    shown = reply(await server.asker.slash(server.channel, "heat2 privacy"))
    assert "Nothing is stored that names you" in text(shown)
    assert shown.ephemeral


async def test_a_moderator_erases_themselves(server: Server, store: MemoryStore) -> None:
    """The reply counts changes, servers and drafts; erasing asks first, and then leaves no id."""
    who, here = str(server.asker.id), Scope(server.guild.id)
    await store.write([Write(PLAN, Act.ADDED, 0)], here, who)
    await store.write([Write(PLAN, Act.ADDED, 0)], Scope(5), who)
    await store.write([Write(PLAN, Act.REMOVED, 1)], here, str(server.stranger.id))
    await store.save_draft(Draft(PLAN, here, who))
    result = await server.asker.slash(server.channel, "heat2 privacy")
    shown = reply(result)
    assert "changes to articles: 2 (servers: 2)" in text(shown)
    assert "not published yet: 1" in text(shown)
    assert "topics" not in text(shown).split("Questions are stored")[0]  # only what there is
    asked = await server.asker.click(shown, label="Erase my data")
    assert (await store.user_record(who)).changes == 2
    shown = reply(asked)
    assert "cannot be undone" in text(shown)
    done = reply(await server.asker.click(shown, label="Erase for good"))
    assert "Nothing is stored any more that names you" in text(done)
    assert [event.by for event in await store.events(here)] == [str(server.stranger.id), ERASED_USER]
    assert [event.by for event in await store.events(Scope(5))] == [ERASED_USER]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_former_moderator_is_named_as_such(language: str) -> None:
    """The history says so in every language, without a mention."""
    phrases = load(language)
    said = user_name(ERASED_USER, phrases)
    assert said == phrases.say("sources.former_moderator")
    assert said != user_name("", phrases)
    assert "<@" not in said
