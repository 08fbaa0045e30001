"""One family of errors. Each message is one sentence or more that is safe to show and says what to do.

Heat2Error
├── UsageError          a command's words are off (exit code 2)
├── SettingsError       a setting has a value that it cannot have
├── DateError           what was typed as a date is none
├── InstallationError   a module that the program needs cannot be imported
├── SourceError         something that should become an article cannot be read
│   ├── PageError       what lies at a web address, or was uploaded, is no article
│   └── ProblemsError   every mistake of a file or folder at once
│       ├── CorpusError     of articles
│       └── ConceptError    of the concept list
├── UnknownArticleError the library has no article of an id
├── StoreError          the database cannot do what was asked
├── SnapshotError       what is kept of a search cannot be used; it is made anew
├── ExpiredError        a button whose answer is no longer kept
│   └── DraftExpiredError   a preview that is no longer kept
├── ConflictError       somebody else has changed it meanwhile
│   └── StaleError          what a preview showed would change has changed
├── AnalysisError       an article cannot be searched, or not now
└── LimitError          more than is allowed
    └── RateLimitError   asked again too soon
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_LONGEST_SHOWN = 60
"""How much of what was typed an error repeats, in characters."""


class Heat2Error(Exception):
    """The base: `str(error)` may be shown to anyone."""


class UsageError(Heat2Error):
    """The words of a command are off."""


class SettingsError(Heat2Error):
    """A setting has a value that it cannot have; the message names the setting and what is allowed."""


class InstallationError(Heat2Error):
    """A module that the program needs is not installed; the message names it. No input is at fault."""

    def __init__(self, module: str) -> None:
        self.module = module
        super().__init__(
            f"the installation is incomplete: the module {module} cannot be imported. Install heat2 again, "
            "in a new virtual environment."
        )


class SourceError(Heat2Error):
    """A file or text cannot become an article."""


class DateFault(StrEnum):
    """Why what was typed is no date."""

    NOT_UNDERSTOOD = "not_understood"
    NO_YEAR = "no_year"
    NOT_IN_CALENDAR = "not_in_calendar"


_DATE_MESSAGES = {
    DateFault.NOT_UNDERSTOOD: "“{text}” is not understood as a date: "
    "write it like June 11, 2026, 11.6.2026, 2026-06-11, March 2026, 2026 or yesterday; leave it empty when unknown.",
    DateFault.NO_YEAR: "“{text}” has no year: write the year with four digits, as in June 11, 2026.",
    DateFault.NOT_IN_CALENDAR: "“{text}” is not in the calendar: check the day and the month.",
}


class DateError(Heat2Error):
    """What was typed as a date is none; the fault says why in a form to translate, `text` is what was typed."""

    def __init__(self, fault: DateFault, text: str) -> None:
        self.fault = fault
        self.text = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
        super().__init__(_DATE_MESSAGES[fault].format(text=self.text))


class Fault(StrEnum):
    """What is wrong with a page or an upload."""

    ADDRESS = "address"
    NOT_PUBLIC = "not_public"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    SERVER = "server"
    KIND = "kind"
    PAYWALL = "paywall"
    LOGIN = "login"
    VIDEO = "video"
    EMPTY = "empty"
    PICTURES = "pictures"
    LOCKED = "locked"
    DAMAGED = "damaged"
    WEB_ARCHIVE = "web_archive"
    RICH_TEXT = "rich_text"
    MARKUP = "markup"


class PageError(SourceError):
    """What lies at a web address, or was uploaded, is no article; the fault says why in a form to translate."""

    def __init__(self, fault: Fault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: where it is and what would be right. `line` is 0 when the whole file is meant."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class ProblemsError(SourceError):
    """Every mistake of a file or folder, all at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


class CorpusError(ProblemsError):
    """Mistakes in articles."""


class ConceptError(ProblemsError):
    """Mistakes in the concept list or in an operator's own."""


class UnknownArticleError(Heat2Error):
    """There is no article of the given id, or more than one; the message names those that may be meant."""


class StoreError(Heat2Error):
    """The database is locked, full, read-only, damaged or away; nothing was lost."""


class SnapshotError(Heat2Error):
    """What is kept of a search is missing or old; it can be made anew."""


class DamagedSnapshotError(SnapshotError):
    """What is kept of a search is damaged or cannot be read."""


class ExpiredError(Heat2Error):
    """What a button belongs to is no longer kept."""


class DraftExpiredError(ExpiredError):
    """What a preview shows is no longer kept, or was never this person's."""


class ConflictError(Heat2Error):
    """What was to be changed has been changed by somebody else, or is not there any more; nothing was changed.

    `by` is the id of who did it, '' where that is not known or was the operator.
    """

    def __init__(self, message: str, by: str = "") -> None:
        self.by = by
        super().__init__(message)


class StaleError(ConflictError):
    """The article that was to be replaced is no longer as the preview showed it; nothing was changed."""


class AnalysisFault(StrEnum):
    """Why an article could not be analysed."""

    TOO_SLOW = "too_slow"
    FAILED = "failed"
    BUDGET = "budget"
    UNAVAILABLE = "unavailable"
    STOPPING = "stopping"

    @property
    def is_lasting(self) -> bool:
        """Whether the same article would fail again."""
        return self in {AnalysisFault.TOO_SLOW, AnalysisFault.FAILED}


_ANALYSIS: Final = {
    AnalysisFault.TOO_SLOW: "Preparing this article for the search takes longer than {count} s: split it into parts.",
    AnalysisFault.FAILED: "This article cannot be prepared for the search: split it into parts, or leave out tables.",
    AnalysisFault.BUDGET: "This server has used up its time for preparing articles: try again in {count} min.",
    AnalysisFault.UNAVAILABLE: "Articles cannot be prepared for the search at the moment; the log says why.",
    AnalysisFault.STOPPING: "The bot is being restarted: try again in a minute.",
}


class AnalysisError(Heat2Error):
    """An article could not be analysed, so no answer can quote it; nothing was changed.

    `count` are the seconds of the limit with TOO_SLOW, and the minutes to wait with BUDGET.
    """

    def __init__(self, fault: AnalysisFault, count: int = 0) -> None:
        self.fault = fault
        self.count = count
        super().__init__(_ANALYSIS[fault].format(count=count))


class LimitError(Heat2Error):
    """More than the operator allows; the message says when or how to go on."""


class RateLimitError(LimitError):
    """A question came too soon after others, of the same member or of the same server (`of_server`)."""

    def __init__(self, seconds: int, *, of_server: bool = False) -> None:
        self.seconds = seconds
        self.of_server = of_server
        who = "This server has" if of_server else "You have"
        super().__init__(f"{who} asked a lot within a minute: go on in {seconds} s.")
