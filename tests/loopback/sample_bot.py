"""A small real bot for the tests of this package, run as its own process.

Its environment variables:
SAMPLE_API_URL, SAMPLE_GATEWAY_URL, SAMPLE_TOKEN: the server and the token.
SAMPLE_SHARDED: use a sharded client.
SAMPLE_COMPRESSION=zlib-stream: hide zstandard, so that discord.py requests zlib.
SAMPLE_IDENTIFY_DELAY: seconds between two IDENTIFY (default: 5).
SAMPLE_MESSAGE_CONTENT: request the privileged intent for message content.
"""

import asyncio
import logging
import os
import re
import sys
from typing import Any, Self

if os.environ.get("SAMPLE_COMPRESSION") == "zlib-stream":
    # discord.py requests zlib-stream only if zstandard cannot be imported.
    sys.modules["zstandard"] = None  # type: ignore[assignment]

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

LOG = logging.getLogger("sample")
NOBODY = discord.AllowedMentions.none()
Interaction = discord.Interaction[discord.Client]
FRUITS = ("apple", "apricot", "banana", "cherry")


class CountButton(ui.DynamicItem[ui.Button[Any]], template=r"count:(?P<number>\d+)"):
    """A button that works after a restart: its custom_id contains its state."""

    def __init__(self, number: int) -> None:
        super().__init__(ui.Button(label=f"Pressed {number}", custom_id=f"count:{number}"))
        self.number = number

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Restore the button from its custom_id."""
        return cls(int(match["number"]))

    async def callback(self, interaction: Interaction) -> None:
        """Respond to the click or selection."""
        await interaction.response.edit_message(view=Panel(self.number + 1))


class FruitSelect(ui.Select[Any]):
    def __init__(self) -> None:
        options = [discord.SelectOption(label=fruit.title(), value=fruit) for fruit in FRUITS]
        super().__init__(placeholder="A fruit", custom_id="fruit", options=options)

    async def callback(self, interaction: Interaction) -> None:
        """Respond to the click or selection."""
        await interaction.response.send_message(f"You chose {self.values[0]}", ephemeral=True)


class Panel(ui.LayoutView):
    def __init__(self, number: int) -> None:
        super().__init__(timeout=None)
        counter: ui.ActionRow[Any] = ui.ActionRow(CountButton(number))
        fruits: ui.ActionRow[Any] = ui.ActionRow(FruitSelect())
        self.add_item(ui.Container(ui.TextDisplay(f"The number is {number}"), counter, fruits))


class NoteForm(ui.Modal, title="A note"):
    headline: ui.Label[Any] = ui.Label(text="Headline", component=ui.TextInput(max_length=50))
    body: ui.Label[Any] = ui.Label(
        text="Body", component=ui.TextInput(style=discord.TextStyle.paragraph, required=False)
    )

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Show the submitted values."""
        fields = [label.component for label in (self.headline, self.body)]
        values = [field.value for field in fields if isinstance(field, ui.TextInput)]
        await interaction.response.send_message(" / ".join(values), ephemeral=True)


@app_commands.command()
async def ping(interaction: Interaction) -> None:
    """Respond at once."""
    await interaction.response.send_message("pong")


@app_commands.command()
async def think(interaction: Interaction, secret: bool = False) -> None:
    """Defer, then send two follow-ups."""
    await interaction.response.defer(ephemeral=secret, thinking=True)
    await interaction.followup.send("thought")
    await interaction.followup.send("afterthought")


@app_commands.command()
async def revise(interaction: Interaction) -> None:
    """Defer, edit the original response and fetch it."""
    await interaction.response.defer(thinking=True)
    await interaction.edit_original_response(content="first")
    original = await interaction.original_response()
    await interaction.edit_original_response(content=f"{original.content}, second")


@app_commands.command()
async def replace(interaction: Interaction) -> None:
    """Defer in public, delete the deferred reply, and follow up privately after a moment."""
    await interaction.response.defer(thinking=True)
    await interaction.delete_original_response()
    await asyncio.sleep(0.1)
    await interaction.followup.send("only you", ephemeral=True)


@app_commands.command()
async def late(interaction: Interaction, seconds: float) -> None:
    """Respond after a pause."""
    await asyncio.sleep(seconds)
    await interaction.response.send_message("late")


@app_commands.command()
async def twice(interaction: Interaction) -> None:
    """Acknowledge twice."""
    await interaction.response.send_message("once")
    await discord.InteractionResponse(interaction).send_message("twice")


@app_commands.command()
async def long(interaction: Interaction, length: int) -> None:
    """Send a message of this length."""
    await interaction.response.send_message("x" * length)


@app_commands.command()
async def shout(interaction: Interaction) -> None:
    """Send a message that may mention everyone."""
    await interaction.response.send_message("@everyone", allowed_mentions=discord.AllowedMentions.all())


@app_commands.command()
async def panel(interaction: Interaction) -> None:
    """Show a panel."""
    await interaction.response.send_message(view=Panel(1))


@app_commands.command()
async def form(interaction: Interaction) -> None:
    """Open a form."""
    await interaction.response.send_modal(NoteForm())


@app_commands.command()
async def fruit(interaction: Interaction, name: str) -> None:
    """Look up a fruit."""
    await interaction.response.send_message(f"{name} in {interaction.locale}", ephemeral=True)


@fruit.autocomplete("name")
async def fruit_names(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Suggest the fruits that start with the typed text."""
    return [app_commands.Choice(name=one, value=one) for one in FRUITS if one.startswith(typed)]


@app_commands.command()
async def post(interaction: Interaction) -> None:
    """Send a message to the channel, edit it and delete it."""
    await interaction.response.defer(thinking=True)
    channel = interaction.channel
    if isinstance(channel, discord.abc.Messageable):
        message = await channel.send("posted")
        message = await message.edit(content="edited")
        await message.delete()
    await interaction.edit_original_response(content=message.content)


@app_commands.command()
async def echo(interaction: Interaction, file: discord.Attachment) -> None:
    """Read a file and send it back."""
    await interaction.response.send_message("read", file=await file.to_file())


@app_commands.command()
async def stray(interaction: Interaction) -> None:
    """Request a route that the server does not support."""
    await interaction.response.defer(thinking=True)
    try:
        await interaction.client.http.request(Route("GET", "/voice/regions"))
    except discord.NotFound as error:
        await interaction.edit_original_response(content=f"{error.status}")


@app_commands.context_menu(name="Quote this")
async def quote(interaction: Interaction, message: discord.Message) -> None:
    """Repeat a message."""
    await interaction.response.send_message(f"{message.author.name}: {message.content}", ephemeral=True)


class Moderation(app_commands.Group):
    """Commands that Discord hides from ordinary members."""

    @app_commands.command()
    async def greet(self, interaction: Interaction, whom: discord.Member) -> None:
        """Greet a member."""
        manager = interaction.permissions.manage_guild
        await interaction.response.send_message(f"{whom.display_name} {manager}", ephemeral=True)


SLASH_COMMANDS: tuple[app_commands.Command[Any, ..., Any], ...] = (
    ping,
    think,
    revise,
    replace,
    late,
    twice,
    long,
    shout,
    panel,
    form,
    fruit,
    post,
    echo,
    stray,
)


def build_tree(client: discord.Client) -> app_commands.CommandTree[discord.Client]:
    """Return a tree with all commands of the bot."""
    tree = app_commands.CommandTree(client)
    for command in SLASH_COMMANDS:
        tree.add_command(command)
    tree.add_command(quote)
    hidden = discord.Permissions(manage_guild=True)
    tree.add_command(Moderation(name="mod", description="For moderators", default_permissions=hidden, guild_only=True))
    return tree


class Hooks:
    """Behaviour that both clients add to discord.py's."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the configured time; discord.py's own hook always waits 5 seconds."""
        if not initial:
            await asyncio.sleep(float(os.environ.get("SAMPLE_IDENTIFY_DELAY", "5")))

    async def on_resumed(self) -> None:
        """Log a line that tests wait for."""
        LOG.info("resumed")

    async def on_ready(self) -> None:
        """Log a line that tests wait for."""
        LOG.info("ready")


class SampleClient(Hooks, discord.Client):
    async def setup_hook(self) -> None:
        """Sync the commands."""
        self.add_dynamic_items(CountButton)
        await build_tree(self).sync()


class ShardedSampleClient(Hooks, discord.AutoShardedClient):
    async def setup_hook(self) -> None:
        """Sync the commands."""
        await build_tree(self).sync()


def main() -> None:
    """Build the client and run it."""
    Route.BASE = os.environ["SAMPLE_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["SAMPLE_GATEWAY_URL"])
    intents = discord.Intents.default()
    intents.message_content = bool(os.environ.get("SAMPLE_MESSAGE_CONTENT"))
    kind = ShardedSampleClient if os.environ.get("SAMPLE_SHARDED") else SampleClient
    client = kind(intents=intents, allowed_mentions=NOBODY, guild_ready_timeout=0.1)
    client.run(os.environ["SAMPLE_TOKEN"], log_level=logging.INFO, root_logger=True)


if __name__ == "__main__":
    main()
