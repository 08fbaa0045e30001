"""Fetch one web address within limits of redirects, bytes and time. No cookies and no settings are sent along."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

import aiohttp
from yarl import URL

from bot.errors import PageFault
from bot.phrases.messages import page_error
from bot.reading.web.address_policy import PUBLIC_INTERNET, AddressPolicy, guarded_connector, is_forbidden
from bot.reading.web.links import with_scheme

MAX_BYTES: Final = 2_000_000
"""Maximum size of a page after decompression, in bytes."""
MAX_REDIRECTS: Final = 5
TIMEOUT_SECONDS: Final = 10.0
"""Seconds for the whole fetch, redirects included."""
MEDIA_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf"})
_HEADERS: Final = {
    "User-Agent": "heat2-bot (reads single articles that a moderator names)",
    "Accept": "text/html, application/xhtml+xml, text/plain, application/pdf",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en, *;q=0.5",
}
_REDIRECT: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_NOT_FOUND: Final = frozenset({404, 410})

_Result = TypeVar("_Result")
Read = Callable[[aiohttp.ClientResponse, str], Awaitable[_Result]]
"""Reads a response. Its second argument is the URL to request next time: the one after permanent redirects."""


@dataclass(frozen=True, slots=True)
class Page:
    """The response of an address."""

    url: str
    """The address after all redirects."""
    media_type: str
    """The media type that the server states, without parameters: 'text/html'."""
    content: bytes
    charset: str = ""
    """The encoding that the server states, '' for none."""


async def fetch(
    address: str,
    policy: AddressPolicy = PUBLIC_INTERNET,
    seconds: float = TIMEOUT_SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> Page:
    """Return the response of a web address, within about `seconds` seconds. Raises PageError."""
    return await fetch_with(_read, address, policy, seconds, resolver)


async def fetch_with(
    read: Read[_Result],
    address: str,
    policy: AddressPolicy = PUBLIC_INTERNET,
    seconds: float = TIMEOUT_SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> _Result:
    """Return what `read` makes of the response of a web address, after redirects. Raises PageError as `fetch` does."""
    try:
        async with asyncio.timeout(seconds), _session(policy, resolver, headers) as session:
            return await _follow(session, _checked_url(with_scheme(address), policy), policy, read)
    except TimeoutError as error:
        raise page_error(PageFault.TOO_SLOW) from error
    except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError) as error:
        raise page_error(PageFault.CERTIFICATE) from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise page_error(PageFault.NOT_PUBLIC if is_forbidden(error) else PageFault.UNREACHABLE) from error


def _session(
    policy: AddressPolicy, resolver: aiohttp.abc.AbstractResolver | None, headers: Mapping[str, str]
) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=guarded_connector(policy, resolver),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=_HEADERS | dict(headers),
        # A proxy from the environment would make the connection for us, and the policy would not be applied.
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=None),
        max_line_size=8_190,
        max_field_size=8_190,
    )


async def _follow(
    session: aiohttp.ClientSession,
    url: URL,
    policy: AddressPolicy,
    read: Read[_Result],
) -> _Result:
    permanent_url, is_permanent = url, True
    # aiohttp would follow redirects itself, but without a check of the new address.
    for _ in range(MAX_REDIRECTS + 1):
        async with session.get(url, allow_redirects=False) as response:
            if response.status not in _REDIRECT:
                return await read(response, str(permanent_url))
            url = _checked_url(str(url.join(URL(response.headers.get("Location", "")))), policy)
            is_permanent = is_permanent and response.status in _PERMANENT
            permanent_url = url if is_permanent else permanent_url
    raise page_error(PageFault.REDIRECTS)


def _checked_url(address: str, policy: AddressPolicy) -> URL:
    """Return the URL of a web page whose port the policy allows. Raises PageError for any other address."""
    try:
        url = URL(address.strip())
        port = url.port
    except ValueError as error:
        raise page_error(PageFault.ADDRESS) from error
    if url.scheme not in {"http", "https"} or not url.host or url.user is not None or url.password is not None:
        raise page_error(PageFault.ADDRESS)
    if port is None or not policy.allows_port(port):
        raise page_error(PageFault.NOT_PUBLIC)
    return url.with_fragment(None)


async def _read(response: aiohttp.ClientResponse, _permanent_url: str) -> Page:
    fault = fault_of_status(response.status)
    if fault:
        raise page_error(fault)
    if response.content_type not in MEDIA_TYPES:
        raise page_error(PageFault.KIND)
    return await read_page(response, MAX_BYTES)


async def read_page(response: aiohttp.ClientResponse, max_bytes: int) -> Page:
    """Read the content of a response. Raises PageError if it is larger than that."""
    if (response.content_length or 0) > max_bytes:
        raise page_error(PageFault.TOO_LARGE)
    content = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        content += chunk
        if len(content) > max_bytes:
            raise page_error(PageFault.TOO_LARGE)
    return Page(str(response.url), response.content_type, bytes(content), response.charset or "")


def fault_of_status(status: int) -> PageFault | None:
    """Return the fault that an HTTP status means, None for success."""
    if status in _NOT_FOUND:
        return PageFault.NOT_FOUND
    if status >= 500:
        return PageFault.SERVER
    return None if 200 <= status < 300 else PageFault.REFUSED
