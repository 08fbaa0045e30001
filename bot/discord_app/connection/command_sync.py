"""Sending the commands to Discord, only when they have changed: Discord allows few such calls a day."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import aiohttp
import discord
from discord import app_commands

from bot.errors import Heat2Error
from bot.store.base import Store
from bot.store.database.coordination import exclusive

Tree = app_commands.CommandTree[Any]

CLAIM_SECONDS: Final = 60.0
"""Time after which a process that sends commands counts as dead, and another one sends them."""

_log = logging.getLogger(__name__)

Registered = Sequence[Mapping[str, Any]]
"""Commands as Discord has them."""


class Synced(NamedTuple):
    """The result of a synchronisation of the commands."""

    was_sent: bool
    ids: Mapping[str, int]
    """The ids of the slash commands by their names; none if Discord did not say which it has."""


async def sync_when_changed(tree: Tree, store: Store, dev_guild_id: int = 0) -> Synced:
    """Send the commands if they changed, or if Discord no longer has them.

    With a development server they go to that server only. Of several processes that start together one sends them, and
    the others wait. Raises StoreError, and Heat2Error when Discord refuses the commands.
    """
    name = f"commands of {tree.client.application_id} in {dev_guild_id or 'every server'}"
    digest = await _digest(tree)
    current = await _current(tree, await store.note(name), digest, dev_guild_id)
    if current is not None:
        return Synced(False, _ids(current))
    # Another process may have sent them while this one waited, so the check is repeated inside.
    async with exclusive(store, f"sending {name}", CLAIM_SECONDS):
        current = await _current(tree, await store.note(name), digest, dev_guild_id)
        if current is not None:
            return Synced(False, _ids(current))
        await _send(tree, dev_guild_id)
        current = await _registered(tree, dev_guild_id)
        await store.set_note(name, f"{digest} {_version_hash(current)}")
    _log.info("commands were sent to Discord (%s)", name)
    return Synced(True, _ids(current))


async def _current(tree: Tree, note: str, digest: str, dev_guild_id: int) -> Registered | None:
    """Return Discord's commands if they are still those that were sent last; None if they must be sent.

    They are empty if Discord does not say which it has.
    """
    sent, _, registered = note.partition(" ")
    if sent != digest:
        return None
    try:
        commands = await _registered(tree, dev_guild_id)
    except (discord.DiscordServerError, aiohttp.ClientError, OSError) as error:
        # An outage is no reason to send the commands: the limit of such calls is low.
        _log.warning("Discord did not say which commands it has: %s", type(error).__name__)
        return ()
    return commands if registered == _version_hash(commands) else None


async def _registered(tree: Tree, dev_guild_id: int) -> Registered:
    """Return the commands that Discord has."""
    http, application = tree.client.http, tree.client.application_id or 0
    commands: Any
    if dev_guild_id:
        with _refusal_explained(dev_guild_id):
            commands = await http.get_guild_commands(application, dev_guild_id)
    else:
        commands = await http.get_global_commands(application)
    return list(commands)


def _version_hash(commands: Registered) -> str:
    """Return a hash of the ids and versions of commands; each change in Discord makes a new version."""
    return _hash(sorted((each["id"], each.get("version", "")) for each in commands))


def _ids(commands: Registered) -> dict[str, int]:
    slash = discord.AppCommandType.chat_input.value
    return {each["name"]: int(each["id"]) for each in commands if each.get("type", slash) == slash}


async def _send(tree: Tree, dev_guild_id: int) -> None:
    guild = discord.Object(dev_guild_id) if dev_guild_id else None
    if guild:
        tree.copy_global_to(guild=guild)
    with _refusal_explained(dev_guild_id):
        await tree.sync(guild=guild)


@contextmanager
def _refusal_explained(dev_guild_id: int) -> Iterator[None]:
    try:
        yield
    except discord.Forbidden as error:
        raise Heat2Error(
            f"Discord does not let the bot add commands to the server {dev_guild_id}: invite it there first, "
            "or correct or remove HEAT2_DEV_GUILD_ID."
        ) from error


async def _digest(tree: Tree) -> str:
    translator = tree.translator
    commands = tree.get_commands()
    return _hash(
        [
            await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
            for command in commands
        ]
    )


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
