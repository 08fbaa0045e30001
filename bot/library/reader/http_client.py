"""Sends JSON to the server of a reader, and translates every failure into a ReaderError."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from bot.errors import ReaderError, ReaderFault
from bot.library.reader.circuit_breaker import MAX_PAUSE_SECONDS

CONNECT_SECONDS: Final = 2.5
"""Maximum time to connect, TLS included. It is less than that of a choice, so that the error names the connection."""
MAX_ANSWER: Final = 64 * 1024
"""Maximum number of bytes of an answer. A choice takes a few hundred."""
_HINTS: Final = {
    HTTPStatus.BAD_REQUEST: (
        "check HEAT2_READER_KEY and the name of the model, and look at its log; "
        "if the request is too long for it, lower HEAT2_READER_PASSAGES"
    ),
    HTTPStatus.UNAUTHORIZED: "check HEAT2_READER_KEY",
    HTTPStatus.PAYMENT_REQUIRED: "check the credit of the account",
    HTTPStatus.FORBIDDEN: "check HEAT2_READER_KEY",
    HTTPStatus.NOT_FOUND: "check the address and the name of the model",
    HTTPStatus.METHOD_NOT_ALLOWED: "check the address",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the request is too long for it: lower HEAT2_READER_PASSAGES",
    # text-embeddings-inference answers so if its model is no reranker.
    HTTPStatus.FAILED_DEPENDENCY: "its model is of another kind: take one for this purpose",
    HTTPStatus.TOO_MANY_REQUESTS: "it gets too many requests: check its limits and those of the account",
    # llama.cpp answers so without --reranking.
    HTTPStatus.NOT_IMPLEMENTED: "it was started without this interface: check how it is started",
}
_REDIRECTED: Final = "it refers to another address, and the key must not follow: set that address, often https for http"
_NOT_READY: Final = "it is not ready, or broken: wait a minute, then look at its log"
_UNEXPECTED: Final = "check the address, and look at its log"
_MAY_ACCEPT_OTHER_FORM: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.INTERNAL_SERVER_ERROR,  # llama-cpp-python's for a parameter that it does not know
        HTTPStatus.NOT_IMPLEMENTED,
    }
)


class StatusError(ReaderError):
    """The server answered with an HTTP error."""

    def __init__(self, host: str, status: int, retry_after: float = 0.0) -> None:
        self.status = status
        wait = f"; it asks for a pause of {math.ceil(retry_after)} s" if retry_after else ""
        detail = f"{host} answered with HTTP status {status}: {_hint(status)}{wait}"
        super().__init__(ReaderFault.REFUSED, detail, retry_after)

    @property
    def may_accept_other_form(self) -> bool:
        """Whether the server may accept the same request in another form."""
        return self.status in _MAY_ACCEPT_OTHER_FORM


def _hint(status: int) -> str:
    """Return what to do about an HTTP status."""
    if status in _HINTS:
        return _HINTS[HTTPStatus(status)]
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return _REDIRECTED
    return _NOT_READY if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _UNEXPECTED


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait before the next request, 0 if the server names none or a time of day."""
    value = headers.get("Retry-After", "").strip()
    return min(float(value), MAX_PAUSE_SECONDS) if value.isascii() and value.isdecimal() else 0.0


_CONNECTION_FAULTS: Final[Sequence[tuple[type[Exception], str]]] = (
    (
        aiohttp.ConnectionTimeoutError,
        "does not connect: check its address, its port, and whether it begins with http or https",
    ),
    (aiohttp.ClientConnectorDNSError, "cannot be found: check the name in the address"),
    (
        aiohttp.ClientConnectorCertificateError,
        "has a certificate that is not trusted: name its authority's file in SSL_CERT_FILE",
    ),
    (
        aiohttp.ClientConnectorSSLError,
        "cannot be reached with TLS: check whether its address begins with http or https",
    ),
    (aiohttp.ClientConnectorError, "cannot be reached: check whether it runs, and its port"),
    (
        aiohttp.ServerDisconnectedError,
        "closed the connection: check whether its address begins with http or https, and look at its log",
    ),
    (ConnectionResetError, "closed the connection: look at its log"),
)
"""The faults of a connection, and what to do about each. Special errors come before the more general ones."""


def _unreachable(error: Exception) -> str:
    """Return what is wrong with a connection, and what to do. The error's own message may hold a password."""
    otherwise = f"cannot be asked ({type(error).__name__}): check the address, and look at its log"
    return next((meaning for kind, meaning in _CONNECTION_FAULTS if isinstance(error, kind)), otherwise)


class JsonClient:
    """Posts JSON to one address. It follows no redirect, reads no proxy settings, and keeps no cookies.

    So question and key go to the address that the operator has set, and nowhere else.
    """

    def __init__(self, url: str, key: str = "") -> None:
        self._url, parts = url, urlsplit(url)
        self.host = parts.netloc.rpartition("@")[2]
        """Host and port of the address, without a user or password."""
        self._headers = {"Accept-Encoding": "identity", "User-Agent": "heat2-bot"}
        if key:
            # A user and password in the address would go into the same header.
            self._headers["Authorization"] = f"Bearer {key}"
            self._url = parts._replace(netloc=self.host).geturl()
        self._session: aiohttp.ClientSession | None = None
        self._accepted: int | None = None
        """The place of the form of a request that the server accepts, None until it has accepted one."""

    async def post(self, body: object) -> Any:
        """Return the answer to a request. Raises ReaderError."""
        try:
            async with self._opened().post(self._url, json=body, allow_redirects=False) as response:
                if response.status != HTTPStatus.OK:
                    raise StatusError(self.host, response.status, _retry_after(response.headers))
                answer = await self._read(response)
        except (aiohttp.ClientError, OSError) as error:
            raise ReaderError(ReaderFault.UNREACHABLE, f"{self.host} {_unreachable(error)}") from error
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise ReaderError(
                ReaderFault.INVALID, f"{self.host} answered with something other than JSON: {_UNEXPECTED}"
            ) from error

    async def post_first_accepted(self, bodies: Sequence[object]) -> Any:
        """Return the answer to the first of these bodies that the server accepts. Raises ReaderError.

        Servers refuse parameters that they do not know. Later requests begin and end with the accepted form.
        """
        last = len(bodies) - 1
        for place in range(len(bodies)) if self._accepted is None else (self._accepted,):
            try:
                answer = await self.post(bodies[place])
            except StatusError as error:
                if not error.may_accept_other_form or place in (self._accepted, last):
                    raise
            else:
                self._accepted = place
                return answer
        raise AssertionError("the last body returns or raises")

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        """Return the session, which can only be made while an event loop runs."""
        if self._session is None:
            # The caller limits the time of the whole request.
            timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout, cookie_jar=jar)
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        read = bytearray()
        async for chunk in response.content.iter_chunked(MAX_ANSWER):
            read += chunk
            if len(read) > MAX_ANSWER:
                detail = f"{self.host} answered with more than {MAX_ANSWER} bytes: {_UNEXPECTED}"
                raise ReaderError(ReaderFault.INVALID, detail)
        return bytes(read)


def count_tokens(answer: object) -> int:
    """Return the number of tokens that an answer states, 0 if it states none."""
    usage = answer.get("usage") if isinstance(answer, dict) else None
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    return tokens if type(tokens) is int and tokens > 0 else 0
