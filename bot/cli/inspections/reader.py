"""The inspection of the reader: ask it one question whose answer is known."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from bot.cli.building import build_reader
from bot.cli.inspections.finding import Finding, Severity
from bot.config.settings import Settings
from bot.config.shipped import shipped_corpus
from bot.errors import ReaderError, ReaderFault
from bot.phrases import set_subject
from bot.reading.subject import load_subject
from bot.search.reader import Reader, ReaderChoice, ReaderPassage, ReaderRequest
from bot.text.safe_text import one_line

TIMEOUT_SECONDS: Final = 60.0
"""Maximum time for a choice, in seconds: some servers load a model with the first request."""
RIGHT_NUMBER: Final = 2
QUESTION: Final = ReaderRequest(
    "When does filming start?",
    (
        ReaderPassage(1, "The director has finished the screenplay.", date="2025-03-01", language="en"),
        ReaderPassage(RIGHT_NUMBER, "Filming starts on August 3 in Chicago.", date="2026-03-05", language="en"),
        ReaderPassage(3, "The novel was published in the summer of 2022.", date="2022-08-09", language="en"),
    ),
    date(2026, 3, 10),
)
"""A question that passage RIGHT_NUMBER answers, and no other."""
_OTHER_NEWS: Final = (
    "In brief, part {}: a cinema in a small town shows silent films with a live piano this week, the jury of a "
    "festival for short films has been named, and a library lends out projectors. The festival begins on the first "
    "Friday of the month and ends on Sunday evening, and tickets are sold at the door."
)
"""A passage of usual length on something else, since a choice among more passages takes longer."""

_PRIVATE_NAMES: Final = (".local", ".lan", ".internal", ".localhost", ".home.arpa")
"""How the names of machines in a private network end. Docker calls its host host.docker.internal."""
_FASTER: Final = "take a smaller model or a faster machine, or lower HEAT2_READER_PASSAGES"


def question_with(count: int) -> ReaderRequest:
    """Return QUESTION with as many passages as the reader gets for a question of a member."""
    numbers = range(len(QUESTION.passages) + 1, count + 1)
    others = (ReaderPassage(number, _OTHER_NEWS.format(number), date="2026-01-15", language="en") for number in numbers)
    return replace(QUESTION, passages=(*QUESTION.passages, *others))


async def inspect_reader(settings: Settings) -> Sequence[Finding]:
    """Ask the reader one question, and report its choice and the time that it took; nothing without a reader."""
    reader = build_reader(settings)
    if reader is None:
        return []
    set_subject(load_subject(settings.corpus_dir, shipped_corpus()))  # the instructions name the film
    try:
        findings = [await _ask(reader, question_with(settings.reader_passages), settings.reader_seconds)]
    except ReaderError as error:
        message = f"{one_line(reader.name)} gives no choice: {error.detail}"
        findings = [Finding(Severity.PROBLEM, "reader", message)]
    finally:
        await reader.close()
    url = settings.reader_url or settings.reranker_url or ""
    if settings.reader_key and urlsplit(url).scheme == "http" and not _is_local(urlsplit(url).hostname or ""):
        message = "the key and the questions are sent unencrypted: use an https address outside your own network"
        findings.append(Finding(Severity.NOTE, "reader", message))
    return findings


async def _ask(reader: Reader, request: ReaderRequest, limit: float) -> Finding:
    """Return what the reader chose. Raises ReaderError."""
    choice, seconds = await _timed(reader, request)
    if seconds > limit:
        choice, seconds = await _timed(reader, request)
    numbers = f"passage {', '.join(map(str, choice.numbers))}" if choice.numbers else "none"
    message = f"{one_line(reader.name)} chose {numbers} of {len(request.passages)} in {seconds:.1f} s"
    if seconds > limit:
        slow = f"longer than HEAT2_READER_SECONDS={limit:g}, so the search decides"
        return Finding(Severity.PROBLEM, "reader", f"{message}, {slow}: {_FASTER}")
    if choice.numbers[:1] != (RIGHT_NUMBER,):
        return Finding(
            Severity.NOTE, "reader", f"{message}, but passage {RIGHT_NUMBER} answers: answers may become worse"
        )
    return Finding(Severity.OK, "reader", f"{message}, which is right")


async def _timed(reader: Reader, request: ReaderRequest) -> tuple[ReaderChoice, float]:
    started = time.monotonic()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            choice = await reader.choose(request)
    except TimeoutError as error:
        raise ReaderError(ReaderFault.TOO_SLOW, f"no answer in {TIMEOUT_SECONDS:.0f} s: {_FASTER}") from error
    return choice.checked(request), time.monotonic() - started


def _is_local(host: str) -> bool:
    """Return whether a host is this machine or in a private network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        # A name without a dot is that of a machine in the same network.
        return "." not in host or host.endswith(_PRIVATE_NAMES)
