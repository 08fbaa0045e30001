"""`heat2 check --live`: ask running bots over HTTP whether they work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from functools import partial
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from bot.cli.inspections.finding import Finding, Inspection, Severity
from bot.config.listen_address import ListenAddress
from bot.errors import SettingsError, UsageError

TIMEOUT_SECONDS: Final = 10.0
"""Maximum time to wait for an answer, in seconds. A bot that works answers sooner."""
_MAX_BYTES: Final = 100_000


def live_inspections(addresses: Sequence[str], listen: ListenAddress | None) -> Sequence[tuple[str, Inspection]]:
    """Return an inspection of the bot at each address, or else at the address of this machine's settings.

    Raises UsageError for an invalid address, and SettingsError if there is none.
    """
    found = [_parse(text) for text in addresses] or ([listen] if listen else [])
    if not found:
        raise SettingsError("HEAT2_HTTP_LISTEN is not set: set it for heat2 run and here, as 127.0.0.1:8080")
    return [(each.url.removeprefix("http://"), partial(_inspect, each)) for each in found]


def _parse(text: str) -> ListenAddress:
    try:
        return ListenAddress.parse(text)
    except ValueError as error:
        raise UsageError("--live takes addresses like 127.0.0.1:8080") from error


async def _inspect(address: ListenAddress) -> Sequence[Finding]:
    """Return the checks of a running bot. Raises SettingsError if none answers."""
    findings = []
    for path in ("/healthz", "/readyz"):
        report = await asyncio.to_thread(_ask, address.url + path)
        subject = address.url.removeprefix("http://")
        for check in report["checks"]:
            severity = Severity.OK if check["ok"] else Severity.PROBLEM
            findings.append(Finding(severity, subject, f"{check['name']}: {check['detail']}"))
    return findings


def _ask(url: str) -> dict[str, Any]:
    """Return the report, which also comes with a status other than 200."""
    # A proxy from the environment may not reach this machine's own addresses.
    opener = build_opener(ProxyHandler({}))
    try:
        try:
            answer = opener.open(Request(url), timeout=TIMEOUT_SECONDS)  # noqa: S310 - the address begins with http
        except HTTPError as error:
            answer = error
        with answer:
            report: dict[str, Any] = json.loads(answer.read(_MAX_BYTES))
        if not all({"name", "ok", "detail"} <= check.keys() for check in report["checks"]):
            raise KeyError
    except TimeoutError as error:
        raise SettingsError(f"no answer in {TIMEOUT_SECONDS:.0f} s: the bot hangs; restart it") from error
    except (URLError, OSError) as error:
        if isinstance(error, URLError) and isinstance(error.reason, TimeoutError):
            raise SettingsError(f"no answer in {TIMEOUT_SECONDS:.0f} s: the bot hangs; restart it") from error
        raise SettingsError("no bot answers there: start it with the same HEAT2_HTTP_LISTEN") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError("what answers there is not this bot: correct HEAT2_HTTP_LISTEN") from error
    return report
