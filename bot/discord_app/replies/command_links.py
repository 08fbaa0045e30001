"""Commands in the bot's own texts as mentions, which can be clicked in Discord.

Discord shows a mention by the English name that is in it, and one with a translated name cannot be clicked. So a
command stays plain text where a phrase calls it by another name, and wherever its id is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_NOTHING: Final = re.compile(r"(?!)")


class _KnownCommands:
    """The commands of this process, once Discord has told their ids."""

    def __init__(self) -> None:
        self.ids: Mapping[str, int] = {}
        self.pattern = _NOTHING

    def set(self, paths: Iterable[str], ids: Mapping[str, int]) -> None:
        self.ids = ids
        known = sorted((path for path in paths if path.split()[0] in ids), key=len, reverse=True)
        # A longer word or a further subcommand is another command; a quote is shown as it is written.
        names = "|".join(map(re.escape, known))
        self.pattern = re.compile(rf"(?<![\w</`])/({names})(?![\w`-])") if known else _NOTHING


_known = _KnownCommands()


def set_command_ids(paths: Iterable[str], ids: Mapping[str, int]) -> None:
    """Have the commands of these paths, such as `heat2 ask`, linked from now on; `ids` are those of their first words.

    Ids stay the same while a command is registered, so all replies of the process may use them.
    """
    _known.set(paths, ids)


def linked(markdown: str) -> str:
    """Return the Markdown with mentions in place of the commands that it names. Quotes stay as they are."""
    return "\n".join(
        line if line.startswith("> ") else _known.pattern.sub(_mention, line) for line in markdown.split("\n")
    )


def _mention(found: re.Match[str]) -> str:
    path = found[1]
    return f"</{path}:{_known.ids[path.split()[0]]}>"
