"""The address of the database: read from a setting, and shown without its password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SQLITE: Final = "sqlite+aiosqlite:///"
POSTGRESQL: Final = "postgresql+asyncpg://"
ALLOWED: Final = f"{SQLITE}FILE or {POSTGRESQL}USER:PASSWORD@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """Where the database is. `sqlite_file` is None for PostgreSQL."""

    url: str
    sqlite_file: Path | None = None

    @classmethod
    def parse(cls, text: str, folder: Path) -> DatabaseUrl:
        """Read an address; a relative SQLite file lies in `folder`. Raises ValueError without the password."""
        if text.startswith(POSTGRESQL) and len(text) > len(POSTGRESQL):
            return cls(text)
        if not text.startswith(SQLITE):
            raise ValueError(f"must be {ALLOWED}")
        name, _, options = text.removeprefix(SQLITE).partition("?")
        if name in ("", ":memory:") or options:
            raise ValueError(f"must name a file: {SQLITE}FILE")
        file = folder / Path(name).expanduser()
        return cls(f"{SQLITE}{file}", file)

    @property
    def shown(self) -> str:
        """The same address for messages and logs, its password left out."""
        return without_password(self.url)

    @property
    def exists(self) -> bool:
        """False only for a SQLite file that is not there yet."""
        return self.sqlite_file is None or self.sqlite_file.exists()


def without_password(url: str) -> str:
    """The address with everything between `//` and the last `@`, and each `password=`, left out."""
    return re.sub(r"(password|sslpassword)=[^&]*", r"\1=***", re.sub(r"//.*@", "//***@", url, flags=re.DOTALL))
