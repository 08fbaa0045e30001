"""What the loopback Discord says no to, and how."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .wire import JsonObject

INVALID_FORM_BODY = 50035


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken limit: where in the body, and what Discord would say."""

    path: tuple[str | int, ...]
    message: str
    code: str = "LIMIT"

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A problem in a body that the bot sent, with the endpoint that it sent it to."""

    endpoint: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.problem}"


class RefusedError(Exception):
    """An error answer in Discord's form: HTTP status, Discord's own code, its message, details by path."""

    def __init__(self, status: int, code: int, message: str, errors: JsonObject | None = None) -> None:
        super().__init__(f"{status} {code} {message}" + (f" {errors}" if errors else ""))
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> JsonObject:
        """The answer's body in Discord's form."""
        answer: JsonObject = {"message": self.message, "code": self.code}
        return answer | {"errors": self.errors} if self.errors else answer


class NotOfferedError(AssertionError):
    """The test asked a member for something that Discord's client would not show or accept."""


def invalid_form(problems: Iterable[Problem]) -> RefusedError:
    """The refusal that lists these problems as Discord nests them, path by path."""
    errors: dict[str, Any] = {}
    for problem in problems:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return RefusedError(400, INVALID_FORM_BODY, "Invalid Form Body", errors)
