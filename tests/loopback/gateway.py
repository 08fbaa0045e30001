"""The gateway: login, heartbeats, resuming, shards, and the delivery of events."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from aiohttp import WSMsgType, web

from .connections import Intent, Op, Session, Socket, encoder
from .wire import JsonObject, from_json


class Close(IntEnum):
    """WebSocket close codes that the server sends of its own accord."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SHARD = 4010
    DISALLOWED_INTENTS = 4014


_ROUND_TRIPS = 3
PRIVILEGED = Intent.MEMBERS | Intent.PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(frozen=True)
class GatewayRules:
    """Limits and timing of the gateway.

    Times are in seconds. `identify_window` is the minimum time between two IDENTIFY of one rate-limit bucket; the
    bucket is `shard_id % max_concurrency`. `session_starts` IDENTIFY are allowed in `session_period`.
    `privileged_intents` are those that the application was granted. `replay_capacity` is the number of events that
    a session buffers for a RESUME. `ack_delay` is the delay of a heartbeat's acknowledgement.
    """

    heartbeat_interval: float = 41.25
    ack_delay: float = 0.02
    max_concurrency: int = 1
    identify_window: float = 5.0
    recommended_shards: int = 1
    session_starts: int = 1000
    session_period: float = 24 * 60 * 60.0
    privileged_intents: int = 0
    replay_capacity: int = 5000


class Gateway:
    """All sessions and sockets.

    `initial_events(session)` returns the events that follow an IDENTIFY, READY first. `record_failure` is called with
    a message when the bot breaks a rule for which Discord would disconnect it.
    """

    def __init__(
        self,
        rules: GatewayRules,
        token: str,
        initial_events: Callable[[Session], Iterable[tuple[str, JsonObject]]],
        record_failure: Callable[[str], None],
    ) -> None:
        self.rules = rules
        self.identifies: list[JsonObject] = []
        self.sessions: dict[str, Session] = {}
        self.sockets: list[Socket] = []
        self.acknowledges_heartbeats = True
        self._token = token
        self._initial_events = initial_events
        self._record_failure = record_failure
        self._identified_at: dict[int, float] = {}
        self._started_at: deque[float] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()
        self._handlers: dict[Op, Callable[[Socket, Any], Coroutine[Any, Any, None]]] = {
            Op.HEARTBEAT: self._heartbeat,
            Op.IDENTIFY: self._identify,
            Op.RESUME: self._resume,
            Op.REQUEST_GUILD_MEMBERS: self._request_members,
            Op.PRESENCE_UPDATE: self._ignore,
            Op.VOICE_STATE_UPDATE: self._ignore,
        }

    @property
    def live_sessions(self) -> list[Session]:
        """Sessions with an open socket, ordered by shard."""
        found = (session for session in self.sessions.values() if session.socket is not None and session.ready)
        return sorted(found, key=lambda session: session.shard_id)

    @property
    def session_starts_left(self) -> int:
        """Number of IDENTIFY still allowed, as `GET /gateway/bot` reports it."""
        while self._started_at and self.session_reset_after <= 0:
            self._started_at.popleft()
        return max(0, self.rules.session_starts - len(self._started_at))

    @property
    def session_reset_after(self) -> float:
        """Seconds until the next used session start expires; 0 if none is used."""
        return self._started_at[0] + self.rules.session_period - time.monotonic() if self._started_at else 0.0

    async def until(self, predicate: Callable[["Gateway"], bool], within: float = 90.0) -> None:
        """Wait until the predicate is true. Raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: predicate(self))

    def shard(self, shard_id: int = 0) -> Session:
        """Return the newest session of a shard. Raises LookupError if the shard has never identified."""
        for session in reversed(self.sessions.values()):
            if session.shard_id == shard_id:
                return session
        raise LookupError(f"shard {shard_id} has no session; identified so far: {len(self.identifies)}")

    def for_guild(self, guild_id: int | None) -> Iterator[Session]:
        """Yield the sessions that receive the events of a guild. Direct messages (None) go to shard 0."""
        place = 0 if guild_id is None else guild_id >> 22
        for session in self.sessions.values():
            if session.shard_id == place % session.shard_count:
                yield session

    async def publish(self, event: str, data: Any, guild_id: int | None, intent: int = 0, without: int = 0) -> int:
        """Send an event to the guild's sessions that have `intent` and lack `without`; return their number."""
        concerned = [one for one in self.for_guild(guild_id) if one.intents & (intent | without) == intent]
        for session in concerned:
            await session.dispatch(event, data)
        return len(concerned)

    async def wait_until_processed(self, guild_id: int | None) -> None:
        """Wait until the bot has processed everything sent to it so far, by WebSocket or HTTP.

        A round trip takes at least two iterations of the bot's event loop. An HTTP response that has arrived is
        processed within three iterations, so _ROUND_TRIPS round trips are enough.
        """
        for session in list(self.for_guild(guild_id)):
            for _ in range(_ROUND_TRIPS):
                if session.socket is not None:
                    await session.socket.round_trip()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one WebSocket until it is closed."""
        compression = request.rel_url.query.get("compress", "")
        response = web.WebSocketResponse(max_msg_size=4096, compress=False, autoping=False)
        await response.prepare(request)
        socket = Socket(response, request, encoder(compression), compression)
        self.sockets.append(socket)
        try:
            await socket.send_op(Op.HELLO, {"heartbeat_interval": int(self.rules.heartbeat_interval * 1000)})
            await self._listen(socket)
        finally:
            self.sockets.remove(socket)
            while socket.pings:
                socket.record_pong()
            if socket.session is not None and socket.session.socket is socket:
                socket.session.socket = None
            await self._notify()
        return response

    async def close(self) -> None:
        """Cancel pending acknowledgements and close every socket."""
        for task in self._tasks:
            task.cancel()
        for socket in list(self.sockets):
            await socket.close(1001)

    async def drop(self, shard_id: int = 0, code: int | None = None) -> None:
        """Disconnect a shard: without a handshake, or with this close code. The session remains resumable."""
        socket = self._socket(shard_id)
        if code is None:
            socket.abort()
        else:
            await socket.close(code)

    async def invalidate(self, shard_id: int = 0, *, resumable: bool = False) -> None:
        """Send INVALID_SESSION. Unless `resumable`, delete the session, so that the bot must IDENTIFY again."""
        socket = self._socket(shard_id)
        if not resumable:
            self._forget(socket)
        await socket.send_op(Op.INVALID_SESSION, resumable)

    async def ask_reconnect(self, shard_id: int = 0) -> None:
        """Send RECONNECT, as Discord does before it shuts down a gateway server."""
        await self._socket(shard_id).send_op(Op.RECONNECT)

    def _socket(self, shard_id: int) -> Socket:
        socket = self.shard(shard_id).socket
        if socket is None:
            raise LookupError(f"shard {shard_id} has no open socket")
        return socket

    def _forget(self, socket: Socket) -> None:
        if socket.session is not None:
            self.sessions.pop(socket.session.id, None)
            socket.session.socket = None
            socket.session = None

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _listen(self, socket: Socket) -> None:
        async for frame in socket.response:
            if frame.type is WSMsgType.TEXT:
                await self._receive(socket, from_json(frame.data))
            elif frame.type is WSMsgType.PONG:
                socket.record_pong()
            elif frame.type is WSMsgType.PING:
                await socket.response.pong(frame.data)
            else:
                await socket.close(Close.DECODE_ERROR)

    async def _receive(self, socket: Socket, message: JsonObject) -> None:
        handler = self._handlers.get(message["op"])
        if handler is None:
            self._record_failure(f"gateway opcode {message['op']} is unknown")
            await socket.close(Close.UNKNOWN_OPCODE)
        else:
            await handler(socket, message.get("d"))

    async def _ignore(self, socket: Socket, data: Any) -> None:
        if socket.session is None:
            await socket.close(Close.NOT_AUTHENTICATED)

    async def _heartbeat(self, socket: Socket, data: Any) -> None:
        socket.heartbeats += 1
        if self.acknowledges_heartbeats:
            task = asyncio.create_task(self._acknowledge(socket))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _acknowledge(self, socket: Socket) -> None:
        # discord.py records the time of a heartbeat only after its sending thread wakes up. An immediate answer would
        # be compared with the previous heartbeat and logged as 41 seconds of lag.
        await asyncio.sleep(self.rules.ack_delay)
        await socket.send_op(Op.HEARTBEAT_ACK)
        socket.acknowledged += 1

    async def _identify(self, socket: Socket, data: JsonObject) -> None:
        shard_id, shard_count = data.get("shard") or (0, 1)
        intents = Intent(data["intents"])
        if problem := self._identify_problem(socket, data, shard_id, shard_count, intents):
            self._record_failure(f"IDENTIFY closed with {int(problem)}: {problem.name}")
            await socket.close(problem)
            return
        if not self._respects_identify_window(shard_id):
            self._record_failure(
                f"IDENTIFY of shard {shard_id} within {self.rules.identify_window} s of one in its bucket"
            )
            await socket.send_op(Op.INVALID_SESSION, False)
            return
        if not self.session_starts_left:
            self._record_failure(f"IDENTIFY of shard {shard_id} exceeds the session start limit")
            await socket.close(Close.AUTHENTICATION_FAILED)
            return
        self._started_at.append(time.monotonic())
        self.identifies.append(data)
        replay_buffer: deque[tuple[int, bytes]] = deque(maxlen=self.rules.replay_capacity)
        session = Session(shard_id, shard_count, intents, data, socket, replay_buffer)
        socket.session = self.sessions[session.id] = session
        for event, payload in self._initial_events(session):
            await session.dispatch(event, payload)
        session.ready = True
        await self._notify()

    def _identify_problem(
        self, socket: Socket, data: JsonObject, shard_id: int, shard_count: int, intents: Intent
    ) -> Close | None:
        if socket.session is not None:
            return Close.ALREADY_AUTHENTICATED
        if data.get("token") != self._token:
            return Close.AUTHENTICATION_FAILED
        if not 0 <= shard_id < shard_count:
            return Close.INVALID_SHARD
        if intents & PRIVILEGED & ~self.rules.privileged_intents:
            return Close.DISALLOWED_INTENTS
        return None

    def _respects_identify_window(self, shard_id: int) -> bool:
        bucket = shard_id % self.rules.max_concurrency
        now = time.monotonic()
        before = self._identified_at.get(bucket)
        self._identified_at[bucket] = now
        return before is None or now - before >= self.rules.identify_window

    async def _resume(self, socket: Socket, data: JsonObject) -> None:
        session = self.sessions.get(data["session_id"])
        if data.get("token") != self._token:
            await socket.close(Close.AUTHENTICATION_FAILED)
            return
        if session is None or not session.can_replay(data["seq"]):
            await socket.send_op(Op.INVALID_SESSION, False)
            return
        await session.resume(socket, data["seq"])
        await self._notify()

    async def _request_members(self, socket: Socket, data: JsonObject) -> None:
        if socket.session is None:
            await socket.close(Close.NOT_AUTHENTICATED)
            return
        chunk = {"guild_id": str(data["guild_id"]), "members": [], "chunk_index": 0, "chunk_count": 1}
        chunk |= {"not_found": data.get("user_ids") or [], "nonce": data.get("nonce")}
        await socket.session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
