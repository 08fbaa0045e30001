"""The findings of an inspection: lines in the report of `heat2 check`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The severity of a finding. Only a problem makes the exit code 1."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    severity: Severity
    subject: str
    message: str


Inspection = Callable[[], Awaitable[Sequence[Finding]]]
"""Inspects one subject. Each line of a Heat2Error that it raises is reported as a problem."""
