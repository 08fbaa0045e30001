"""Test attacks on the fetching of an address, on real sockets."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver

from bot.errors import PageError, PageFault
from bot.reading.web.address_policy import PUBLIC_INTERNET
from bot.reading.web.fetching import MAX_BYTES, fetch
from tests.reading.web.site import LoopbackPolicy, serving

PAGE = "<html><body><p>Cameras roll in August.</p></body></html>"


async def page(request: web.Request) -> web.StreamResponse:
    """Answer every address with a page."""
    return web.Response(text=PAGE, content_type="text/html")


async def fault_of(address: str, policy: Any = PUBLIC_INTERNET, **options: Any) -> PageFault:
    """Return the fault of fetching an address."""
    with pytest.raises(PageError) as caught:
        await fetch(address, policy, **options)
    assert str(caught.value).endswith(".")
    return caught.value.fault


class Answers(AbstractResolver):
    """A name server for tests: each query for a name gives the next of its addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[Any]:
        """Return the next answer, which may be several addresses separated by spaces."""
        answer = self._addresses[min(self.asked, len(self._addresses) - 1)]
        self.asked += 1
        return [
            {
                "hostname": host,
                "host": each,
                "port": port,
                "family": socket.AF_INET6 if ":" in each else socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
            for each in answer.split()
        ]

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


async def test_a_page_is_fetched() -> None:
    """The response has the bytes, the media type, and the address after redirects."""
    async with serving(page) as site:
        found = await fetch(f"{site.root}/a#part", site.policy)
    assert (found.content.decode(), found.media_type, found.url) == (PAGE, "text/html", f"{site.root}/a")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "heat 2",
        "file:///etc/passwd",
        "ftp://example.com/a",
        "gopher://example.com",
        "data:text/html,hello",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "https://user@example.com/",
        "https://user:secret@example.com/",
        "https://:secret@example.com/",
        "http://example.com:99999/",
        "http://[::1",
    ],
)
async def test_an_invalid_address_is_refused(address: str) -> None:
    """Other schemes, user names, passwords and unreadable addresses are refused."""
    assert await fault_of(address) is PageFault.ADDRESS


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",  # noqa: S104
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "localhost",
    ],
)
async def test_no_way_of_writing_leads_to_this_machine(host: str) -> None:
    """However a private address is written, no connection is made."""
    assert await fault_of(f"http://{host}/", seconds=3) in {
        PageFault.NOT_PUBLIC,
        PageFault.UNREACHABLE,
        PageFault.ADDRESS,
    }


@pytest.mark.parametrize("port", [22, 8080, 5432, 6379])
async def test_other_ports_are_refused(port: int) -> None:
    """Only ports 80 and 443 are allowed."""
    assert await fault_of(f"http://93.184.215.14:{port}/") is PageFault.NOT_PUBLIC


@pytest.mark.parametrize(
    "answers", ["127.0.0.1", "10.0.0.1", "::1", "fd00::1", "::ffff:10.0.0.1", "10.0.0.1 127.0.0.1"]
)
async def test_a_name_that_resolves_to_a_private_address_is_refused(answers: str) -> None:
    """The address that a name resolves to is checked."""
    assert await fault_of("http://innocent.example/", resolver=Answers(answers)) is PageFault.NOT_PUBLIC


async def test_a_name_that_changes_its_address_gains_nothing() -> None:
    """The second answer of a name server is checked like the first."""

    async def moved(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/again")

    async with serving(moved) as site:
        names = Answers("127.0.0.1", "127.0.0.2")
        assert (
            await fault_of(f"http://changing.example:{site.port}/", site.policy, resolver=names) is PageFault.NOT_PUBLIC
        )
    assert names.asked == 2


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://user:secret@127.0.0.1/",
        "//10.0.0.1/",
    ],
)
async def test_a_redirect_leads_nowhere_else(target: str) -> None:
    """Each redirect is checked like the first address."""

    async def moved(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": target})

    async with serving(moved) as site:
        assert await fault_of(f"{site.root}/", site.policy) in {PageFault.NOT_PUBLIC, PageFault.ADDRESS}


async def test_redirects_are_followed_and_counted() -> None:
    """Five are followed, a sixth is too many."""

    async def count_down(request: web.Request) -> web.StreamResponse:
        left = int(request.path.strip("/"))
        return web.Response(status=301, headers={"Location": f"/{left - 1}"}) if left else await page(request)

    async with serving(count_down) as site:
        assert (await fetch(f"{site.root}/5", site.policy)).url == f"{site.root}/0"
        assert await fault_of(f"{site.root}/6", site.policy) is PageFault.REDIRECTS


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, PageFault.NOT_FOUND),
        (410, PageFault.NOT_FOUND),
        (401, PageFault.REFUSED),
        (402, PageFault.REFUSED),
        (403, PageFault.REFUSED),
        (429, PageFault.REFUSED),
        (451, PageFault.REFUSED),
        (500, PageFault.SERVER),
        (503, PageFault.SERVER),
    ],
)
async def test_a_status_says_what_is_wrong(status: int, fault: PageFault) -> None:
    """Each kind of refusal has its own sentence."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=PAGE, content_type="text/html")

    async with serving(refuse) as site:
        assert await fault_of(site.root, site.policy) is fault


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4", "application/octet-stream"])
async def test_other_kinds_of_content_are_not_read(kind: str) -> None:
    """Only pages, texts and PDFs are read."""

    async def other(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x", content_type=kind)

    async with serving(other) as site:
        assert await fault_of(site.root, site.policy) is PageFault.KIND


async def test_a_page_that_says_it_is_too_large_is_not_begun() -> None:
    """A page that states a large size is not read; one that does not is cut off at the limit."""

    async def large(request: web.Request) -> web.StreamResponse:
        if request.path == "/said":
            return web.Response(body=b"x" * (MAX_BYTES + 1), content_type="text/html")
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(MAX_BYTES // 50_000 + 10):
            await response.write(b"x" * 50_000)
        return response

    async with serving(large) as site:
        assert await fault_of(f"{site.root}/said", site.policy) is PageFault.TOO_LARGE
        assert await fault_of(f"{site.root}/unsaid", site.policy) is PageFault.TOO_LARGE


async def test_a_page_that_unpacks_without_end_is_cut_off() -> None:
    """The limit counts decompressed bytes: 100 MB of zeros fit in 100 kB."""
    bomb = gzip.compress(b"\0" * 100_000_000)

    async def packed(request: web.Request) -> web.StreamResponse:
        return web.Response(body=bomb, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})

    async with serving(packed) as site:
        assert await fault_of(site.root, site.policy) is PageFault.TOO_LARGE


async def test_a_page_that_drips_is_given_up() -> None:
    """The timeout counts for the whole response, so sending it slowly does not help."""

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(200):
            await response.write(b"x")
            await asyncio.sleep(0.02)
        return response

    async with serving(drip) as site:
        assert await fault_of(site.root, site.policy, seconds=0.3) is PageFault.TOO_SLOW


async def test_endless_headers_are_given_up() -> None:
    """A server that only sends headers counts as unreachable."""

    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _piece in range(200):
            writer.write(b"x" * 1_000)
        await asyncio.sleep(0.2)
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        assert await fault_of(f"http://127.0.0.1:{port}/", LoopbackPolicy(port), seconds=3) is PageFault.UNREACHABLE


async def test_no_data_of_ours_is_sent() -> None:
    """No cookie and no referrer is sent, and the user agent is honest."""
    seen: list[dict[str, str]] = []

    async def remember(request: web.Request) -> web.StreamResponse:
        seen.append({name.lower(): value for name, value in request.headers.items()})
        response = (
            web.Response(status=302, headers={"Location": "/two"}) if request.path == "/" else await page(request)
        )
        response.headers["Set-Cookie"] = "a=b"
        return response

    async with serving(remember) as site:
        await fetch(site.root, site.policy)
    assert len(seen) == 2
    assert all("cookie" not in headers and "referer" not in headers for headers in seen)
    assert seen[0]["user-agent"].startswith("heat2-bot")


async def test_a_server_that_is_not_there() -> None:
    """A closed port and an unknown name have the same fault."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        assert await fault_of(f"http://127.0.0.1:{port}/", LoopbackPolicy(port)) is PageFault.UNREACHABLE
    assert await fault_of("http://no.such.name.invalid/", seconds=3) in {PageFault.UNREACHABLE, PageFault.TOO_SLOW}


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """Return a self-signed certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout"
    subprocess.run([*command.split(), key, "-out", certificate], check=True, capture_output=True)  # noqa: S603
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate, key)
    return tls


async def test_a_self_signed_certificate(self_signed: ssl.SSLContext) -> None:
    """A site with a self-signed certificate is not read."""
    async with serving(page, self_signed) as site:
        assert await fault_of(site.root, site.policy) is PageFault.CERTIFICATE


async def test_a_server_that_breaks_off() -> None:
    """A connection that ends in the middle gives no page."""

    async def break_off(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"x")
        assert request.transport
        request.transport.abort()
        return response

    async with serving(break_off) as site:
        assert await fault_of(site.root, site.policy) is PageFault.UNREACHABLE


def test_the_library_is_the_one_that_the_guard_was_written_for() -> None:
    """aiohttp supports a socket factory; without it, the policy would have no effect."""
    assert tuple(map(int, aiohttp.__version__.split(".")[:3])) >= (3, 14, 1)
