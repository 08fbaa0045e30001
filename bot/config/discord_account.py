"""What can be known of a bot's token without the Discord library: whose it is, and whether Discord takes it."""

from __future__ import annotations

import base64
import re
from typing import Final

import aiohttp

from bot.errors import SettingsError
from bot.text.safe_text import one_line

API: Final = "https://discord.com/api/v10"
SECONDS: Final = 10.0
"""How long Discord may take to answer."""
_TOKEN: Final = re.compile(r"([\w-]{18,})\.[\w-]{6,}\.[\w-]{20,}", re.ASCII)


class UnreachableError(Exception):
    """Discord gave no answer that says anything of the token; `str(error)` says why."""


def application_id(token: str) -> int:
    """The application that a token belongs to: its first part is that number. Raises SettingsError."""
    found = _TOKEN.fullmatch(token)
    try:
        return int(base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))) if found else _refuse()
    except ValueError:
        return _refuse()


async def login_name(token: str, api_url: str = API, seconds: float = SECONDS) -> str:
    """The name of the bot that the token belongs to. Raises SettingsError when Discord refuses it, UnreachableError."""
    agent = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (heat2-bot, check)"}
    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with (
            aiohttp.ClientSession(headers=agent, timeout=timeout, trust_env=True) as session,
            session.get(f"{api_url}/users/@me", allow_redirects=False) as answer,
        ):
            if answer.status == 401:
                raise SettingsError("HEAT2_DISCORD_TOKEN is refused by Discord: copy the token anew from the portal")
            if answer.status != 200:
                raise UnreachableError(f"it answered with status {answer.status}")
            return one_line(str((await answer.json())["username"]))
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise UnreachableError(one_line(str(error)) or f"no answer in {seconds:.0f} seconds") from error


def _refuse() -> int:
    raise SettingsError("HEAT2_DISCORD_TOKEN has not the form of a bot's token: copy it anew from the developer portal")
