"""Commands in the bot's own texts as mentions, which can be clicked in Discord.

Discord shows a mention by the English name that is in it, and one with a translated name cannot be clicked. So a
command is set as code where a phrase calls it by another name, and stays plain text before Discord has told its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_NOTHING: Final = re.compile(r"(?!)")


class _KnownCommands:
    """The commands of this process, once Discord has told their ids."""

    def __init__(self) -> None:
        self.shown: Mapping[str, str] = {}
        self.pattern = _NOTHING

    def set(self, paths: Iterable[str], ids: Mapping[str, int], translated: Iterable[str]) -> None:
        self.shown = {path: f"`/{path}`" for path in translated if path.split()[0] in ids}
        self.shown |= {path: f"</{path}:{ids[name]}>" for path in paths if (name := path.split()[0]) in ids}
        known = sorted(self.shown, key=len, reverse=True)
        # A longer word is another command; a quote is shown as it is written.
        names = "|".join(map(re.escape, known))
        self.pattern = re.compile(rf"(?<![\w</`])/({names})(?![\w`-])") if known else _NOTHING


_known = _KnownCommands()


def set_command_ids(paths: Iterable[str], ids: Mapping[str, int], translated: Iterable[str] = ()) -> None:
    """Link the commands of these paths, such as `heat2 ask`, from now on; `ids` are those of their first words.

    `translated` are the same paths as other languages name them. Ids stay the same while a command is registered, so
    all replies of the process may use them.
    """
    _known.set(paths, ids, translated)


def linked(markdown: str) -> str:
    """Return the Markdown with mentions in place of the commands that it names. Quotes stay as they are."""
    return "\n".join(
        line if line.startswith("> ") else _known.pattern.sub(lambda found: _known.shown[found[1]], line)
        for line in markdown.split("\n")
    )
