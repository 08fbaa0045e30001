"""Every body that the bot sends, held against Discord's limits and the product's own rule on mentions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from .command_limits import command_problems, one_command_problems
from .errors import Problem, Violation, invalid_form
from .exchange import Ack
from .message_limits import Path, choice_problems, mention_problems, message_problems, modal_problems
from .schema import DiscordSchema
from .wire import JsonObject

Validation = Literal["always", "off"]


@dataclass(slots=True)
class Limits:
    """Checks bodies, remembers the violations and refuses what breaks a limit.

    `schema` adds Discord's own schema; `forbid_mentions` is the product's rule that every message carries
    `allowed_mentions` that allow none. `validate="off"` makes every check a no-op, for load tests.
    """

    validate: Validation = "always"
    schema: DiscordSchema | None = None
    forbid_mentions: bool = True
    violations: list[Violation] = field(default_factory=list)

    def commands(self, endpoint: str, commands: list[JsonObject]) -> None:
        """Checks a whole set of commands. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            schema = "ApplicationCommandUpdateRequest"
            described = (_with_prefix((number,), self._schema(schema, one)) for number, one in enumerate(commands))
            self._refuse_problems(endpoint, command_problems(commands), *described)

    def command(self, endpoint: str, command: JsonObject) -> None:
        """Checks one command. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            described = self._schema("ApplicationCommandCreateRequest", command)
            self._refuse_problems(endpoint, one_command_problems(command), described)

    def message(
        self, endpoint: str, body: JsonObject, *, schema: str, creates: bool, current_flags: int = 0, files: int = 0
    ) -> None:
        """Checks a message or an edit of one. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            own = self._message(body, creates=creates, current_flags=current_flags, files=files)
            self._refuse_problems(endpoint, own, self._schema(schema, body))

    def callback(self, endpoint: str, body: JsonObject, *, current_flags: int = 0, files: int = 0) -> None:
        """Checks an interaction's callback. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            own = _with_prefix(("data",), self._data(body.get("type"), body.get("data") or {}, current_flags, files))
            self._refuse_problems(endpoint, own, self.schema.callback_problems(body) if self.schema else ())

    def _data(self, ack: int | None, data: JsonObject, current_flags: int, files: int) -> Iterable[Problem]:
        if ack == Ack.MESSAGE:
            return self._message(data, creates=True, current_flags=0, files=files)
        if ack == Ack.UPDATE:
            return self._message(data, creates=False, current_flags=current_flags, files=files)
        if ack == Ack.CHOICES:
            return choice_problems(data.get("choices") or [])
        return modal_problems(data) if ack == Ack.MODAL else ()

    def _message(self, body: JsonObject, *, creates: bool, current_flags: int, files: int) -> Iterator[Problem]:
        yield from message_problems(body, creates=creates, current_flags=current_flags, files=files)
        if self.forbid_mentions:
            yield from mention_problems(body)

    def _schema(self, schema: str, body: JsonObject) -> Iterable[Problem]:
        return self.schema.problems(schema, body) if self.schema else ()

    def _refuse_problems(self, endpoint: str, *checks: Iterable[Problem]) -> None:
        problems = [problem for check in checks for problem in _run_check(check)]
        if problems:
            self.violations.extend(Violation(endpoint, problem) for problem in problems)
            raise invalid_form(problems)


def _with_prefix(path: Path, problems: Iterable[Problem]) -> Iterator[Problem]:
    """The same problems, seen from further up the body."""
    return (Problem((*path, *problem.path), problem.message, problem.code) for problem in problems)


def _run_check(check: Iterable[Problem]) -> Iterator[Problem]:
    """What a check finds, or that it could not get on: the checks take Discord's shapes for granted."""
    try:
        yield from check
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield Problem((), f"is not of the expected shape: {error}", "MALFORMED")
