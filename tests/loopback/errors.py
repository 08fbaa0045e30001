"""Errors: broken limits, error responses in Discord's format, and actions that Discord's client does not allow."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .wire import JsonObject

INVALID_FORM_BODY = 50035


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken limit: the path in the body, and Discord's message and code."""

    path: tuple[str | int, ...]
    message: str
    code: str = "LIMIT"

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A problem in a body that the bot sent, with the endpoint."""

    endpoint: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.endpoint}: {self.problem}"


class RefusedError(Exception):
    """An error response of Discord: HTTP status, Discord's error code, message, and details by path."""

    def __init__(self, status: int, code: int, message: str, errors: JsonObject | None = None) -> None:
        super().__init__(f"{status} {code} {message}" + (f" {errors}" if errors else ""))
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> JsonObject:
        """Return the response body in Discord's format."""
        answer: JsonObject = {"message": self.message, "code": self.code}
        return answer | {"errors": self.errors} if self.errors else answer


class NotOfferedError(AssertionError):
    """The test tried an action that Discord's client would not offer to the member."""


def invalid_form(problems: Iterable[Problem]) -> RefusedError:
    """Return the error response for these problems, nested by path as in Discord's format."""
    errors: dict[str, Any] = {}
    for problem in problems:
        place = errors
        for step in problem.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return RefusedError(400, INVALID_FORM_BODY, "Invalid Form Body", errors)
