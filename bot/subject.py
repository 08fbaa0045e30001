"""The subject of the bot: one film, with the names by which people know it.

Each corpus has one, in `subject.toml` beside its articles, which `bot.reading.subject` reads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_LONG_WORD: Final = 4
"""Minimum number of letters of a word that distinguishes a title from others; "the" does not."""


@dataclass(frozen=True, slots=True)
class Original:
    """The film whose sequel the subject is."""

    title: str
    year: int

    @property
    def shown(self) -> str:
        """The title with the year, as readers see it."""
        return f"{self.title} ({self.year})"


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Somebody or something of the film's world, by its name in full."""

    name: str
    section: str
    """The section of the file: people, organisations, places or works."""
    forms: tuple[str, ...] = ()
    """Further names, in lower case; one such as `en:leo` counts in that language only."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The film that the articles are about, and the command under which members ask about it."""

    title: str = ""
    """The title as texts show it; '' for no subject."""
    command: str = ""
    """The name of the slash command, without the slash."""
    original: Original | None = None
    """The film before it; None if it is no sequel."""
    names: tuple[str, ...] = ()
    """Further names of the film in all languages, as phrases of `search/data/concepts.yaml`."""
    named: tuple[NamedThing, ...] = ()
    """The people, organisations, places and works of its world."""
    concepts: Path | None = None
    """A file of phrases that only this film needs, in the form of `search/data/concepts.yaml`."""

    @property
    def title_words(self) -> frozenset[str]:
        """The words of its title and of the original's, in lower case: the longer ones, if there are any."""
        titles = f"{self.title} {self.original.title if self.original else ''}"
        words = _WORD.findall(titles.casefold())
        return frozenset([word for word in words if len(word) >= _LONG_WORD] or words)

    @property
    def ambiguous_titles(self) -> frozenset[str]:
        """Titles of one word, in lower case: each may be an ordinary word, or part of another name."""
        titles = (self.title, self.original.title if self.original else "")
        return frozenset(title.casefold() for title in titles if title.isalpha())


NO_SUBJECT: Final = Subject()
"""Stands where concepts are about no film."""
