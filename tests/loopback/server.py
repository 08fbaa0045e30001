"""A Discord server on 127.0.0.1: real HTTP and WebSocket sockets for an unmodified discord.py client."""

import asyncio
import contextlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from .api_interactions import InteractionApi
from .api_pins import PinApi
from .api_resources import ResourceApi
from .errors import RefusedError, Violation
from .exchange import Timeouts
from .faults import Fault, Faults
from .gateway import Gateway, GatewayRules
from .interactions import Person
from .messages import Message, mention, new_message, refer
from .rest import API_PREFIX, INTERACTION_ENDPOINTS, Answer, Call, Endpoint, Handler, Router, read_call
from .state import DEFAULT_CAPACITY, RecordedRequest, State
from .validation import DiscordSchema, Limits, Validation
from .wire import to_json
from .world import ORDINARY, Attachment, Channel, Guild, Role, User

MAX_BODY_BYTES = 64 * 1024 * 1024


class LoopbackDiscord:
    """A local Discord server for one bot. Use it as an async context manager.

    `guilds`: the guilds that the bot is in (default: one). `openapi`: path of Discord's `openapi.json`, to validate
    bodies against it, too. `validate="off"` turns validation off. `forbid_mentions`: require that every message allows
    no mention. `rules`: limits and timing of the gateway. `timeouts`: the timeouts of interactions. `capacity`: maximum
    number of messages, of requests and of interactions in memory. `environment_prefix`: prefix of the variables in
    `environment`.
    """

    def __init__(
        self,
        *guilds: Guild,
        openapi: Path | None = None,
        validate: Validation = "always",
        forbid_mentions: bool = True,
        rules: GatewayRules | None = None,
        timeouts: Timeouts | None = None,
        capacity: int = DEFAULT_CAPACITY,
        environment_prefix: str = "HEAT2_DISCORD_",
    ) -> None:
        schema = DiscordSchema(openapi) if openapi is not None and validate == "always" else None
        limits = Limits(validate, schema, forbid_mentions)
        self.state = State(guilds or (Guild("Loopback"),), rules or GatewayRules(), limits, capacity)
        self.faults = Faults(self.state.gateway)
        self._timeouts = timeouts or Timeouts()
        self._environment_prefix = environment_prefix
        self._router = Router()
        self._handlers: dict[Endpoint, Handler] = {
            **InteractionApi(self.state).handlers(),
            **ResourceApi(self.state).handlers(),
            **PinApi(self.state).handlers(),
        }
        self._runner = web.ServerRunner(web.Server(self._serve, request_factory=_request), shutdown_timeout=1.0)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.state.origin = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.close()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        """Base URL of the REST API, for `discord.http.Route.BASE`."""
        return self.state.origin + API_PREFIX

    @property
    def gateway_url(self) -> str:
        """URL of the gateway, for `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`."""
        return self.state.gateway_url

    @property
    def token(self) -> str:
        """The bot's token. The server refuses any other."""
        return self.state.token

    @property
    def gateway(self) -> Gateway:
        """The gateway: its sessions, sockets and received IDENTIFY payloads."""
        return self.state.gateway

    @property
    def guild(self) -> Guild:
        """The first guild."""
        return next(iter(self.state.guilds.values()))

    @property
    def violations(self) -> list[Violation]:
        """The limits that bodies of the bot broke."""
        return self.state.limits.violations

    @property
    def failures(self) -> list[str]:
        """Requests that Discord does not support and gateway rules that the bot broke, such as an early IDENTIFY."""
        return self.state.failures

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables for a bot process: `API_URL`, `GATEWAY_URL` and `TOKEN` after the prefix."""
        values = {"API_URL": self.api_url, "GATEWAY_URL": self.gateway_url, "TOKEN": self.token}
        return {self._environment_prefix + name: value for name, value in values.items()}

    def assert_clean(self) -> None:
        """Check that there are no violations and no failures. Raises AssertionError that lists them."""
        wrong = [*map(str, self.violations), *self.failures]
        if wrong:
            raise AssertionError("the bot broke Discord's rules:\n" + "\n".join(wrong))

    def requests(self, endpoint: Endpoint | None = None) -> list[RecordedRequest]:
        """Return the recorded requests of an endpoint, or of all endpoints, oldest first."""
        return [request for request in self.state.requests if endpoint in (None, request.endpoint)]

    async def ready(self, shards: int = 1, within: float = 90.0) -> None:
        """Wait until `shards` shards are logged in and have received their guilds. Raises TimeoutError."""
        await self.gateway.until(lambda gateway: len(gateway.live_sessions) >= shards, within)

    def member(
        self,
        name: str = "Neil",
        *,
        user: User | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        permissions: int = ORDINARY,
        roles: Iterable[Role] = (),
        locale: str = "en-US",
    ) -> Person:
        """Return a member of a guild (default: the first) in one of its channels (default: the first)."""
        user, guild = user or User(name), guild or self.guild
        self.state.users[user.id] = user
        place = channel or guild.channels[0]
        return Person(self.state, user, guild, place, permissions, tuple(roles), locale, self._timeouts)

    def stranger(self, name: str = "Waingro", *, user: User | None = None, locale: str = "en-US") -> Person:
        """Return a user in direct messages with the bot."""
        user = user or User(name)
        self.state.users[user.id] = user
        return Person(self.state, user, None, None, ORDINARY, (), locale, self._timeouts)

    async def write(
        self, person: Person, content: str, *, reply_to: Message | None = None, pings: bool = True, **body: Any
    ) -> Message:
        """Write a message as a person, or a reply, which pings the author of the other message unless told otherwise.

        The bot receives it if its intents include it. Without the privileged intent it receives the text of direct
        messages, of messages that mention it, and of replies that ping it, if they are not to the response of a
        command.
        """
        channel_id = person.channel.id if person.channel else self.state.dm_channel(person.id)
        payload = new_message(person.user, channel_id, {"content": content, **body})
        mention(payload, self.state.users)
        if reply_to is not None:
            refer(payload, reply_to, pings=pings)
        message = Message(payload, guild_id=person.guild.id if person.guild else None)
        self.state.messages.add(message)
        await self.state.announce("MESSAGE_CREATE", message)
        return message

    async def pin(self, message: Message) -> None:
        """Pin a message as a person who may do so."""
        await self.state.pin(message)

    def upload(self, filename: str, content: bytes, content_type: str = "application/octet-stream") -> Attachment:
        """Return an uploaded file for an option of a command or a field of a modal."""
        return self.state.upload(filename, content, content_type)

    async def join(self, guild: Guild) -> None:
        """Add the bot to another guild."""
        self.state.guilds[guild.id] = guild
        await self.gateway.publish("GUILD_CREATE", self.state.guild_payload(guild), guild.id)

    async def remove_bot(self, guild: Guild) -> None:
        """Remove the bot from a guild."""
        del self.state.guilds[guild.id]
        await self.gateway.publish("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.rstrip("/") == "/gw":
            return await self.gateway.serve(request)
        if path.startswith("/cdn/attachments/"):
            return self._file(path)
        answered = asyncio.get_running_loop().create_future()
        self.state.answering.add(answered)
        try:
            response = await self._respond(request)
            # Send the response here: aiohttp would send it after this method, too late for `answered`.
            with contextlib.suppress(ConnectionError):
                await response.prepare(request)
                await response.write_eof()
        finally:
            self.state.answering.discard(answered)
            answered.set_result(None)
        return response

    async def _respond(self, request: web.BaseRequest) -> web.Response:
        try:
            call = await read_call(request, self._router)
        except RefusedError as refusal:
            self.failures.append(f"{request.method} {request.path}: {refusal}")
            return _to_response(Answer(refusal.status, refusal.body()))
        fault = self.faults.take(call.endpoint)
        if fault is None:
            return _to_response(await self._answer(call))
        return await self._answer_with_fault(fault, call, request)

    def _file(self, path: str) -> web.Response:
        number = path.split("/")[3]
        found = self.state.files.get(int(number)) if number.isdigit() else None
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.content, headers={"Content-Type": found.content_type})

    async def _answer_with_fault(self, fault: Fault, call: Call, request: web.BaseRequest) -> web.Response:
        answer = Answer(fault.status or 503, fault.body, fault.headers)
        if fault.takes_effect:
            done = await self._answer(call)
            answer = answer if fault.status else done
        else:
            self.state.requests.append(RecordedRequest(call.endpoint, call.path, call.body, answer.status))
        await asyncio.sleep(fault.delay)
        if fault.drops_connection and request.transport is not None:
            request.transport.abort()
        return _to_response(answer)

    async def _answer(self, call: Call) -> Answer:
        try:
            answer = await self._dispatch(call)
        except RefusedError as refusal:
            self._note_refusal(call, refusal)
            answer = Answer(refusal.status, refusal.body())
        except Exception as error:
            self.failures.append(f"{call.endpoint} with {call.body!r:.500}: the server failed with {error!r}")
            raise
        self.state.requests.append(RecordedRequest(call.endpoint, call.path, call.body, answer.status))
        return answer

    async def _dispatch(self, call: Call) -> Answer:
        handler = self._handlers.get(call.endpoint)
        if handler is None:
            self.failures.append(f"unknown route {call.path}")
            raise RefusedError(404, 0, "404: Not Found")
        if call.endpoint not in INTERACTION_ENDPOINTS and call.authorization != f"Bot {self.state.token}":
            raise RefusedError(401, 0, "401: Unauthorized")
        return await handler(call)

    def _note_refusal(self, call: Call, refusal: RefusedError) -> None:
        if call.endpoint in INTERACTION_ENDPOINTS and (exchange := self.state.exchange(call.args[1])):
            exchange.record_refusal(refusal)


def _to_response(answer: Answer) -> web.Response:
    # discord.py accepts a response only if its content type is exactly `application/json`.
    if answer.body is None:
        return web.Response(status=answer.status, headers=answer.headers)
    return web.Response(
        status=answer.status, body=to_json(answer.body), content_type="application/json", headers=answer.headers
    )


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: "asyncio.Task[None]") -> web.BaseRequest:
    """Create a request that accepts up to MAX_BODY_BYTES. aiohttp's default is 1 MiB."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY_BYTES)
