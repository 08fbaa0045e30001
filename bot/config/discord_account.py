"""Checks of a bot's token without the Discord library: its application, and whether Discord accepts it."""

from __future__ import annotations

import base64
import re
from typing import Final

import aiohttp

from bot.errors import SettingsError
from bot.text.safe_text import one_line

API: Final = "https://discord.com/api/v10"
TIMEOUT_SECONDS: Final = 10.0
"""Seconds to wait for Discord's answer."""
_TOKEN: Final = re.compile(r"([\w-]{18,})\.[\w-]{6,}\.[\w-]{20,}", re.ASCII)


class UnreachableError(Exception):
    """Discord could not be asked whether the token is valid; `str(error)` says why."""


def application_id(token: str) -> int:
    """Return the id of the token's application, which is its first part. Raises SettingsError."""
    found = _TOKEN.fullmatch(token)
    try:
        return int(base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))) if found else _reject()
    except ValueError:
        return _reject()


async def login_name(token: str, api_url: str = API, seconds: float = TIMEOUT_SECONDS) -> str:
    """Return the name of the token's bot. Raises SettingsError if Discord refuses the token, and UnreachableError."""
    agent = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (heat2-bot, check)"}
    timeout = aiohttp.ClientTimeout(total=seconds)
    try:
        async with (
            aiohttp.ClientSession(headers=agent, timeout=timeout, trust_env=True) as session,
            session.get(f"{api_url}/users/@me", allow_redirects=False) as answer,
        ):
            if answer.status == 401:
                raise SettingsError(
                    "HEAT2_DISCORD_TOKEN is refused by Discord: copy the token again from the developer portal"
                )
            if answer.status != 200:
                raise UnreachableError(f"it answered with status {answer.status}")
            return one_line(str((await answer.json())["username"]))
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        raise UnreachableError(one_line(str(error)) or f"no answer in {seconds:.0f} seconds") from error


def _reject() -> int:
    raise SettingsError("HEAT2_DISCORD_TOKEN does not look like a bot's token: copy it again from the developer portal")
