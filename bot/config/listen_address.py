"""The address on which the bot serves health and metrics, as `127.0.0.1:8080`, `localhost:8080` or `[::1]:8080`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ALLOWED: Final = "HOST:PORT, as 127.0.0.1:8080"
_ADDRESS: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9._-]+)):(?P<port>[0-9]{1,5})")
_MAX_PORT: Final = 65_535
_LOCAL: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
"""An address of this machine for one that means all of its addresses."""


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """A host, or an address without brackets, and a port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> ListenAddress:
        """Return the address. Raises ValueError."""
        found = _ADDRESS.fullmatch(text.strip())
        port = int(found["port"]) if found else 0
        if not found or not 0 < port <= _MAX_PORT:
            raise ValueError
        return cls(found["six"] or found["host"], port)

    @property
    def url(self) -> str:
        """The address at which a program on this machine reaches the server."""
        host = _LOCAL.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
