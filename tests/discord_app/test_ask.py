"""`/heat2 ask`, as a member uses it."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import Any

import discord
import pytest
from simcord import ResponseMessage

from bot.discord_app.commands import common
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.dates import show_day
from bot.discord_app.services import member_service
from bot.domain import Answer, AskedQuestion, GuildSettings, Scope
from bot.errors import StoreError
from bot.phrases import load
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import PER_MEMBER, PER_SERVER
from tests.discord_app.server import Server, buttons, replace_members, reply, source, text
from tests.discord_app.small_library import AT_LENGTH, FILMING, FILMING_ANSWER, HELP, OSLO, FixedLibrary


def callback_of(server: Server) -> Any:
    """Return the first response to an interaction."""
    return next(entry for entry in server.env.http_requests if entry.path.endswith("/callback")).json


async def test_a_question_is_answered_with_dated_quotes(server: Server) -> None:
    """A member reads the article's own words, its publisher and its date."""
    message = reply(await server.ask(FILMING))
    assert "Michael Mann says that filming of Heat 2 starts in summer." in text(message)
    assert "> ## Michael Mann says" in source(message), "what answers first is shown large"
    assert "Harbor Weekly" in text(message)
    assert "<t:1771581600:D> · <t:1771581600:R>" in source(message)
    assert not message.ephemeral


async def all_quotes(server: Server) -> ResponseMessage:
    """Return the answer to FILMING with its quotes opened."""
    return reply(await server.asker.click(reply(await server.ask(FILMING)).message, label="More (4)"))


async def test_how_a_date_is_known_stands_with_it(server: Server) -> None:
    """An inferred date names its evidence, and a quote in another language names the language."""
    message = await all_quotes(server)
    assert "Kinoblatt · about July 2025 · 8 months ago · German" in text(message)
    assert "date inferred: it names the film office's summer list" in text(message)


async def test_older_quotes_and_repeats_are_marked(server: Server) -> None:
    """A replaced statement is marked as older, and other articles with the same statement are named."""
    message = await all_quotes(server)
    assert "**filming**" in source(message)
    assert "older · Paper 3 · March 2024" in text(message)
    assert "also in Paper 3 (March 2024)" in text(message)


async def test_an_article_with_an_address_can_be_opened(server: Server) -> None:
    """The button beside a quote leads to its article."""
    message = reply(await server.ask(FILMING))
    assert buttons(message)["Open article"] == "https://harbor.example.com/filming"


async def test_a_private_answer_is_for_its_asker_alone(server: Server) -> None:
    """A private question gets a private answer, which the asker can share later."""
    message = reply(await server.ask(FILMING, private=True))
    assert message.ephemeral
    assert "Share" in buttons(message)
    assert "Delete" not in buttons(message)


async def test_an_answer_comes_in_one_step(server: Server) -> None:
    """A quick answer is the first response: Discord shows no “thinking” before it."""
    await server.ask(FILMING)
    first = callback_of(server)
    assert first["type"] == 4
    assert first["data"]["components"]


async def test_a_long_search_is_deferred(
    server: Server, library: FixedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that takes longer follows a deferral, so that a slow search never reads as a dead bot."""

    async def search(question: AskedQuestion) -> Answer:
        await asyncio.sleep(0.01)
        return FILMING_ANSWER

    monkeypatch.setattr(common, "REPLY_SECONDS", 0.0)
    monkeypatch.setattr(library, "ask", search)
    message = reply(await server.ask(FILMING, private=True))
    assert callback_of(server) == {"type": 5, "data": {"flags": 64}}
    assert "Harbor Weekly" in text(message)


async def test_no_answer_gives_its_reason(server: Server) -> None:
    """A question that no article answers gets a friendly reason, which only the asker sees."""
    message = reply(await server.ask(OSLO))
    assert message.ephemeral
    assert "Sorry, my articles don't mention “Oslo” so far." in text(message)
    assert list(buttons(message)) == ["What comes closest", "Why no answer?"]


async def test_no_answer_is_public_when_asked_for(server: Server) -> None:
    """A member who asks publicly is told publicly that there is no answer."""
    message = reply(await server.ask(OSLO, private=False))
    assert not message.ephemeral
    assert "Delete" in buttons(message)


async def test_a_question_is_refused_although_the_settings_cannot_be_read(
    server: Server, library: FixedLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A member reads that there is no answer even if the settings cannot be read; the log says so."""

    async def fail(_scope: Scope) -> GuildSettings:
        raise StoreError("the database is away")

    async def hang(_scope: Scope) -> GuildSettings:
        await asyncio.sleep(60)
        raise AssertionError

    for timeout in ("_NOTE_TIMEOUT_SECONDS", "_SETTINGS_TIMEOUT_SECONDS"):
        monkeypatch.setattr(member_service, timeout, 0.05)
    for broken, reason in ((fail, "away"), (hang, "slow")):
        monkeypatch.setattr(library.settings, "_read", broken)
        assert "Oslo" in text(reply(await server.ask(OSLO)))
        assert f"could not be stored: the database is {reason}" in caplog.text


class LateInteraction:
    """An interaction that records what is done with its reply.

    The in-process Discord takes a follow-up for an edit even after the reply was deleted, which Discord does not.
    """

    def __init__(self) -> None:
        self.done: list[tuple[str, bool]] = []
        self.response = self.followup = self

    async def defer(self, *, ephemeral: bool, thinking: bool) -> None:
        """Record a deferral."""
        self.done.append(("defer", ephemeral))

    async def delete_original_response(self) -> None:
        """Record that the reply is deleted."""
        self.done.append(("delete", False))

    async def send(self, *, view: ComponentView, ephemeral: bool, files: list[discord.File]) -> None:
        """Record a follow-up."""
        self.done.append(("send", ephemeral))


async def test_a_late_reply_without_an_answer_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal after a public “thinking” removes that message, and only the asker sees the refusal."""

    async def refuse() -> ComponentView:
        await asyncio.sleep(0.01)
        return ComponentView([], is_private=True)

    monkeypatch.setattr(common, "REPLY_SECONDS", 0.0)
    interaction: Any = LateInteraction()
    await common.reply(interaction, refuse(), private=False)
    assert interaction.done == [("defer", False), ("delete", False), ("send", True)]


async def test_small_talk_gets_a_friendly_line(server: Server) -> None:
    """Somebody who asks for help reads two questions that are answered here, and nothing of missing articles."""
    message = reply(await server.ask(HELP))
    assert f"Try “{FILMING}” or “{OSLO}”." in text(message)
    assert "Sorry" not in text(message)
    assert message.ephemeral
    assert not buttons(message)


async def test_public_small_talk_can_be_deleted(server: Server) -> None:
    """Small talk in public can be deleted, and has nothing to explain."""
    assert list(buttons(reply(await server.ask(HELP, private=False)))) == ["Delete"]


async def test_a_missing_fact_is_named_by_its_concept(server: Server) -> None:
    """The reason says in the member's language which fact no article states."""
    assert "Sorry, I found nothing about this in my articles: start of filming." in text(
        reply(await server.ask("How much?"))
    )


async def test_a_direct_message_is_answered_from_everyones_articles(server: Server) -> None:
    """The bot answers in direct messages too, from everyone's articles."""
    user = server.env.create_user("alone")
    server.guild.add_member(user)
    message = reply(await user.slash("heat2 ask", question=FILMING))
    assert "Harbor Weekly" in text(message)


async def test_nothing_that_is_sent_can_notify_anybody(server: Server, store: MemoryStore) -> None:
    """Every message forbids mentions, whatever its text contains."""
    await server.ask("@everyone <@1>?")
    sent = [entry.json for entry in server.env.http_requests if isinstance(entry.json, dict)]
    bodies = [body.get("data", body) for body in sent if "components" in body.get("data", body)]
    assert bodies
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)


async def test_a_question_belongs_to_its_server(server: Server, store: MemoryStore) -> None:
    """The stored question of an answer's buttons names the server and no user."""
    message = reply(await server.ask(AT_LENGTH))
    key = buttons(message)["Why these?"].split(":")[-1]
    assert await store.load_question(key) == AskedQuestion(AT_LENGTH, Scope(server.guild.id))


async def test_a_member_over_the_limit_reads_how_long_to_wait(server: Server) -> None:
    """A member over the limit privately reads the seconds to wait, and other members are answered."""
    for _ in range(PER_MEMBER):
        await server.ask(FILMING)
    refused = reply(await server.ask(FILMING))
    assert refused.ephemeral
    assert re.search(r"You have asked a lot within a minute: ask again in \d seconds?\.", text(refused))
    assert "Harbor Weekly" in text(reply(await server.stranger.slash(server.channel, "heat2 ask", question=FILMING)))
    assert "You have asked a lot" in text(reply(await server.asker.slash(server.channel, "heat2 latest")))


async def test_a_server_over_the_limit_is_refused(server: Server) -> None:
    """All members of a server share its limit."""
    members = [server.guild.add_member(server.env.create_user(f"member {n}")) for n in range(PER_SERVER + 1)]
    replies = [reply(await member.slash(server.channel, "heat2 ask", question=FILMING)) for member in members]
    assert "Harbor Weekly" in text(replies[-2])
    assert "This server has asked a lot within a minute: ask again in" in text(replies[-1])


async def test_suggestions_are_questions_that_can_be_answered(server: Server) -> None:
    """While a member types, the bot offers questions."""
    choices = await server.asker.autocomplete(server.channel, "heat2 ask", "question", "filming")
    assert [choice["name"] for choice in choices] == [FILMING]


class Suggesting:
    """A member service that only suggests."""

    def __init__(self, suggestions: list[str] | Exception) -> None:
        self._suggestions = suggestions

    async def suggest(self, _typed: str, _reader: object) -> list[str]:
        """What it was made with."""
        if isinstance(self._suggestions, Exception):
            raise self._suggestions
        return self._suggestions


@pytest.mark.parametrize(
    ("suggestions", "offered"),
    [
        ([f"question {n}" for n in range(60)], 25),
        (["x" * 101, "", "short", "short"], 1),
        (StoreError("the database is away"), 0),
    ],
)
async def test_suggestions_keep_discords_bounds_and_never_fail(
    server: Server, suggestions: list[str] | Exception, offered: int
) -> None:
    """No more than 25 choices of at most 100 characters each, and none rather than an error."""
    replace_members(server, Suggesting(suggestions))
    choices = await server.asker.autocomplete(server.channel, "heat2 ask", "question", "x")
    assert len(choices) == offered


async def test_an_answer_as_of_a_day_says_so(server: Server, store: MemoryStore) -> None:
    """The day stands under the question, and the stored question of the buttons keeps it."""
    message = reply(await server.ask(FILMING, **{"as-of": "2 March 2026"}))
    as_of = f"As of {show_day(date(2026, 3, 2), load('en'))}."
    assert as_of in source(message)
    key = buttons(message)["Why these?"].split(":")[-1]
    assert (await store.load_question(key)).as_of == date(2026, 3, 2)
    more = next(label for label, custom_id in buttons(message).items() if custom_id.startswith("heat2:turn:"))
    turned = reply(await server.asker.click(message.message, label=more))
    assert as_of in source(turned)
    assert "I don't understand this date." in text(reply(await server.ask(FILMING, **{"as-of": "soon"})))
