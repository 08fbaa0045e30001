"""Actions of members on a real bot process."""

import asyncio

import pytest

from .errors import NotOfferedError
from .exchange import Ack
from .rest import Endpoint
from .server import LoopbackDiscord
from .world import MODERATOR, User

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_order_of_login_requests(discord: LoopbackDiscord) -> None:
    """The login requests the bot user, then the application, then syncs the commands."""
    asked = [request.endpoint for request in discord.requests()][:3]
    assert asked == [Endpoint.ME, Endpoint.APPLICATION, Endpoint.SYNC_COMMANDS]


async def test_commands_are_synced(discord: LoopbackDiscord) -> None:
    """The synced commands are offered to a member, each with its own id."""
    offered = {command["name"]: command["id"] for command in discord.member().offered()}
    assert {"ping", "think", "mod", "Quote this"} <= set(offered)
    assert len(set(offered.values())) == len(offered)


async def test_a_command_answers(discord: LoopbackDiscord) -> None:
    """A command that responds at once is acknowledged with its message."""
    exchange = await discord.member().slash("ping")
    assert (exchange.acknowledged, exchange.message.content, exchange.ok) == (Ack.MESSAGE, "pong", True)
    assert exchange.acknowledged_after is not None


async def test_the_first_follow_up_inherits_the_deferral(discord: LoopbackDiscord) -> None:
    """After an ephemeral deferral the first follow-up is ephemeral, and the second is not."""
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
    """A click contains the message, so a dynamic button is restored and updates the message."""
    neil = discord.member()
    panel = (await neil.slash("panel")).message
    assert "The number is 1" in panel.text
    clicked = await neil.click(panel, "Pressed 1")
    assert clicked.message is panel
    assert panel.text == "The number is 2"
    assert [button["custom_id"] for button in panel.buttons] == ["count:2"]


async def test_a_select_reports_its_value(discord: LoopbackDiscord) -> None:
    """The value selected by a member reaches the bot."""
    neil = discord.member()
    panel = (await neil.slash("panel")).message
    chosen = await neil.select(panel, "A fruit", "banana")
    assert (chosen.message.content, chosen.ephemeral) == ("You chose banana", True)


async def test_members_wait_for_the_bot(discord: LoopbackDiscord) -> None:
    """Many members click and submit at once, and the bot has registered every view and modal before."""

    async def react(name: str) -> list[bool]:
        neil = discord.member(name)
        panel, opened = await neil.slash("panel"), await neil.slash("form")
        chosen = await neil.select(panel.message, "fruit", "apple")
        submitted = await neil.submit(opened, {"Headline": name})
        return [chosen.ok, submitted.ok]

    outcomes = await asyncio.gather(*(react(f"member {number}") for number in range(40)))
    assert all(ok for outcome in outcomes for ok in outcome)


async def test_a_modal_is_filled_in(discord: LoopbackDiscord) -> None:
    """A modal accepts answers by label, though its custom_ids are random."""
    neil = discord.member()
    opened = await neil.slash("form")
    assert opened.acknowledged is Ack.MODAL
    submitted = await neil.submit(opened, {"Headline": "Kilmer", "Body": "has passed"})
    assert submitted.message.content == "Kilmer / has passed"


async def test_autocompletion_offers_choices(discord: LoopbackDiscord) -> None:
    """Autocompletion returns the choices of the bot."""
    exchange = await discord.member().autocomplete("fruit", "name", "ap")
    assert [choice["value"] for choice in exchange.choices] == ["apple", "apricot"]


async def test_a_message_menu_shows_the_message(discord: LoopbackDiscord) -> None:
    """A message context menu command receives the whole message."""
    neil = discord.member("Neil")
    message = await discord.write(neil, "the action is the juice")
    exchange = await neil.message_menu("Quote this", message)
    assert exchange.message.content == "Neil: the action is the juice"


async def test_members_differ(discord: LoopbackDiscord) -> None:
    """The bot receives the locale and permissions of the member and the user given as an option."""
    assert (await discord.member(locale="de").slash("fruit", name="apple")).message.content == "apple in de"
    moderator = discord.member(permissions=MODERATOR)
    assert (await moderator.slash("mod greet", whom=User("Vincent"))).message.content == "Vincent True"


async def test_hidden_commands_are_not_offered(discord: LoopbackDiscord) -> None:
    """A command is hidden from members without its permissions, and a guild command in direct messages."""
    with pytest.raises(NotOfferedError, match="hidden"):
        await discord.member().slash("mod greet", whom=User("Vincent"))
    with pytest.raises(NotOfferedError, match=r"direct messages|contexts"):
        await discord.stranger().slash("mod greet", whom=User("Vincent"))


async def test_direct_messages(discord: LoopbackDiscord) -> None:
    """A command works in direct messages."""
    exchange = await discord.stranger().slash("ping")
    assert (exchange.message.content, exchange.message.guild_id) == ("pong", None)


async def test_an_ephemeral_message_is_private(discord: LoopbackDiscord) -> None:
    """Another member cannot act on an ephemeral message."""
    neil, vincent = discord.member("Neil"), discord.member("Vincent")
    private = (await neil.slash("fruit", name="apple")).message
    with pytest.raises(NotOfferedError, match="somebody else"):
        await vincent.message_menu("Quote this", private)


async def test_the_bot_writes_into_a_channel(discord: LoopbackDiscord) -> None:
    """The bot can send, edit and delete a message in a channel."""
    exchange = await discord.member().slash("post")
    assert exchange.message.content == "edited"
    used = {request.endpoint for request in discord.requests()}
    assert {Endpoint.SEND_MESSAGE, Endpoint.EDIT_MESSAGE, Endpoint.DELETE_MESSAGE} <= used


async def test_files_travel_both_ways(discord: LoopbackDiscord) -> None:
    """The bot can download the file of a member, and the test can read the file that the bot uploads."""
    exchange = await discord.member().slash("echo", file=discord.upload("heat.txt", b"\x00\xffjuice"))
    assert [(file.filename, file.content) for file in exchange.message.attachments] == [("heat.txt", b"\x00\xffjuice")]


async def test_a_correct_bot_is_clean(discord: LoopbackDiscord) -> None:
    """The requests of the tests above broke no limit."""
    discord.assert_clean()


async def test_an_unknown_route_is_a_failure(discord: LoopbackDiscord) -> None:
    """An unsupported route returns 404 and is recorded as a failure, so that no test passes by accident."""
    exchange = await discord.member().slash("stray")
    assert exchange.message.content == "404"
    assert any("/voice/regions" in failure for failure in discord.failures)
    with pytest.raises(AssertionError, match="/voice/regions"):
        discord.assert_clean()
