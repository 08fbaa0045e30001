"""Validation of every body that the bot sends: Discord's limits, its own schema, and an optional rule on mentions."""

import copy
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .command_limits import command_problems, one_command_problems
from .errors import Problem, Violation, invalid_form
from .exchange import Ack
from .message_limits import JsonPath, choice_problems, mention_problems, message_problems, modal_problems
from .wire import JsonObject

_DOCUMENT = "urn:discord-openapi"

_CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


class DiscordSchema:
    """The request schemas in Discord's `openapi.json`. Each is compiled when it is first used.

    Raises OSError or ValueError if the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        resource: Resource[Any] = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, schema: str, body: Any) -> Iterator[Problem]:
        """Yield the violations of the named schema, except the known deviations of discord.py that Discord accepts."""
        for error in self._validator(schema).iter_errors(_without_known_deviations(body)):
            deepest = best_match([error]) if error.context else error
            yield _problem(deepest or error)

    def callback_problems(self, body: JsonObject) -> Iterator[Problem]:
        """Yield the schema violations of an interaction callback. Its type selects the schema."""
        schema = _CALLBACKS.get(body.get("type", 0))
        if schema is not None:
            yield from self.problems(schema, body)

    def _validator(self, schema: str) -> Draft202012Validator:
        if schema not in self._validators:
            reference = {"$ref": f"{_DOCUMENT}#/components/schemas/{schema}"}
            self._validators[schema] = Draft202012Validator(reference, registry=self._registry)
        return self._validators[schema]


def _problem(error: ValidationError) -> Problem:
    # jsonschema puts the whole value before the description of the error.
    return Problem(tuple(error.absolute_path), error.message[-120:], "SCHEMA")


def _without_known_deviations(body: Any) -> Any:
    """Return the body with string ids of attachments and replies: discord.py sends integers, which Discord accepts."""
    holder = body.get("data") or body if isinstance(body, dict) else None
    if not isinstance(holder, dict) or not (holder.get("attachments") or holder.get("message_reference")):
        return body
    body = copy.deepcopy(body)
    holder = body.get("data") or body
    for attachment in holder.get("attachments") or ():
        attachment["id"] = str(attachment["id"])
    reference = holder.get("message_reference") or {}
    reference.update({key: str(value) for key, value in reference.items() if key.endswith("_id")})
    return body


Validation = Literal["always", "off"]


@dataclass(slots=True)
class Limits:
    """Check request bodies, record violations, and refuse bodies that break a limit.

    `schema` adds a check against Discord's own schema. `forbid_mentions` adds the rule that every message must send
    `allowed_mentions` that allow none. `validate="off"` turns all checks off, for load tests.
    """

    validate: Validation = "always"
    schema: DiscordSchema | None = None
    forbid_mentions: bool = True
    violations: list[Violation] = field(default_factory=list)

    def commands(self, endpoint: str, commands: list[JsonObject]) -> None:
        """Check a set of commands. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            schema = "ApplicationCommandUpdateRequest"
            described = (_with_prefix((number,), self._schema(schema, one)) for number, one in enumerate(commands))
            self._refuse_problems(endpoint, command_problems(commands), *described)

    def command(self, endpoint: str, command: JsonObject) -> None:
        """Check one command. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            described = self._schema("ApplicationCommandCreateRequest", command)
            self._refuse_problems(endpoint, one_command_problems(command), described)

    def message(
        self, endpoint: str, body: JsonObject, *, schema: str, creates: bool, current_flags: int = 0, files: int = 0
    ) -> None:
        """Check a message or an edit. Raises RefusedError (50035) if a limit is broken."""
        if self.validate == "always":
            own = self._message(body, creates=creates, current_flags=current_flags, files=files)
            self._refuse_problems(endpoint, own, self._schema(schema, body))

    def callback(self, endpoint: str, body: JsonObject, *, current_flags: int = 0, files: int = 0) -> None:
        """Check an interaction callback. Raises RefusedError (50035) if a limit is broken."""
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


def _with_prefix(path: JsonPath, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Return the problems with `path` put before their own paths."""
    return (Problem((*path, *problem.path), problem.message, problem.code) for problem in problems)


def _run_check(check: Iterable[Problem]) -> Iterator[Problem]:
    """Run a check. A body of the wrong shape makes the check itself fail; this becomes a problem, too."""
    try:
        yield from check
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield Problem((), f"does not have the expected shape: {error}", "MALFORMED")
