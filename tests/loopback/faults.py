"""Faults for tests: rate limits, server errors, slow responses, cut connections, invalid sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import RefusedError
from .gateway import Gateway
from .rest import Endpoint
from .wire import JsonObject


@dataclass(slots=True)
class Fault:
    """A fault for the next `times` requests to an endpoint (None: any endpoint).

    With `takes_effect` the request is executed first, and only its response is lost or late.
    """

    endpoint: Endpoint | None
    times: int
    status: int = 0
    body: JsonObject = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drops_connection: bool = False
    takes_effect: bool = False


class Faults:
    """The pending faults, first in, first out, and faults of the gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._pending: list[Fault] = []

    def rate_limit(
        self,
        endpoint: Endpoint | None = None,
        *,
        retry_after: float = 0.1,
        via_header: bool = True,
        retry_after_header: bool = True,
        is_global: bool = False,
        times: int = 1,
    ) -> None:
        """Respond with 429. discord.py waits `retry_after` seconds and retries only if there is a `Via` header."""
        headers = {"Via": "1.1 google"} if via_header else {}
        if retry_after_header:
            headers["Retry-After"] = str(max(1, round(retry_after)))
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": is_global}
        self._pending.append(Fault(endpoint, times, 429, body, headers))

    def server_error(
        self, endpoint: Endpoint | None = None, *, status: int = 500, takes_effect: bool = False, times: int = 1
    ) -> None:
        """Respond with 5xx. discord.py tries up to five times, with pauses of 1, 3, 5 and 7 seconds."""
        body = {"message": f"{status}: Internal Server Error", "code": 0}
        self._pending.append(Fault(endpoint, times, status, body, takes_effect=takes_effect))

    def refuse(self, endpoint: Endpoint | None, refusal: RefusedError, *, times: int = 1) -> None:
        """Respond with this error, such as `RefusedError(403, 50013, "Missing Permissions")`."""
        self._pending.append(Fault(endpoint, times, refusal.status, refusal.body()))

    def slow(self, endpoint: Endpoint | None = None, *, seconds: float, times: int = 1) -> None:
        """Execute the request at once, but delay its response by `seconds`."""
        self._pending.append(Fault(endpoint, times, delay=seconds, takes_effect=True))

    def drop_request(self, endpoint: Endpoint | None = None, *, takes_effect: bool = False, times: int = 1) -> None:
        """Cut the connection instead of responding."""
        self._pending.append(Fault(endpoint, times, drops_connection=True, takes_effect=takes_effect))

    async def drop_socket(self, shard_id: int = 0, code: int | None = None) -> None:
        """Disconnect a shard, without a handshake or with a close code. The bot should RESUME."""
        await self._gateway.drop(shard_id, code)

    async def invalid_session(self, shard_id: int = 0, *, resumable: bool = False) -> None:
        """Send INVALID_SESSION to a shard. Unless `resumable`, the bot must IDENTIFY again."""
        await self._gateway.invalidate(shard_id, resumable=resumable)

    async def ask_reconnect(self, shard_id: int = 0) -> None:
        """Send RECONNECT to a shard, as Discord does before maintenance. The bot should RESUME."""
        await self._gateway.ask_reconnect(shard_id)

    def silence_heartbeats(self, silent: bool = True) -> None:
        """Do not acknowledge heartbeats, as on a connection that is open but dead."""
        self._gateway.acknowledges_heartbeats = not silent

    def clear(self) -> None:
        """Delete the pending faults of requests."""
        self._pending.clear()

    def take(self, endpoint: Endpoint) -> Fault | None:
        """Return the next fault for this endpoint and count it as used, or return None."""
        for fault in self._pending:
            if fault.endpoint is None or fault.endpoint is endpoint:
                fault.times -= 1
                if not fault.times:
                    self._pending.remove(fault)
                return fault
        return None
