"""The address of the database: parsed from a setting, and shown without its password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

from bot.errors import SettingsError
from bot.private_files import make_folder
from bot.text.lists import all_of, any_of
from bot.text.redaction import without_password
from bot.text.safe_text import one_line

SQLITE: Final = "sqlite+aiosqlite:///"
POSTGRESQL: Final = "postgresql+asyncpg://"
ALLOWED: Final = f"{SQLITE}FILE or {POSTGRESQL}USER:PASSWORD@HOST/DATABASE"

SSL_MODES: Final = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""Values of `sslmode`, as in PostgreSQL's own programs."""
_SSL_WORDS: Final = {"true": "require", "1": "require", "on": "require", "false": "disable", "0": "disable"}
"""Values of `ssl` besides the modes."""
PARAMETERS: Final = frozenset(
    {
        "application_name",
        "connect_timeout",
        "database",
        "host",
        "password",
        "port",
        "prepared_statement_cache_size",
        "ssl",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslpassword",
        "sslrootcert",
        "statement_cache_size",
        "target_session_attrs",
        "user",
    }
)
"""Parameters after `?` in the address of a PostgreSQL database."""
_NUMBERS: Final = frozenset({"connect_timeout", "prepared_statement_cache_size", "statement_cache_size"})
_SESSIONS: Final = frozenset({"any", "primary", "standby", "read-write", "read-only", "prefer-standby"})
_ENCODE: Final = "must have %40 for each @ in its user or password, %2F for /, %3F for ? and %23 for #"
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^:\[\]@]*)(:\d+)?")


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """The address of a database. `sqlite_file` is None for PostgreSQL."""

    url: str
    sqlite_file: Path | None = None

    @classmethod
    def parse(cls, text: str, folder: Path) -> DatabaseUrl:
        """Parse an address; a relative SQLite file is in `folder`.

        Raises ValueError, which says what the address must be and never holds a password.
        """
        if text.startswith(POSTGRESQL) and len(text) > len(POSTGRESQL):
            _check_postgresql(text.removeprefix(POSTGRESQL))
            return cls(text)
        if not text.startswith(SQLITE):
            raise ValueError(f"must be {ALLOWED}")
        name, mark, options = text.removeprefix(SQLITE).partition("?")
        if name in ("", ":memory:"):
            raise ValueError(f"must name a file: {SQLITE}FILE")
        if mark:
            names = ", ".join(one_line(each.partition("=")[0], 40) for each in options.split("&"))
            raise ValueError(f"must name a file alone, {SQLITE}FILE: leave out ?{names}")
        file = folder / Path(name).expanduser()
        return cls(f"{SQLITE}{file}", file)

    @property
    def shown(self) -> str:
        """The address without its password, for messages and logs."""
        return without_password(self.url)

    @property
    def exists(self) -> bool:
        """False only for a SQLite file that does not exist yet."""
        return self.sqlite_file is None or self.sqlite_file.exists()

    def create_folder(self) -> None:
        """Create the folder of a SQLite file if it does not exist. Raises SettingsError."""
        if self.sqlite_file is None:
            return
        folder = self.sqlite_file.parent
        try:
            make_folder(folder)
        except OSError as error:
            raise SettingsError(
                f"the folder {folder} cannot be created ({error.strerror}): set HEAT2_DATA_DIR"
            ) from error


def ssl_mode(parameters: dict[str, str]) -> str:
    """Return the mode in `sslmode` or `ssl`, '' if there is none. Raises ValueError if it is unknown or they differ."""
    modes = {}
    for name in ("sslmode", "ssl"):
        if name in parameters:
            given = parameters[name].lower()
            modes[name] = _SSL_WORDS.get(given, given) if name == "ssl" else given
            if modes[name] not in SSL_MODES:
                raise ValueError(f"must have {any_of(SSL_MODES)} for {name}")
    if len(set(modes.values())) > 1:
        raise ValueError("must have either sslmode or ssl: leave out one of them")
    return next(iter(modes.values()), "")


def _check_postgresql(rest: str) -> None:
    """Raise ValueError if the text after the scheme is ambiguous or has unknown parameters."""
    # An unescaped character in a password would otherwise end up in the host or in the parameters.
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if rest.count("@") > 1 or "#" in rest or rest.count("@") != authority.count("@"):
        raise ValueError(_ENCODE)
    if not all(_HOST.fullmatch(host) for host in authority.rpartition("@")[2].split(",")):
        raise ValueError(f"must be {ALLOWED}")
    parameters = dict(parse_qsl(rest.partition("?")[2], keep_blank_values=True))
    unknown = sorted(parameters.keys() - PARAMETERS)
    if unknown:
        names = all_of(one_line(name, 40) for name in unknown)
        raise ValueError(f"must have no parameter but {all_of(sorted(PARAMETERS))}: leave out {names}")
    ssl_mode(parameters)
    for name in _NUMBERS & parameters.keys():
        if not parameters[name].isascii() or not parameters[name].isdecimal():
            raise ValueError(f"must have a whole number for {name}")
    if parameters.get("target_session_attrs", "any") not in _SESSIONS:
        raise ValueError(f"must have {any_of(sorted(_SESSIONS))} for target_session_attrs")
