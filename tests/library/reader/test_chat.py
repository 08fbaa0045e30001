"""A chat model on a real socket: what it gets, which of its answers are choices, and which servers are understood."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ReaderError, ReaderFault
from bot.library.reader import http_client
from bot.library.reader.chat import ChatReader, _passages, chat_address
from bot.library.reader.http_client import MAX_ANSWER
from bot.library.reader.prompt import instructions, question_as_json
from bot.search.reader import ReaderChoice, ReaderRequest, checked_numbers
from tests.library.reader.server import Respond, always, chat_answer, chosen, model_server, request_for

REQUEST = request_for("It starts in August.", "Michael Mann directs.", "It is a sequel.")


async def choose(respond: Respond, request: ReaderRequest = REQUEST, key: str = "") -> ReaderChoice:
    """Return the choice of a model that answers like this."""
    async with model_server(respond) as server:
        reader = ChatReader(server.url, "small", key)
        try:
            return await reader.choose(request)
        finally:
            await reader.close()


async def test_a_model_gets_the_question_and_the_passages_only() -> None:
    """The request has the model, the instructions, the question and passages, the key as a header, and no more."""
    async with model_server(always(chosen(2, 1))) as server:
        reader = ChatReader(server.url + "/v1", "small", "sesame")
        assert await reader.choose(REQUEST) == ReaderChoice((2, 1), 321)
        await reader.close()
    ((path, headers, body),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer sesame"
    assert "Cookie" not in headers
    system, user = body["messages"]
    assert (system["content"], body["model"], body["temperature"]) == (instructions(), "small", 0)
    told = json.loads(user["content"])
    assert told.keys() == {"today", "question", "passages"}
    assert told["passages"][0].keys() == {"number", "date", "publisher", "language", "heading", "text"}
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["passages"]["items"]["enum"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
        ("https://host/api/v1/", "https://host/api/v1/chat/completions"),
        ("https://host/v1/chat/completions", "https://host/v1/chat/completions"),
        ("https://host/openai?api-version=1", "https://host/openai/chat/completions?api-version=1"),
    ],
)
def test_the_address_is_completed(url: str, address: str) -> None:
    """The address of a server, of its API or of its chat completions will do."""
    assert chat_address(url) == address


def test_the_instructions_hold_no_reasons() -> None:
    """The reasons in the prompt's file are not sent, and the instructions give an example of the form."""
    assert "#" not in instructions()
    assert '{"passages": [3, 1]}' in instructions()


def test_a_follow_up_names_the_question_before() -> None:
    """The question before stands in a field of its own."""
    told = json.loads(question_as_json(request_for("x", before="Who directs?")))
    assert told["before"] == "Who directs?"


@pytest.mark.parametrize(
    "content",
    [
        '{"passages": [2]}',
        ' {"passages":[2]}\n',
        '```json\n{"passages": [2]}\n```',
        '```{"passages": [2]}```',
        '\ufeff{"passages": [2]}',
        '<think>1? no.</think>{"passages": [2]}',
        '<thinking>1? no.</thinking>\n{"passages": [2]}',
        '[THINK]1? no.[/THINK]{"passages": [2]}',
        '1? no.\n</think>\n\n```json\n{"passages": [2]}\n```',
    ],
)
async def test_usual_wrappings_of_a_choice_are_understood(content: str) -> None:
    """JSON alone, in a fence, or after thoughts is a choice, even if their first tag is missing."""
    assert (await choose(always(chat_answer(content)))).numbers == (2,)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "2",
        "[2]",
        "Passage 2.",
        'The answer is {"passages": [2]}',
        '{"passages": [2]} because it says so',
        '{"passages": [2]}</think>',
        '<think>{"passages": [2]}',
        '<think>1? no.</think>{"passages": [2]} or not',
        '{"passages": 2}',
        '{"passages": ["2"]}',
        '{"passages": [true]}',
        '{"passages": [2.0]}',
        '{"passages": [0]}',
        '{"passages": [4]}',
        '{"passages": [-1]}',
        '{"passages": [2, 2]}',
        '{"passages": null}',
        '{"passages": [2], "text": "Filming starts in May."}',
        '{"passages": [' + "9" * 5000 + "]}",
        "[" * 100_000,
        None,
        7,
        [{"type": "text", "text": '{"passages": [2]}'}],
    ],
)
async def test_anything_else_is_no_choice(content: object) -> None:
    """Free text, numbers that were not given, other fields and other types are discarded."""
    with pytest.raises(ReaderError) as caught:
        await choose(always(chat_answer(content)))
    assert caught.value.fault is ReaderFault.INVALID


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (chat_answer("<think>The user wants"), "take a model that answers at once"),
        (chat_answer(""), "take a model that answers at once"),
        (chat_answer(None), "take a model that answers at once"),
        (chat_answer("Passage 2."), "take a larger model"),
        (chat_answer('{"passages": [9]}'), "take a larger model"),
        ({"error": {"message": "secret text of the server"}}, "check the address and the name of the model"),
    ],
)
async def test_what_is_no_choice_says_what_to_do(answer: Any, told: str) -> None:
    """The error says what to change, and holds no text of the model."""
    with pytest.raises(ReaderError, match=told) as caught:
        await choose(always(answer))
    assert "secret" not in str(caught.value)
    assert "Passage 2" not in str(caught.value)


async def test_a_choice_that_is_cut_off_is_told_so() -> None:
    """A model that uses all its tokens before it chooses is one that thinks first."""
    answer = chat_answer('{"passages": [2')
    answer["choices"][0]["finish_reason"] = "length"
    with pytest.raises(ReaderError, match="100 tokens without coming to a choice"):
        await choose(always(answer))


async def test_a_model_is_told_not_to_think_first() -> None:
    """Servers that can switch thinking off are asked to, and a server that refuses it is asked without it."""

    def respond_without(*refused: str) -> Respond:
        async def respond(_request: web.Request, body: Any) -> web.StreamResponse:
            return web.json_response(chosen(1), status=400 if set(refused) & body.keys() else 200)

        return respond

    last: list[set[str]] = []
    for refused in ((), ("reasoning_effort",), ("chat_template_kwargs",), ("reasoning_effort", "chat_template_kwargs")):
        async with model_server(respond_without(*refused)) as server:
            reader = ChatReader(server.url, "small")
            assert (await reader.choose(REQUEST)).numbers == (1,)
            await reader.close()
        *_, (_, _, body) = server.asked
        assert body["stream"] is False
        last.append({"reasoning_effort", "chat_template_kwargs"} & body.keys())
    both = {"reasoning_effort", "chat_template_kwargs"}
    assert last == [both, {"chat_template_kwargs"}, {"reasoning_effort"}, set()]


@given(
    st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda x: json.dumps({"passages": x}))
)
def test_no_text_becomes_anything_but_given_numbers(content: str) -> None:
    """Whatever a model writes, the result is an error or different numbers of the request."""
    try:
        numbers = checked_numbers(_passages(content), REQUEST)
    except ReaderError:
        return
    assert set(numbers) <= {1, 2, 3}
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("answer", [None, [], {}, {"choices": []}, {"choices": [{}]}, {"choices": {"0": 1}}, "x", 3])
async def test_an_answer_without_a_message_is_no_choice(answer: Any) -> None:
    """JSON of another form raises ReaderError."""
    with pytest.raises(ReaderError):
        await choose(always(answer))


@pytest.mark.parametrize("tokens", [None, "many", True, -3, 1.5])
async def test_odd_counts_of_tokens_count_as_none(tokens: object) -> None:
    """A count that is no whole number above 0 is 0."""
    assert (await choose(always(chat_answer('{"passages": []}', tokens)))).tokens == 0


@pytest.mark.parametrize(
    ("unknown", "status"),
    [("json_schema", 500), ("response_format", 400), ("max_tokens", 400), ("temperature", 422), ("schema", 501)],
)
async def test_a_server_without_a_parameter_is_asked_without_it(unknown: str, status: int) -> None:
    """A server that refuses a parameter gets the request in another form, and from then on in that form at once."""

    async def respond(_request: web.Request, body: Any) -> web.StreamResponse:
        return web.json_response({}, status=status) if unknown in json.dumps(body) else web.json_response(chosen(3))

    async with model_server(respond) as server:
        reader = ChatReader(server.url, "small")
        assert (await reader.choose(REQUEST)).numbers == (3,)
        tries = len(server.asked)
        assert (await reader.choose(REQUEST)).numbers == (3,)
        assert len(server.asked) == tries + 1
        await reader.close()


async def test_a_server_that_has_answered_is_not_tried_in_other_forms() -> None:
    """Once a form was accepted, an error is an error: the server would only get more to do."""
    statuses = [200, 500]

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.json_response(chosen(1), status=statuses.pop(0))

    async with model_server(respond) as server:
        reader = ChatReader(server.url, "small")
        await reader.choose(REQUEST)
        with pytest.raises(ReaderError, match="500"):
            await reader.choose(REQUEST)
        await reader.close()


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (204, "check the address"),
        (400, "HEAT2_READER_KEY"),
        (401, "HEAT2_READER_KEY"),
        (402, "credit"),
        (404, "name of the model"),
        (413, "lower HEAT2_READER_PASSAGES"),
        (429, "too many"),
        (503, "look at its log"),
        (599, "look at its log"),
    ],
)
async def test_an_http_error_says_what_to_check(status: int, hint: str) -> None:
    """The error names the status and what to check, and neither the key nor the answer's text."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.Response(status=status, text="secret text of the server")

    with pytest.raises(ReaderError, match=hint) as caught:
        await choose(respond, key="sesame")
    assert caught.value.fault is ReaderFault.REFUSED
    assert "sesame" not in str(caught.value)
    assert "secret" not in str(caught.value)


async def test_a_redirect_is_not_followed() -> None:
    """Question and key go nowhere else, whatever the server says."""

    async def respond(request: web.Request, _body: Any) -> web.StreamResponse:
        raise web.HTTPTemporaryRedirect(f"http://{request.host}/elsewhere")

    async with model_server(respond) as server:
        reader = ChatReader(server.url, "small", "sesame")
        with pytest.raises(ReaderError, match="307: it refers to another address"):
            await reader.choose(REQUEST)
        await reader.close()
    assert [path for path, *_ in server.asked] == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("86400", 600), ("-1", 0), ("soon", 0), ("٧", 0), ("Wed, 01 Jan 2031 00:00:00 GMT", 0)],
)
async def test_a_server_says_for_how_long_it_wants_no_request(header: str, seconds: float) -> None:
    """Retry-After in seconds is kept, at most ten minutes; anything else counts as nothing said."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.Response(status=429, headers={"Retry-After": header})

    with pytest.raises(ReaderError) as caught:
        await choose(respond)
    assert caught.value.retry_after == seconds
    assert ("asks for a pause" in caught.value.detail) == bool(seconds)


async def test_a_wrong_scheme_is_told() -> None:
    """An https address of a server without TLS says what to check."""
    async with model_server(always(chosen(1))) as server:
        reader = ChatReader(server.url.replace("http:", "https:"), "small")
        with pytest.raises(ReaderError, match="begins with http or https"):
            await reader.choose(REQUEST)
        await reader.close()


async def test_a_connection_that_is_closed_is_told() -> None:
    """A server that hangs up says nothing: the scheme and its log may."""

    async def respond(request: web.Request, _body: Any) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    with pytest.raises(ReaderError, match="closed the connection"):
        await choose(respond)


async def test_a_host_that_does_not_exist_is_told() -> None:
    """A name that nobody knows is a mistake in the address."""
    reader = ChatReader("http://models.invalid/v1", "small")
    with pytest.raises(ReaderError, match=r"models\.invalid cannot be found: check the name"):
        await reader.choose(REQUEST)
    await reader.close()


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    """Return what a server needs for TLS with a certificate that nobody trusts."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed, which makes the certificate of this test")
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")]
    options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost", *files]
    subprocess.run([openssl, "req", "-x509", *options], check=True, capture_output=True)  # noqa: S603
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    return context


async def test_a_certificate_that_is_not_trusted_is_told(self_signed: ssl.SSLContext) -> None:
    """A self-signed certificate is refused, and the error names the variable that makes it trusted."""
    hang_up = asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=self_signed)
    async with await hang_up as server:
        reader = ChatReader(f"https://localhost:{server.sockets[0].getsockname()[1]}", "small")
        with pytest.raises(ReaderError, match="SSL_CERT_FILE"):
            await reader.choose(REQUEST)
        await reader.close()


async def test_a_server_that_does_not_connect_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some servers without TLS wait for ever if they are spoken to with it: that is no slow model."""
    monkeypatch.setattr(http_client, "CONNECT_SECONDS", 0.05)
    ends = asyncio.Event()

    async def wait(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ends.wait()
        writer.close()

    async with await asyncio.start_server(wait, "127.0.0.1", 0) as server:
        reader = ChatReader(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}", "small")
        with pytest.raises(ReaderError, match="does not connect: check its address"):
            await reader.choose(REQUEST)
        await reader.close()
        ends.set()


async def test_a_server_that_speaks_no_http_is_told() -> None:
    """The port of another service says so in one line."""

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-server\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        reader = ChatReader(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "small")
        with pytest.raises(ReaderError, match=r"cannot be asked \(ClientResponseError\): check the address"):
            await reader.choose(REQUEST)
        await reader.close()


async def test_an_endless_answer_is_cut_off() -> None:
    """No more than MAX_ANSWER is read."""

    async def respond(request: web.Request, _body: Any) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" " * MAX_ANSWER)

    with pytest.raises(ReaderError, match="more than"):
        await choose(respond)


@pytest.mark.parametrize("answer", [b"", b"no json", b"\xff\xfe"])
async def test_an_answer_that_is_no_json_is_an_error(answer: bytes) -> None:
    """Anything but JSON raises ReaderError."""

    async def respond(_request: web.Request, _body: Any) -> web.StreamResponse:
        return web.Response(body=answer)

    with pytest.raises(ReaderError, match="JSON"):
        await choose(respond)


async def test_a_server_that_is_away_is_named_without_its_password() -> None:
    """The error names the host, and neither the user, the password nor the key in the address."""
    reader = ChatReader("http://fan:hunter2@127.0.0.1:9/v1?key=hunter3", "small", "hunter4")
    with pytest.raises(ReaderError, match=r"127\.0\.0\.1:9 cannot be reached") as caught:
        await reader.choose(REQUEST)
    assert caught.value.fault is ReaderFault.UNREACHABLE
    assert "hunter" not in str(caught.value)
    await reader.close()
    await reader.close()
