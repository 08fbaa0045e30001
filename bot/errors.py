"""The family of errors. Each message is safe to show and says what to do.

Heat2Error
├── UsageError          the arguments of a command are wrong (exit code 2)
├── SettingsError       a setting has an invalid value
├── DateError           a typed date cannot be understood
├── InstallationError   a module that the program needs cannot be imported
├── SourceError         something that should become an article cannot be read
│   ├── PageError       a web page or an upload is no article
│   │   ├── RetryLaterError a site asks to come back later
│   │   └── GoneError   a site says that something is gone for good
│   └── ProblemsError   all mistakes in a file or folder
│       ├── CorpusError     in articles
│       ├── SubjectError    in the file that names their film
│       └── ConceptError    in the concept list
├── UnknownArticleError the library has no article with this id
├── StoreError          the database cannot do what was asked
│   └── UnreachableStoreError  the database is away for now
├── SnapshotError       a snapshot is missing or outdated; it is made again
│   └── DamagedSnapshotError  a snapshot cannot be read
├── ExpiredError        the answer behind a button is no longer stored
│   └── DraftExpiredError   a draft is no longer stored
├── ConflictError       somebody else has changed the article meanwhile
│   └── StaleError          the article that a preview would replace has changed
├── ReaderError         the reader gave no valid choice, and the search decides
├── EncoderError        the sentence encoder cannot be used, and word vectors serve
├── AnalysisError       an article cannot be analysed for the search, or not now
└── LimitError          a limit is exceeded
    └── RateLimitError  a question came too soon
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_MAX_SHOWN: Final = 60
"""Maximum number of characters of the input that an error repeats."""


class Heat2Error(Exception):
    """The base class: `str(error)` may be shown to anyone."""


class UsageError(Heat2Error):
    """The arguments of a command are wrong."""


class SettingsError(Heat2Error):
    """A setting has an invalid value; the message names the setting and the allowed values."""


class InstallationError(Heat2Error):
    """A module that the program needs is not installed; the message names it."""

    def __init__(self, module: str) -> None:
        self.module = module
        super().__init__(
            f"the installation is incomplete: the module {module} cannot be imported. Install heat2 again, "
            "in a new virtual environment."
        )


class SourceError(Heat2Error):
    """A file or text cannot become an article."""


class DateFault(StrEnum):
    """The reason why a typed date cannot be understood."""

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
    """A typed date cannot be understood. `fault` is the reason, for translation; `text` is the input."""

    def __init__(self, fault: DateFault, text: str) -> None:
        self.fault = fault
        self.text = text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"
        super().__init__(_DATE_MESSAGES[fault].format(text=self.text))


class PageFault(StrEnum):
    """The reason why a page or an upload is no article."""

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
    NO_FEED = "no_feed"


class PageError(SourceError):
    """A web page or an upload is no article. `fault` is the reason, for translation."""

    def __init__(self, fault: PageFault, message: str) -> None:
        self.fault = fault
        super().__init__(message)


class RetryLaterError(PageError):
    """A site says that it has too much to do, and after how many `seconds` to come back; 0 if it does not say."""

    def __init__(self, error: PageError, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(error.fault, error.args[0])


class GoneError(PageError):
    """A site says that what was at an address is gone for good."""

    def __init__(self, error: PageError) -> None:
        super().__init__(error.fault, error.args[0])


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a file: its place, and what would be right. `line` is 0 for the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class ProblemsError(SourceError):
    """All mistakes in a file or folder."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


class CorpusError(ProblemsError):
    """Mistakes in articles."""


class SubjectError(ProblemsError):
    """Mistakes in the file that names the film of the articles."""


class ConceptError(ProblemsError):
    """Mistakes in the shipped or the operator's concept list."""


class UnknownArticleError(Heat2Error):
    """No article, or more than one, has the given id; the message names similar ones."""


class StoreError(Heat2Error):
    """The database is locked, full, read-only, damaged or unreachable; nothing was lost."""


class UnreachableStoreError(StoreError):
    """The database cannot be reached, or is being started or stopped. It may work later."""


class SnapshotError(Heat2Error):
    """A snapshot is missing or outdated; it can be made again."""


class DamagedSnapshotError(SnapshotError):
    """A snapshot is damaged or cannot be read."""


class ExpiredError(Heat2Error):
    """The answer or draft behind a button is no longer stored."""


class DraftExpiredError(ExpiredError):
    """The draft is no longer stored, or was never this user's."""


class ConflictError(Heat2Error):
    """Somebody else has changed or removed the article meanwhile; nothing was changed.

    `by` is the id of that user, '' if it is not known or was the operator.
    """

    def __init__(self, message: str, by: str = "") -> None:
        self.by = by
        super().__init__(message)


class StaleError(ConflictError):
    """The article that a preview would replace has changed since; nothing was changed."""


class AnalysisFault(StrEnum):
    """The reason why an article could not be analysed."""

    TOO_SLOW = "too_slow"
    FAILED = "failed"
    BUDGET = "budget"
    UNAVAILABLE = "unavailable"
    STOPPING = "stopping"

    @property
    def is_lasting(self) -> bool:
        """Whether analysing the same article would fail again."""
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

    `count` is the limit in seconds for TOO_SLOW, and the minutes to wait for BUDGET.
    """

    def __init__(self, fault: AnalysisFault, count: int = 0) -> None:
        self.fault = fault
        self.count = count
        super().__init__(_ANALYSIS[fault].format(count=count))


class ReaderFault(StrEnum):
    """The reason why a reader gave no choice."""

    TOO_SLOW = "too_slow"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """The server answered with an HTTP error."""
    INVALID = "invalid"
    """The answer is no valid choice."""
    BUSY = "busy"
    """Other requests took all the time."""
    RESTING = "resting"
    """After several failures in a row the reader is not asked for a while."""
    USED_UP = "used_up"
    """The server has made its requests of the day."""
    UNCOUNTED = "uncounted"
    """The requests of the day could not be counted, so that nobody knows whether one more is allowed."""


class ReaderError(Heat2Error):
    """A reader gave no valid choice. `detail` says what happened and what to do, and holds no text of the reader's."""

    def __init__(self, fault: ReaderFault, detail: str, retry_after: float = 0.0) -> None:
        self.fault = fault
        self.detail = detail
        self.retry_after = retry_after
        """Seconds for which it asks not to be asked again, 0 if it does not say."""
        super().__init__(f"the reader gave no valid choice: {detail}")


class EncoderError(Heat2Error):
    """The sentence encoder cannot be used; the search goes on without it."""


class LimitError(Heat2Error):
    """A limit that the operator set is exceeded; the message says when or how to go on."""


class RateLimitError(LimitError):
    """A member, or a server if `of_server` is true, has asked too many questions; `seconds` is the time to wait."""

    def __init__(self, seconds: int, *, of_server: bool = False) -> None:
        self.seconds = seconds
        self.of_server = of_server
        who = "This server has" if of_server else "You have"
        super().__init__(f"{who} asked a lot within a minute: go on in {seconds} s.")
