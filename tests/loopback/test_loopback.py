"""A real bot process, logged into the double, does everything that members ask of it."""

import asyncio

import pytest

from .errors import NotOfferedError
from .exchange import Ack
from .routes import Endpoint
from .server import LoopbackDiscord
from .world import MODERATOR, User

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_bot_asks_in_discords_order(discord: LoopbackDiscord) -> None:
    """Logging in asks who the bot is, then what its application is, then syncs the commands."""
    asked = [request.endpoint for request in discord.requests()][:3]
    assert asked == [Endpoint.ME, Endpoint.APPLICATION, Endpoint.SYNC_COMMANDS]


async def test_commands_are_synced(discord: LoopbackDiscord) -> None:
    """The synced commands are offered to a member, with ids of their own."""
    offered = {command["name"]: command["id"] for command in discord.member().offered()}
    assert {"ping", "think", "mod", "Quote this"} <= set(offered)
    assert len(set(offered.values())) == len(offered)


async def test_a_command_answers(discord: LoopbackDiscord) -> None:
    """A command that only answers is acknowledged with its message."""
    exchange = await discord.member().slash("ping")
    assert (exchange.acknowledged, exchange.message.content, exchange.ok) == (Ack.MESSAGE, "pong", True)
    assert exchange.acknowledged_after is not None


async def test_the_first_follow_up_inherits_the_deferral(discord: LoopbackDiscord) -> None:
    """After a private deferral the first follow-up becomes the private original; the second stands for itself."""
    exchange = await discord.member().slash("think", secret=True)
    await exchange.until(lambda one: len(one.messages) == 2)
    assert [message.content for message in exchange.messages] == ["thought", "afterthought"]
    assert [message.ephemeral for message in exchange.messages] == [True, False]
    assert exchange.acknowledged is Ack.DEFERRED_MESSAGE


async def test_the_original_is_edited_and_fetched(discord: LoopbackDiscord) -> None:
    """A deferred reply can be edited, read back and edited again."""
    exchange = await discord.member().slash("revise")
    await exchange.until(lambda one: one.message.edits == 2)
    assert exchange.message.content == "first, second"


async def test_a_button_click_carries_the_message(discord: LoopbackDiscord) -> None:
    """A dynamic button finds itself in the message that the click carries, and changes that message."""
    neil = discord.member()
    panel = (await neil.slash("panel")).message
    assert "The number is 1" in panel.text
    clicked = await neil.click(panel, "Pressed 1")
    assert clicked.message is panel
    assert panel.text == "The number is 2"
    assert [button["custom_id"] for button in panel.buttons] == ["count:2"]


async def test_a_select_reports_its_value(discord: LoopbackDiscord) -> None:
    """What a member picks in a select reaches the bot."""
    neil = discord.member()
    panel = (await neil.slash("panel")).message
    chosen = await neil.select(panel, "A fruit", "banana")
    assert (chosen.message.content, chosen.ephemeral) == ("You chose banana", True)


async def test_nobody_is_faster_than_the_bot(discord: LoopbackDiscord) -> None:
    """Many members who react at once to what they are shown all find the view and the modal registered."""

    async def react(name: str) -> list[bool]:
        neil = discord.member(name)
        panel, opened = await neil.slash("panel"), await neil.slash("form")
        chosen = await neil.select(panel.message, "fruit", "apple")
        submitted = await neil.submit(opened, {"Headline": name})
        return [chosen.ok, submitted.ok]

    outcomes = await asyncio.gather(*(react(f"member {number}") for number in range(40)))
    assert all(ok for outcome in outcomes for ok in outcome)


async def test_a_modal_is_filled_in(discord: LoopbackDiscord) -> None:
    """A modal opened by a command takes answers by label, though its custom_ids are random."""
    neil = discord.member()
    opened = await neil.slash("form")
    assert opened.acknowledged is Ack.MODAL
    submitted = await neil.submit(opened, {"Headline": "Kilmer", "Body": "has passed"})
    assert submitted.message.content == "Kilmer / has passed"


async def test_autocompletion_offers_choices(discord: LoopbackDiscord) -> None:
    """Typing into an option brings the choices that the bot offers."""
    exchange = await discord.member().autocomplete("fruit", "name", "ap")
    assert [choice["value"] for choice in exchange.choices] == ["apple", "apricot"]


async def test_a_message_menu_shows_the_message(discord: LoopbackDiscord) -> None:
    """An entry of a message's menu gets the whole message."""
    neil = discord.member("Neil")
    message = await discord.write(neil, "the action is the juice")
    exchange = await neil.message_menu("Quote this", message)
    assert exchange.message.content == "Neil: the action is the juice"


async def test_members_differ(discord: LoopbackDiscord) -> None:
    """The bot learns a member's language, permissions and the user that an option names."""
    assert (await discord.member(locale="de").slash("fruit", name="apple")).message.content == "apple in de"
    moderator = discord.member(permissions=MODERATOR)
    assert (await moderator.slash("mod greet", whom=User("Vincent"))).message.content == "Vincent True"


async def test_hidden_commands_are_not_offered(discord: LoopbackDiscord) -> None:
    """Discord hides a command from members who lack its permissions, and server commands from direct messages."""
    with pytest.raises(NotOfferedError, match="hidden"):
        await discord.member().slash("mod greet", whom=User("Vincent"))
    with pytest.raises(NotOfferedError, match=r"direct messages|contexts"):
        await discord.stranger().slash("mod greet", whom=User("Vincent"))


async def test_direct_messages(discord: LoopbackDiscord) -> None:
    """A command works in direct messages, outside of any server."""
    exchange = await discord.stranger().slash("ping")
    assert (exchange.message.content, exchange.message.guild_id) == ("pong", None)


async def test_an_ephemeral_message_is_the_members_own(discord: LoopbackDiscord) -> None:
    """Nobody else can use what only one member sees."""
    neil, vincent = discord.member("Neil"), discord.member("Vincent")
    private = (await neil.slash("fruit", name="apple")).message
    with pytest.raises(NotOfferedError, match="somebody else"):
        await vincent.message_menu("Quote this", private)


async def test_the_bot_writes_into_a_channel(discord: LoopbackDiscord) -> None:
    """A message that the bot sends by itself can be edited and deleted."""
    exchange = await discord.member().slash("post")
    assert exchange.message.content == "edited"
    used = {request.endpoint for request in discord.requests()}
    assert {Endpoint.SEND_MESSAGE, Endpoint.EDIT_MESSAGE, Endpoint.DELETE_MESSAGE} <= used


async def test_files_travel_both_ways(discord: LoopbackDiscord) -> None:
    """The bot fetches a member's file, and what it uploads can be read."""
    exchange = await discord.member().slash("echo", file=discord.upload("heat.txt", b"\x00\xffjuice"))
    assert [(file.filename, file.content) for file in exchange.message.attachments] == [("heat.txt", b"\x00\xffjuice")]


async def test_a_good_bot_leaves_no_trace(discord: LoopbackDiscord) -> None:
    """What the tests above asked for broke no limit."""
    discord.assert_clean()


async def test_an_unknown_route_is_a_failure(discord: LoopbackDiscord) -> None:
    """A route that the double does not know answers 404 and is recorded, so that no test passes by accident."""
    exchange = await discord.member().slash("stray")
    assert exchange.message.content == "404"
    assert any("/voice/regions" in failure for failure in discord.failures)
    with pytest.raises(AssertionError, match="/voice/regions"):
        discord.assert_clean()
