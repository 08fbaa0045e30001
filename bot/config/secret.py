"""A secret that no log shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret setting. It has the method of pydantic's class of that kind, but does not need pydantic."""

    _value: str

    def get_secret_value(self) -> str:
        """Return the secret."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')"
