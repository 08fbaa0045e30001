"""One interaction: what the member sent, how the bot responded, and Discord's rules for the responses."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from .errors import Problem, RefusedError, invalid_form
from .messages import Message
from .wire import JsonObject, new_snowflake

TOKEN_LIFETIME = 15 * 60.0


class InteractionType(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Ack(IntEnum):
    """The `type` of an interaction callback."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_MESSAGE_ACKS = {Ack.MESSAGE, Ack.DEFERRED_MESSAGE}
_ALLOWED_ACKS: Mapping[InteractionType, set[Ack]] = {
    InteractionType.COMMAND: _MESSAGE_ACKS | {Ack.MODAL},
    InteractionType.COMPONENT: _MESSAGE_ACKS | {Ack.DEFERRED_UPDATE, Ack.UPDATE, Ack.MODAL},
    InteractionType.AUTOCOMPLETE: {Ack.CHOICES},
    InteractionType.MODAL_SUBMIT: _MESSAGE_ACKS,
}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that an interaction waits for its acknowledgement, for its answer, and until its token expires."""

    acknowledge: float = 3.0
    answer: float = 10.0
    token: float = TOKEN_LIFETIME


class Exchange:
    """One interaction and the bot's responses. It is updated when the bot edits its reply or sends follow-ups.

    `acknowledged` is None until the bot acknowledges the interaction. `acknowledged_after` and `answered_after` are
    seconds since the interaction was sent. `refusals` are the error responses that the bot received. `timed_out` is
    True if no answer came in time.
    """

    def __init__(
        self, kind: InteractionType, user_id: int, guild_id: int | None, channel_id: int, timeouts: Timeouts
    ) -> None:
        self.id = new_snowflake()
        self.token = f"{self.id}.{secrets.token_urlsafe(96)}"
        self.kind = kind
        self.user_id = user_id
        self.guild_id = guild_id
        self.channel_id = channel_id
        self.timeouts = timeouts
        self.source: Message | None = None
        self.acknowledged: Ack | None = None
        self.acknowledged_after: float | None = None
        self.answered_after: float | None = None
        self.original: Message | None = None
        self.messages: list[Message] = []
        self.choices: list[JsonObject] = []
        self.modal: JsonObject | None = None
        self.refusals: list[RefusedError] = []
        self.timed_out = False
        self._sent_at = time.perf_counter()
        self._waiters: list[tuple[Callable[[Exchange], bool], asyncio.Future[None]]] = []

    def __repr__(self) -> str:
        state = self.acknowledged.name if self.acknowledged else "not acknowledged"
        return f"<Exchange {self.kind.name} {state}, {len(self.messages)} messages, refusals {self.refusals}>"

    @property
    def age(self) -> float:
        """Seconds since the interaction was sent."""
        return time.perf_counter() - self._sent_at

    @property
    def expired(self) -> bool:
        """Whether it was not acknowledged in time: the member reads "The application did not respond"."""
        return self.acknowledged is None and self.age > self.timeouts.acknowledge

    @property
    def answered(self) -> bool:
        """Whether the bot has answered: a deferred acknowledgement needs a follow-up or an edit."""
        return self.answered_after is not None

    @property
    def ok(self) -> bool:
        """Whether it was answered and none of the bot's requests was refused."""
        return self.answered and not self.refusals

    @property
    def message(self) -> Message:
        """The bot's first message that is not deleted, or the clicked message if the bot updated that one.

        Raises AssertionError with the state of the interaction if there is none.
        """
        for message in self.messages:
            if not message.deleted:
                return message
        if self.source is not None and self.acknowledged in (Ack.UPDATE, Ack.DEFERRED_UPDATE):
            return self.source
        raise AssertionError(f"the interaction has no message: {self!r}")

    @property
    def ephemeral(self) -> bool:
        """Whether only the member can see the message."""
        return self.message.ephemeral

    async def until(self, predicate: Callable[["Exchange"], bool], within: float = 10.0) -> "Exchange":
        """Wait until the predicate is true. It is called after each response of the bot.

        Raises TimeoutError with the state of the interaction after `within` seconds.
        """
        if not await self._wait(predicate, within):
            raise TimeoutError(f"not within {within} s: {self!r}")
        return self

    async def wait_for_answer(self) -> "Exchange":
        """Wait for the answer; set `timed_out` if the timeouts pass without one."""
        self.timed_out = not (
            await self._wait(lambda exchange: exchange.acknowledged is not None, self.timeouts.acknowledge)
            and await self._wait(lambda exchange: exchange.answered, self.timeouts.answer)
        )
        return self

    def check_acknowledgeable(self, ack: int) -> Ack:
        """Return the acknowledgement. Raises RefusedError if it is late, the second one, or of the wrong type."""
        if self.acknowledged is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        if self.expired:
            raise RefusedError(404, 10062, "Unknown interaction")
        if ack not in _ALLOWED_ACKS[self.kind] and not self._updates_from_modal(ack):
            raise invalid_form([Problem(("type",), f"{ack} cannot answer a {self.kind.name} interaction")])
        return Ack(ack)

    def check_token(self) -> None:
        """Check that follow-ups are allowed. Raises RefusedError if not acknowledged yet, or if the token expired."""
        if self.age > self.timeouts.token:
            raise RefusedError(401, 50027, "Invalid Webhook Token")
        if self.acknowledged is None:
            raise RefusedError(404, 10015, "Unknown Webhook")

    def acknowledge(self, ack: Ack) -> None:
        """Record the acknowledgement and wake up waiting tasks."""
        self.acknowledged = ack
        self.acknowledged_after = self.age
        if ack not in (Ack.DEFERRED_MESSAGE, Ack.DEFERRED_UPDATE):
            self.answered_after = self.acknowledged_after
        self._notify()

    def record_progress(self) -> None:
        """Record a follow-up, an edit or a deletion; a deferred reply that is deleted still needs a follow-up."""
        withdrawn = self.acknowledged is Ack.DEFERRED_MESSAGE and all(message.deleted for message in self.messages)
        if self.answered_after is None and not withdrawn:
            self.answered_after = self.age
        self._notify()

    def record_refusal(self, refusal: RefusedError) -> None:
        """Record that one of the bot's requests was refused."""
        self.refusals.append(refusal)
        self._notify()

    def _notify(self) -> None:
        """Wake up the tasks whose predicate is now true."""
        if not self._waiters:
            return
        for predicate, future in self._waiters:
            if not future.done() and predicate(self):
                future.set_result(None)

    def _updates_from_modal(self, ack: int) -> bool:
        from_message = self.kind is InteractionType.MODAL_SUBMIT and self.source is not None
        return from_message and ack in (Ack.UPDATE, Ack.DEFERRED_UPDATE)

    async def _wait(self, predicate: Callable[["Exchange"], bool], within: float) -> bool:
        if predicate(self):
            return True
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = (predicate, future)
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(within):
                await future
        except TimeoutError:
            return False
        finally:
            self._waiters.remove(waiter)
        return True


def callback_answer(exchange: Exchange, ack: Ack) -> JsonObject:
    """Return the response body for a callback that was posted with `with_response=1`."""
    interaction: JsonObject = {"id": str(exchange.id), "type": int(exchange.kind)}
    resource: JsonObject = {"type": int(ack)}
    shown = exchange.original if ack in (Ack.MESSAGE, Ack.DEFERRED_MESSAGE) else None
    if ack is Ack.UPDATE:
        shown = exchange.source
    if shown is not None:
        interaction["response_message_id"] = str(shown.id)
        interaction["response_message_loading"] = shown.loading
        interaction["response_message_ephemeral"] = shown.ephemeral
        resource["message"] = shown.payload
    return {"interaction": interaction, "resource": resource}
