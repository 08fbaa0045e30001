"""Commands are sent to Discord only when they changed: it allows few such calls a day."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any, Final

import discord
from discord import app_commands

from bot.errors import Heat2Error
from bot.store.base import Store
from bot.store.claims import alone

Tree = app_commands.CommandTree[Any]

LONGEST: Final = 60.0
"""Seconds after which a process that sends commands is taken for dead, and the next one sends them."""

_log = logging.getLogger(__name__)


async def sync_when_changed(tree: Tree, store: Store, dev_guild_id: int = 0) -> bool:
    """Send the tree's commands if they are not those that were sent last; True when they were sent.

    With a development server they go there, where they work at once, and not to all other servers. Of processes that
    start together one sends them, and the others wait for that. Raises StoreError, and Heat2Error when Discord refuses
    them.
    """
    name = f"commands of {tree.client.application_id} in {dev_guild_id or 'every server'}"
    digest = await _digest(tree)
    if await store.note(name) == digest:
        return False
    async with alone(store, f"sending {name}", LONGEST):
        if await store.note(name) == digest:
            return False
        await _send(tree, dev_guild_id)
        await store.set_note(name, digest)
    _log.info("commands were sent to Discord (%s)", name)
    return True


async def _send(tree: Tree, dev_guild_id: int) -> None:
    guild = discord.Object(dev_guild_id) if dev_guild_id else None
    if guild:
        tree.copy_global_to(guild=guild)
    try:
        await tree.sync(guild=guild)
    except discord.Forbidden as error:
        raise Heat2Error(
            f"Discord does not let the bot add commands to the server {dev_guild_id}: invite it there first, "
            "or correct or remove HEAT2_DEV_GUILD_ID."
        ) from error


async def _digest(tree: Tree) -> str:
    translator = tree.translator
    commands = tree.get_commands()
    payloads = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in commands
    ]
    return hashlib.sha256(json.dumps(payloads, sort_keys=True).encode()).hexdigest()
