"""The custom ids of all buttons and selects: how their state is packed, and the pattern that finds it again.

All that a button knows is in its custom id, so that it works after a restart, in every process and after an update.
Buttons in messages that were sent long ago carry these ids: a pattern must go on matching every form that it once did.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.discord_app.limits import utf16_length
from bot.domain import VoteReason
from bot.library.articles.listing import ArticleFilter, ArticleState
from bot.text.hashing import short_hash

_INLINE: Final = "~"
"""First character of a key that is the question itself."""
_MAX_INLINE: Final = 58
"""UTF-16 units that a custom id has left for a question beside the longest state of a button."""
_USER: Final = r"[0-9]{1,20}"
_STATES: Final = tuple(ArticleState)
MAX_INLINE_TOPIC: Final = 48
"""UTF-16 units that the custom id of a list of the newest articles has left for a topic."""
MAX_SEARCH_WORDS: Final = 30
"""Maximum number of characters that a list can be searched for: they are in a custom id with the rest of the filter."""

_QUESTION_KEY: Final = rf"(?P<key>[A-Za-z0-9]{{1,16}}|{_INLINE}.{{1,{_MAX_INLINE}}})"
_DRAFT_KEY: Final = r"(?P<key>[a-f0-9]{16})"
_FOR_GAP: Final = r"(?::(?P<gap>[a-f0-9]{16}))?"
"""The gap that a draft is to fill, if it was added from one."""
_DIGEST: Final = r"(?P<digest>[a-f0-9]{16}|-)"
_PAGE: Final = rf"{_QUESTION_KEY}:(?P<order>[noc]):(?P<page>[0-9]{{1,3}}):(?P<asker>{_USER}):(?P<origin>{_USER})"

ANSWER_PAGE: Final = rf"heat2:turn:{_PAGE}"
SHARE: Final = rf"heat2:share:{_PAGE}"
WHY: Final = rf"heat2:why:{_QUESTION_KEY}"
DELETE: Final = rf"heat2:delete:(?P<asker>{_USER})"
LATEST: Final = rf"heat2:latest:(?P<page>[0-9]{{1,6}}):(?P<asker>{_USER})(?::(?P<since>\d{{0,8}}):{_QUESTION_KEY}?)?"
TIMELINE: Final = rf"heat2:timeline:{_QUESTION_KEY}:(?P<page>[0-9]{{1,3}}):(?P<asker>{_USER})"
PUBLISH: Final = rf"heat2:publish:(?:(?P<revision>\d{{1,9}}):)?{_DRAFT_KEY}{_FOR_GAP}"
CORRECT: Final = rf"heat2:correct:{_DRAFT_KEY}{_FOR_GAP}"
SEPARATE: Final = rf"heat2:separate:{_DRAFT_KEY}{_FOR_GAP}"
CANCEL: Final = rf"heat2:cancel:{_DRAFT_KEY}"
REOPEN: Final = rf"heat2:reopen:{_DRAFT_KEY}"
CONFIRM: Final = rf"heat2:confirm:{_DRAFT_KEY}"
FORM: Final = (
    r"heat2:form:(?P<kind>[a-z_]{1,10}):(?P<revision>\d{1,9})"
    r":(?P<target>[a-f0-9]{16})?:(?P<gap>[a-f0-9]{16})?:[a-f0-9]{8}"
)
LINK: Final = r"heat2:link"
PINS: Final = rf"heat2:pins:(?P<channel>{_USER}):(?P<digest>[a-f0-9]{{16}})"
AS_TEXT: Final = r"heat2:as_text"
_LISTED: Final = (
    r"(?P<page>\d{1,4}):(?P<state>\d?):(?P<language>[a-z]{0,2}):(?P<since>\d{0,8}):(?P<until>\d{0,8})"
    rf":(?P<by>\d{{0,20}}):(?P<words>.{{0,{MAX_SEARCH_WORDS}}})"
)
LIST: Final = rf"heat2:list:{_LISTED}"
PICK: Final = rf"heat2:pick:{_LISTED}"
BULK_EDIT: Final = r"heat2:several:(?P<action>hide|unhide|remove|fields)"
TEXT: Final = rf"heat2:text:{_DIGEST}"
NEW_TEXT: Final = rf"heat2:newtext:(?P<revision>\d{{1,9}}):{_DIGEST}"
SHOW: Final = rf"heat2:show:(?P<page>\d{{1,5}}):{_DIGEST}"
HISTORY: Final = rf"heat2:history:(?P<before>\d{{1,12}})(?:\.(?P<settings>\d{{1,12}}))?:{_DIGEST}"
UNDO: Final = r"heat2:undo:(?P<number>\d{1,12})"
UNFOLLOW: Final = r"heat2:unfollow:(?P<key>[a-f0-9]{16})"
UNFOLLOW_ALL: Final = r"heat2:unfollow:all"
FOLLOWS: Final = r"heat2:follows:(?P<kind>own|channels)"
PROPOSAL: Final = rf"heat2:proposal:(?P<action>publish|confirm|edit|skip):{_DRAFT_KEY}(?::(?P<version>[a-f0-9]{{8}}))?"
MODERATOR_CHANNEL: Final = r"heat2:settings:moderators"
ANNOUNCE_ROLE: Final = r"heat2:settings:announce_role"
TEST_ANNOUNCEMENT: Final = r"heat2:settings:test"
ROLES: Final = r"heat2:settings:roles"
CHANNEL: Final = r"heat2:settings:channel"
MENTIONS: Final = r"heat2:settings:mentions"
MENTION_CHANNELS: Final = r"heat2:settings:mention_channels"
LANGUAGE: Final = r"heat2:settings:language"
_SWITCHES: Final = r"private_answers|keeps_unanswered|weekly_digest|uses_reader|answers_in_threads"
SWITCH: Final = rf"heat2:settings:(?P<name>{_SWITCHES}):(?P<on>[01])"
ERASE_SERVER: Final = r"heat2:erase:(?P<confirmed>[01])"
ERASE_MEMBER: Final = r"heat2:privacy:(?P<confirmed>[01])"

VOTE: Final = rf"heat2:vote:(?P<choice>up|down|none):{_QUESTION_KEY}"
REASON: Final = rf"heat2:reason:(?P<reason>[a-z_]{{1,16}}):{_QUESTION_KEY}"
GAPS: Final = r"heat2:gaps:(?P<page>\d{1,4})"
GAP_ADD: Final = r"heat2:gap:add:(?P<gap>[a-f0-9]{16})"
GAP_DISMISS: Final = r"heat2:gap:dismiss:(?P<page>\d{1,4}):(?P<gap>[a-f0-9]{16})"
GAP_RESTORE: Final = r"heat2:gap:restore:(?P<page>\d{1,4}):(?P<gap>[a-f0-9]{16})"

EVERY_ARTICLE: Final = "-"
"""The digest that stands for all articles of a history."""
OWN_LANGUAGE: Final = "-"
"""The option for each member's own language."""


def inline_key(question: str, longest: int = _MAX_INLINE) -> str:
    """Return a key that is the question itself, so that nothing has to be stored.

    '' where the question is longer than that many UTF-16 units.
    """
    # Line breaks and invisible characters might not come back from Discord as they were sent.
    return f"{_INLINE}{question}" if question.isprintable() and 0 < utf16_length(question) <= longest else ""


def inline_question(key: str) -> str:
    """Return the question that a key of `inline_key` is; '' for the key of a stored question."""
    return key[len(_INLINE) :] if key.startswith(_INLINE) else ""


def question_key(custom_ids: Iterable[str]) -> str:
    """Return the key of the question that a message answers, from the custom ids of its buttons; '' without any."""
    for custom_id in custom_ids:
        for pattern in (ANSWER_PAGE, SHARE, WHY):
            if match := re.fullmatch(pattern, custom_id):
                return match["key"]
    return ""


class Order(StrEnum):
    """The excerpts that are shown, and their order."""

    NEWEST = "n"
    OLDEST = "o"
    CLOSEST = "c"
    """The closest passages to a question without an answer, in the engine's order."""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A page of the answer to a question."""

    key: str
    """The key of the stored question, or the question itself."""
    order: Order = Order.NEWEST
    page: int = 0
    asker: int = 0
    """The id of the member who asked; 0 for a reply that only the asker can see."""
    origin: int = 0
    """The message whose text was the question; 0 when the question was typed."""

    @property
    def is_private(self) -> bool:
        """True when only the asker sees the reply."""
        return not self.asker

    @classmethod
    def from_match(cls, match: re.Match[str]) -> AnswerPage:
        """Return the page that ANSWER_PAGE or SHARE found."""
        numbers = (int(match[name]) for name in ("page", "asker", "origin"))
        return cls(match["key"], Order(match["order"]), *numbers)

    @property
    def _packed(self) -> str:
        return f"{self.key}:{self.order}:{self.page}:{self.asker}:{self.origin}"

    @property
    def page_id(self) -> str:
        """The custom id of a button that shows this page."""
        return f"heat2:turn:{self._packed}"

    @property
    def share_id(self) -> str:
        """The custom id of a button that shares this page."""
        return f"heat2:share:{self._packed}"


def why_id(key: str) -> str:
    """Explain the answer to the question of that key."""
    return f"heat2:why:{key}"


def delete_id(asker: int) -> str:
    """Delete the answer of that member."""
    return f"heat2:delete:{asker}"


def latest_id(page: int, asker: int, since: date | None = None, topic_key: str = "") -> str:
    """Show a page of the newest articles; `asker` is 0 in a reply that only the asker can see."""
    found = f":{since:%Y%m%d}:{topic_key}" if since else f"::{topic_key}" if topic_key else ""
    return f"heat2:latest:{page}:{asker}{found}"


def since_from_match(match: re.Match[str]) -> date | None:
    """Return the first day of the articles that LATEST found; None without one."""
    return _day(match["since"] or "")


def timeline_id(key: str, page: int, asker: int) -> str:
    """Show a page of the timeline of the topic of that key; page 0 has the newest statements."""
    return f"heat2:timeline:{key}:{page}:{asker}"


def publish_id(key: str, revision: int | None = None, gap: str = "") -> str:
    """Publish a draft, if the article that it replaces is at this revision; None checks nothing.

    Previews of the first versions carry no revision.
    """
    return ":".join(("heat2:publish", *([] if revision is None else [str(revision)]), *_draft(key, gap)))


def correct_id(key: str, gap: str = "") -> str:
    """Open the form of a draft."""
    return ":".join(("heat2:correct", *_draft(key, gap)))


def separate_id(key: str, gap: str = "") -> str:
    """Show the draft that is an article of its own."""
    return ":".join(("heat2:separate", *_draft(key, gap)))


def _draft(key: str, gap: str) -> tuple[str, ...]:
    return (key, gap) if gap else (key,)


def cancel_id(key: str) -> str:
    """Drop a draft."""
    return f"heat2:cancel:{key}"


def reopen_id(key: str) -> str:
    """Open a form again with what was typed into it."""
    return f"heat2:reopen:{key}"


def confirm_id(key: str) -> str:
    """Use a form as it was typed."""
    return f"heat2:confirm:{key}"


def list_id(page: int, filter_: ArticleFilter) -> str:
    """Show a page of the list."""
    return f"heat2:list:{_packed_list(page, filter_)}"


def pick_id(page: int, filter_: ArticleFilter) -> str:
    """Choose articles on a page of the list, to be changed together."""
    return f"heat2:pick:{_packed_list(page, filter_)}"


def bulk_id(action: str) -> str:
    """Change the articles that are chosen in the same message."""
    return f"heat2:several:{action}"


def text_id(digest: str) -> str:
    """Edit the text of an article."""
    return f"heat2:text:{digest}"


def new_text_id(revision: int, digest: str) -> str:
    """Upload a new text of an article that is at this revision."""
    return f"heat2:newtext:{revision}:{digest}"


def _packed_list(page: int, filter_: ArticleFilter) -> str:
    # The position in the enumeration is shorter than the name. The order of ArticleState must therefore not change.
    state = "" if filter_.state is None else str(_STATES.index(filter_.state))
    days = (f"{day:%Y%m%d}" if day else "" for day in (filter_.since, filter_.until))
    return ":".join((str(page), state, filter_.language, *days, filter_.added_by, filter_.words))


def filter_from_match(match: re.Match[str]) -> ArticleFilter:
    """Return the filter that LIST or PICK found; an impossible day is left out."""
    state = _STATES[int(match["state"]) % len(_STATES)] if match["state"] else None
    return ArticleFilter(
        match["words"], match["language"], _day(match["since"]), _day(match["until"]), match["by"], state
    )


def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits) if digits else None
    except ValueError:
        return None


def pins_id(channel: int, link: str) -> str:
    """Read the links of a channel's pinned messages that come after this one."""
    return f"heat2:pins:{channel}:{digest_of(link)}"


def form_id(kind: str, target: str, revision: int, gap: str) -> str:
    """Use a form about the draft of that key, or the article with that digest; '' for neither. No two ids are equal."""
    return f"heat2:form:{kind}:{revision}:{target}:{gap}:{secrets.token_hex(4)}"


def digest_of(text: str) -> str:
    """Return a hash of an article's id, or of a link, that fits into a custom id."""
    return short_hash(text)


def show_id(page: int, digest: str) -> str:
    """Show a page of an article."""
    return f"heat2:show:{page}:{digest}"


def history_id(before: int, digest: str) -> str:
    """Show the changes before a number, of one article or of EVERY_ARTICLE."""
    return f"heat2:history:{before}:{digest}"


@dataclass(frozen=True, slots=True)
class HistoryPosition:
    """A place in the history of an article, or of EVERY_ARTICLE: what follows has smaller numbers; 0 is the start."""

    digest: str
    before: int = 0
    settings_before: int = 0
    """The number of a change of settings, which are numbered by themselves."""

    @property
    def page_id(self) -> str:
        """The custom id of a button that shows what follows."""
        return f"heat2:history:{self.before}.{self.settings_before}:{self.digest}"


def proposal_id(action: str, key: str, version: str) -> str:
    """Decide on a proposed article of that version: `action` is publish, confirm, edit or skip.

    Proposals of the first versions carry no version. `confirm` publishes it as it is shown.
    """
    return f"heat2:proposal:{action}:{key}:{version}"


def undo_id(number: int) -> str:
    """Undo a change."""
    return f"heat2:undo:{number}"


def unfollow_id(key: str) -> str:
    """End the follow of that key."""
    return f"heat2:unfollow:{key}"


def follows_id(kind: str) -> str:
    """End the chosen follows: `own` are the member's, `channels` those of the server's channels."""
    return f"heat2:follows:{kind}"


def switch_id(name: str, *, on: bool) -> str:
    """Turn a setting on or off."""
    return f"heat2:settings:{name}:{on:d}"


def erase_server_id(*, is_confirmed: bool) -> str:
    """Erase a server's data, or ask first."""
    return f"heat2:erase:{is_confirmed:d}"


def erase_member_id(*, is_confirmed: bool) -> str:
    """Erase a member's data, or ask first."""
    return f"heat2:privacy:{is_confirmed:d}"


class Choice(StrEnum):
    """A member's vote on an answer."""

    UP = "up"
    DOWN = "down"
    NONE = "none"
    """They take their vote back."""


def vote_id(choice: Choice, key: str) -> str:
    """Vote on the answer to the question of that key."""
    return f"heat2:vote:{choice}:{key}"


def reason_id(reason: VoteReason, key: str) -> str:
    """Say what was wrong with the answer to the question of that key."""
    return f"heat2:reason:{reason}:{key}"


def gaps_id(page: int) -> str:
    """Show a page of what members miss."""
    return f"heat2:gaps:{page}"


def gap_add_id(gap: str) -> str:
    """Open the form for an article that fills a gap."""
    return f"heat2:gap:add:{gap}"


def gap_dismiss_id(page: int, gap: str) -> str:
    """Dismiss a gap, and show that page of the others."""
    return f"heat2:gap:dismiss:{page}:{gap}"


def gap_restore_id(page: int, gap: str) -> str:
    """Show a gap again, and that page."""
    return f"heat2:gap:restore:{page}:{gap}"
