"""Every body that the bot sends, held against Discord's limits and the product's own rule on mentions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from .command_limits import command_problems, one_command_problems
from .errors import Problem, Violation, invalid_form
from .exchange import Ack
from .message_limits import choice_problems, mention_problems, message_problems, modal_problems
from .schema import DiscordSchema
from .wire import JsonObject

Validation = Literal["always", "off"]


@dataclass(slots=True)
class Limits:
    """Checks bodies, remembers the violations and refuses what breaks a limit.

    `schema` adds Discord's own schema; `mentions_nobody` is the product's rule that every message carries
    `allowed_mentions` that allow none. `validate="off"` makes every check a no-op, for load tests.
    """

    validate: Validation = "always"
    schema: DiscordSchema | None = None
    mentions_nobody: bool = True
    violations: list[Violation] = field(default_factory=list)

    def commands(self, endpoint: str, commands: list[JsonObject]) -> None:
        """Checks a whole set of commands. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            described = (self._prefixed(number, one) for number, one in enumerate(commands))
            self._judge(endpoint, [*command_problems(commands), *(problem for one in described for problem in one)])

    def command(self, endpoint: str, command: JsonObject) -> None:
        """Checks one command. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            self._judge(
                endpoint, [*one_command_problems(command), *self._schema("ApplicationCommandCreateRequest", command)]
            )

    def message(
        self, endpoint: str, body: JsonObject, *, schema: str, creates: bool, standing: int = 0, files: int = 0
    ) -> None:
        """Checks a message or an edit of one. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            own = self._message(body, creates=creates, standing=standing, files=files)
            self._judge(endpoint, [*own, *self._schema(schema, body)])

    def callback(self, endpoint: str, body: JsonObject, *, standing: int = 0, files: int = 0) -> None:
        """Checks an interaction's callback. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            data = body.get("data") or {}
            own = [
                Problem(("data", *problem.path), problem.message, problem.code)
                for problem in self._data(body.get("type"), data, standing, files)
            ]
            described = self.schema.callback_problems(body) if self.schema else ()
            self._judge(endpoint, [*own, *described])

    def _data(self, ack: int | None, data: JsonObject, standing: int, files: int) -> Iterable[Problem]:
        if ack == Ack.MESSAGE:
            return self._message(data, creates=True, standing=0, files=files)
        if ack == Ack.UPDATE:
            return self._message(data, creates=False, standing=standing, files=files)
        if ack == Ack.CHOICES:
            return choice_problems(data.get("choices") or [])
        return modal_problems(data) if ack == Ack.MODAL else ()

    def _message(self, body: JsonObject, *, creates: bool, standing: int, files: int) -> Iterator[Problem]:
        yield from message_problems(body, creates=creates, standing=standing, files=files)
        if self.mentions_nobody:
            yield from mention_problems(body)

    def _prefixed(self, number: int, command: JsonObject) -> Iterator[Problem]:
        for problem in self._schema("ApplicationCommandUpdateRequest", command):
            yield Problem((number, *problem.path), problem.message, problem.code)

    def _schema(self, schema: str, body: JsonObject) -> Iterable[Problem]:
        return self.schema.problems(schema, body) if self.schema else ()

    def _judge(self, endpoint: str, problems: list[Problem]) -> None:
        if problems:
            self.violations.extend(Violation(endpoint, problem) for problem in problems)
            raise invalid_form(problems)
