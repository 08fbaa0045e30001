"""Sends JSON to the server of a reader, and translates every failure into a ReaderError."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp

from bot.errors import ReaderError, ReaderFault

MAX_ANSWER: Final = 64 * 1024
"""Maximum number of bytes of an answer. A choice takes a few hundred."""
_HINTS: Final = {
    HTTPStatus.UNAUTHORIZED: ": check HEAT2_READER_KEY",
    HTTPStatus.FORBIDDEN: ": check HEAT2_READER_KEY",
    HTTPStatus.NOT_FOUND: ": check the address and the name of the model",
    HTTPStatus.FAILED_DEPENDENCY: ": its model is of another kind",  # text-embeddings-inference's for no reranker
    HTTPStatus.NOT_IMPLEMENTED: ": it was started without this interface",  # llama.cpp's without --reranking
    HTTPStatus.TOO_MANY_REQUESTS: ": it gets too many requests",
}
_COMPLAINTS: Final = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.INTERNAL_SERVER_ERROR,  # llama-cpp-python's for a parameter that it does not know
        HTTPStatus.NOT_IMPLEMENTED,
    }
)


class StatusError(ReaderError):
    """The server answered with an HTTP error."""

    def __init__(self, host: str, status: int) -> None:
        self.status = status
        hint = _HINTS.get(HTTPStatus(status), "") if status in set(HTTPStatus) else ""
        super().__init__(ReaderFault.REFUSED, f"{host} answered with HTTP status {status}{hint}")

    @property
    def is_complaint(self) -> bool:
        """Whether the server may accept the same request in another form."""
        return self.status in _COMPLAINTS


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
            # There is one such header, and a user in the address would need it too.
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
                    raise StatusError(self.host, response.status)
                answer = await self._read(response)
        except (aiohttp.ClientError, OSError) as error:
            # The message of the error may hold the address with a password.
            kind = type(error).__name__
            raise ReaderError(ReaderFault.UNREACHABLE, f"{self.host} cannot be reached ({kind})") from error
        try:
            return json.loads(answer)
        except (ValueError, RecursionError) as error:
            raise ReaderError(ReaderFault.INVALID, f"{self.host} answered with something else than JSON") from error

    async def post_first_accepted(self, bodies: Sequence[object]) -> Any:
        """Return the answer to the first of these bodies that the server accepts. Raises ReaderError.

        Servers refuse parameters that they do not know. Later requests begin and end with the accepted form.
        """
        last = len(bodies) - 1
        for place in range(len(bodies)) if self._accepted is None else (self._accepted,):
            try:
                answer = await self.post(bodies[place])
            except StatusError as error:
                if not error.is_complaint or place in (self._accepted, last):
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
            # Whoever asks sets the time limit.
            timeout = aiohttp.ClientTimeout(total=None)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout, cookie_jar=jar)
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        read = bytearray()
        async for chunk in response.content.iter_chunked(MAX_ANSWER):
            read += chunk
            if len(read) > MAX_ANSWER:
                raise ReaderError(ReaderFault.INVALID, f"{self.host} answered with more than {MAX_ANSWER} bytes")
        return bytes(read)


def count_tokens(answer: object) -> int:
    """Return the number of tokens that an answer states, 0 if it states none."""
    usage = answer.get("usage") if isinstance(answer, dict) else None
    tokens = usage.get("total_tokens") if isinstance(usage, dict) else None
    return tokens if type(tokens) is int and tokens > 0 else 0
