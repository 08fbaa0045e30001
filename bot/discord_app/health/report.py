"""A report on the health of the bot: named checks, each with a sentence for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `detail` holds no secret and nothing about members."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Report:
    """Checks in a fixed order. The bot is well if all are."""

    checks: tuple[Check, ...]
    version: str

    @property
    def ok(self) -> bool:
        """Whether every check is good."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """Return the report as `/healthz` and `/readyz` send it."""
        checks = [{"name": each.name, "ok": each.ok, "detail": each.detail} for each in self.checks]
        return {"ok": self.ok, "version": self.version, "checks": checks}
