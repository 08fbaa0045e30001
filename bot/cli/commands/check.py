"""`heat2 check`: report every problem that keeps the bot from working."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, TextIO

from bot.cli.arguments import add_command
from bot.cli.error_handling import print_error
from bot.cli.exit_codes import DONE, WRONG_STATE
from bot.cli.inspections.finding import Finding, Inspection, Severity
from bot.errors import Heat2Error
from bot.text.counts import counted
from bot.text.redaction import redact
from bot.text.safe_text import one_line

if TYPE_CHECKING:
    from bot.cli.arguments import Commands

EXAMPLES = """\
  heat2 check
  heat2 check --live
  heat2 check --live 127.0.0.1:8080 127.0.0.1:8081"""


def add_check(commands: Commands) -> None:
    """Add `heat2 check` to the parser."""
    meaning = "Check settings, articles, database and token, and list every problem; or ask a running bot."
    command = add_command(commands, "check", meaning, EXAMPLES)
    command.add_argument(
        "--live",
        nargs="*",
        metavar="HOST:PORT",
        help="ask the running bots at these addresses whether they work; without one, at HEAT2_HTTP_LISTEN",
    )


async def check(inspections: Sequence[tuple[str, Inspection]], out: TextIO) -> int:
    """Run every inspection and print its findings. Return WRONG_STATE if there was a problem."""
    problems = 0
    async for finding in _findings(inspections):
        out.write(f"{finding.severity:8} {finding.subject}: {one_line(redact(finding.message), 500)}\n")
        problems += finding.severity is Severity.PROBLEM
    if not problems:
        return DONE
    out.flush()  # the error must follow the report, also when both go to one file
    print_error(f"{counted(problems, 'problem')} found; the lines above say what to do")
    return WRONG_STATE


async def _findings(inspections: Sequence[tuple[str, Inspection]]) -> AsyncIterator[Finding]:
    for subject, inspect in inspections:
        try:
            for finding in await inspect():
                yield finding
        except Heat2Error as error:
            for line in str(error).splitlines():
                yield Finding(Severity.PROBLEM, subject, line)
