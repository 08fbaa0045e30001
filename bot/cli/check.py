"""`heat2 check`: everything that would keep the bot from working, all at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command
from bot.cli.exit_codes import DONE, WRONG_STATE, print_error
from bot.errors import Heat2Error
from bot.text.redaction import redact
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands

EXAMPLES = """\
  heat2 check"""


class Grade(StrEnum):
    """How a finding counts; only a problem makes the exit code 1."""

    GOOD = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked at, and what was found there."""

    grade: Grade
    subject: str
    message: str


Inspection = Callable[[], Awaitable[Sequence[Finding]]]
"""Looks at one subject; a Heat2Error that it raises counts as problems, one a line."""


def add_check(commands: Commands) -> None:
    """The words of `heat2 check`."""
    add_command(commands, "check", "Say all that is wrong with settings, corpus, database or token.", EXAMPLES)


async def check(inspections: Sequence[tuple[str, Inspection]], out: TextIO) -> int:
    """Make every inspection and write its findings as they come; the code says whether there was a problem."""
    problems = 0
    async for finding in _findings(inspections):
        out.write(f"{finding.grade:8} {finding.subject}: {one_line(redact(finding.message), 500)}\n")
        problems += finding.grade is Grade.PROBLEM
    if not problems:
        return DONE
    out.flush()
    print_error(f"{problems} {'problem' if problems == 1 else 'problems'} found; the lines above say what to do")
    return WRONG_STATE


async def _findings(inspections: Sequence[tuple[str, Inspection]]) -> AsyncIterator[Finding]:
    for subject, inspect in inspections:
        try:
            for finding in await inspect():
                yield finding
        except Heat2Error as error:
            for line in str(error).splitlines():
                yield Finding(Grade.PROBLEM, subject, line)
