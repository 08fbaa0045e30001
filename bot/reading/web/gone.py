"""Find out whether a page still exists."""

from __future__ import annotations

from typing import Final

import aiohttp

from bot.errors import Heat2Error, PageError, PageFault
from bot.reading.web.address import read_address
from bot.reading.web.address_policy import PUBLIC_INTERNET, AddressPolicy
from bot.reading.web.fetching import TIMEOUT_SECONDS

_UNCLEAR: Final = frozenset(
    {
        PageFault.UNREACHABLE,
        PageFault.TOO_SLOW,
        PageFault.CERTIFICATE,
        PageFault.SERVER,
        PageFault.REFUSED,
        PageFault.NOT_PUBLIC,
    }
)
"""Faults that say nothing about the page: they may pass, or be meant for programs only."""

_KNOWN_NAME: Final = "discord.com"
"""A site that exists wherever the bot can work."""


async def is_gone(
    address: str,
    policy: AddressPolicy = PUBLIC_INTERNET,
    seconds: float = TIMEOUT_SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> bool | None:
    """Return True if the page is gone, False if it is there, and None if that is unknown now. Raises nothing.

    A page is gone if its site says so, by the status or by an error page, or if the name of the site no longer exists.
    """
    try:
        await read_address(address, policy, seconds, resolver)
    except PageError as error:
        if isinstance(error.__cause__, aiohttp.ClientConnectorDNSError):
            return True if await _can_resolve(resolver or aiohttp.ThreadedResolver()) else None
        if error.fault is PageFault.NOT_FOUND:
            return True
        return None if error.fault in _UNCLEAR else False
    except Heat2Error:  # the page could not be read here
        return None
    return False


async def _can_resolve(resolver: aiohttp.abc.AbstractResolver) -> bool:
    """Return whether the resolver works: without a network, no name can be found and every site seems to be gone."""
    try:
        return bool(await resolver.resolve(_KNOWN_NAME, 443))
    except OSError:
        return False
