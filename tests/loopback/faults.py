"""Faults that a test orders: rate limits, server errors, slow answers, cut connections, lost sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import RefusedError
from .gateway import Gateway
from .routes import Endpoint
from .wire import JsonObject


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` requests to an endpoint (None: to any).

    With `takes_effect` the request is carried out first, and only its answer is lost or late.
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
    """The orders that are still open. They are used up in the order in which they were given."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._open: list[Fault] = []

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
        """429. Only with a `Via` header does discord.py wait `retry_after` seconds and try again."""
        headers = {"Via": "1.1 google"} if via_header else {}
        if retry_after_header:
            headers["Retry-After"] = str(max(1, round(retry_after)))
        body = {"message": "You are being rate limited.", "retry_after": retry_after, "global": is_global}
        self._open.append(Fault(endpoint, times, 429, body, headers))

    def server_error(
        self, endpoint: Endpoint | None = None, *, status: int = 500, takes_effect: bool = False, times: int = 1
    ) -> None:
        """5xx. discord.py tries up to five times and sleeps 1, 3, 5, 7 seconds in between."""
        body = {"message": f"{status}: Internal Server Error", "code": 0}
        self._open.append(Fault(endpoint, times, status, body, takes_effect=takes_effect))

    def refuse(self, endpoint: Endpoint | None, refusal: RefusedError, *, times: int = 1) -> None:
        """Any error in Discord's form, such as `RefusedError(403, 50013, "Missing Permissions")`."""
        self._open.append(Fault(endpoint, times, refusal.status, refusal.body()))

    def slow(self, endpoint: Endpoint | None = None, *, seconds: float, times: int = 1) -> None:
        """The request takes effect at once, but its answer comes late."""
        self._open.append(Fault(endpoint, times, delay=seconds, takes_effect=True))

    def drop_request(self, endpoint: Endpoint | None = None, *, takes_effect: bool = False, times: int = 1) -> None:
        """The connection is cut instead of an answer."""
        self._open.append(Fault(endpoint, times, drops_connection=True, takes_effect=takes_effect))

    async def drop_socket(self, shard_id: int = 0, code: int | None = None) -> None:
        """Cuts a shard's gateway socket, without a handshake or with a close code; the bot should RESUME."""
        await self._gateway.drop(shard_id, code)

    async def invalid_session(self, shard_id: int = 0, *, resumable: bool = False) -> None:
        """Tells a shard that its session is invalid; unless resumable the bot must IDENTIFY."""
        await self._gateway.invalidate(shard_id, resumable=resumable)

    async def ask_reconnect(self, shard_id: int = 0) -> None:
        """Tells a shard to reconnect, as Discord does before maintenance; the bot should RESUME."""
        await self._gateway.ask_reconnect(shard_id)

    def silence_heartbeats(self, silent: bool = True) -> None:
        """Leaves heartbeats unanswered: the connection is open and dead."""
        self._gateway.acknowledges_heartbeats = not silent

    def clear(self) -> None:
        """Forgets the open orders for requests."""
        self._open.clear()

    def take(self, endpoint: Endpoint) -> Fault | None:
        """Uses up one order for this endpoint."""
        for fault in self._open:
            if fault.endpoint is None or fault.endpoint is endpoint:
                fault.times -= 1
                if not fault.times:
                    self._open.remove(fault)
                return fault
        return None
