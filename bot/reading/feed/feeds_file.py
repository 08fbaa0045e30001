"""The operator's feeds for everyone: a text file with an address on each line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.errors import SettingsError, SourceError
from bot.reading.decoding import decode_text
from bot.reading.web.links import is_web_url, with_scheme

_COMMENT: Final = "#"


def read_feeds_file(file: Path) -> tuple[str, ...]:
    """Return the addresses in the file, in order and once each. Empty lines and those that begin with # are comments.

    Raises SettingsError, which names the line, for a file that cannot be read or a line that is no web address.
    """
    try:
        lines = decode_text(file.read_bytes(), file.name).splitlines()
    except (OSError, SourceError) as error:
        raise SettingsError(f"the feeds in {file} cannot be read: correct HEAT2_FEEDS_FILE, or unset it") from error
    addresses: dict[str, None] = {}
    for number, line in enumerate(lines, 1):
        address = with_scheme(line.strip())
        if not address or address.startswith(_COMMENT):
            continue
        if not is_web_url(address) or " " in address:
            raise SettingsError(
                f"{file}:{number}: this is not a web address: write one like https://example.com/feed.xml"
            )
        addresses[address] = None
    return tuple(addresses)
