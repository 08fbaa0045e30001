"""The gaps in the articles, for moderators: a page of topics with buttons, and the weekly message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.replies.components import (
    QUOTE_COLOR,
    Component,
    ComponentView,
    button,
    container,
    row,
    separator,
    text,
)
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import BLOCKS_TEXT, framed, lines_within, short_quote
from bot.discord_app.replies.quoting import verified
from bot.domain import Answer, VoteReason
from bot.library.gaps import Gap
from bot.phrases import Phrases

ON_PAGE: Final = 5
"""Gaps on a page: with more, the message would have too many buttons."""
_IN_DIGEST: Final = 5
_MAX_TITLE: Final = 150
_MAX_OTHER: Final = 70
"""Characters of a further question."""
_OTHERS_SHOWN: Final = 2
_MAX_QUOTE: Final = 200
"""Characters of the quote that answers a question now."""
_GAP_LENGTH: Final = BLOCKS_TEXT // ON_PAGE - 80
"""UTF-16 units of a gap: a page of them, and its heading, fit into a message."""


@dataclass(frozen=True, slots=True)
class GapsPage:
    """A page of gaps. `answered` holds the keys of those that an article answers now."""

    gaps: Sequence[Gap]
    number: int
    answered: frozenset[str] = frozenset()
    dismissed: Gap | None = None
    """The gap that was dismissed just now, which can be brought back."""

    @property
    def count(self) -> int:
        """Number of pages."""
        return max(1, -(-len(self.gaps) // ON_PAGE))

    @property
    def shown(self) -> Sequence[Gap]:
        """The gaps on the page; a page beyond the last shows the last."""
        return page_of(self.gaps, self.number)


def page_of(gaps: Sequence[Gap], number: int) -> Sequence[Gap]:
    """Return the gaps on a page; a page beyond the last shows the last."""
    first = min(number, max(0, -(-len(gaps) // ON_PAGE) - 1)) * ON_PAGE
    return gaps[first : first + ON_PAGE]


def gaps_view(page: GapsPage, phrases: Phrases, *, is_kept: bool) -> ComponentView:
    """Return the page, or how to turn on that questions are kept."""
    heading = f"### {phrases.say('gaps.heading')}"
    if not is_kept:
        return framed([heading, phrases.say("gaps.off")])
    number = min(page.number, page.count - 1)
    parts = [text("\n".join([heading, *_notes(page, number, phrases)]))]
    for gap in page.shown:
        buttons = [
            button(phrases.say("gaps.add"), ids.gap_add_id(gap.key)),
            button(phrases.say("gaps.dismiss"), ids.gap_dismiss_id(number, gap.key)),
        ]
        parts += [separator(), text(_described(gap, phrases, is_answered=gap.key in page.answered)), row(buttons)]
    buttons = list(_turning(page, number, phrases))
    return ComponentView([container(QUOTE_COLOR, parts), *([row(buttons)] if buttons else [])])


def _notes(page: GapsPage, number: int, phrases: Phrases) -> Iterator[str]:
    if not page.gaps:
        yield phrases.say("gaps.none")
    elif page.count > 1:
        yield f"-# {phrases.say('latest.page', page=number + 1, pages=page.count)}"
    else:
        yield f"-# {phrases.say('gaps.hint')}"
    if page.dismissed:
        yield f"-# {phrases.say('gaps.dismissed', question=inline(page.dismissed.title, _MAX_OTHER))}"


def filled_note(gap: Gap, answer: Answer, phrases: Phrases) -> str:
    """Return whether the gap's question is answered after an article was added, with the beginning of the quote."""
    question = inline(gap.title, _MAX_TITLE)
    shown = verified(answer.excerpts)
    if not shown:
        return phrases.say("gaps.still_open", question=question)
    excerpt = shown[0]
    quoted = " […] ".join(span.of(excerpt.article.text) for span in excerpt.slices)
    return f"{phrases.say('gaps.filled', question=question)}\n{short_quote(quoted, _MAX_QUOTE)}"


def _turning(page: GapsPage, number: int, phrases: Phrases) -> Iterator[Component]:
    if number:
        yield button(phrases.say("button.back"), ids.gaps_id(number - 1))
    if number + 1 < page.count:
        yield button(phrases.say("sources.next"), ids.gaps_id(number + 1))
    if page.dismissed:
        yield button(phrases.say("gaps.restore"), ids.gap_restore_id(number, page.dismissed.key))


def _described(gap: Gap, phrases: Phrases, *, is_answered: bool = False) -> str:
    """Return a gap in up to five lines: its question, its counts, what was wrong, and how else it was asked."""
    counts = [phrases.count("gaps.unanswered", gap.times)] if gap.times else []
    counts += [f"{gap.down} 👎"] if gap.down else []
    counts += [f"{gap.up} 👍"] if gap.up else []
    last = phrases.say("gaps.last", when=f"<t:{gap.last.timestamp():.0f}:R>")
    lines = [f"**{inline(gap.title, _MAX_TITLE)}**", f"-# {' · '.join([*counts, last])}"]
    reasons = [f"{phrases.say(f'votes.{reason.value}')} ({count})" for reason, count in _by_count(gap)]
    lines += [f"-# {' · '.join(reasons)}"] if reasons else []
    asked = (inline(each.question, _MAX_OTHER) for each in gap.questions[1 : 1 + _OTHERS_SHOWN])
    lines += [f"-# {phrases.say('gaps.answered')}"] if is_answered else []
    others = [phrases.say("gaps.quoted", question=question) for question in asked]
    if others:
        left = len(gap.questions) - 1 - len(others)
        others += [phrases.say("answer.and_more", count=left)] if left else []
        lines.append(f"-# {phrases.say('gaps.also', questions=phrases.all_of(others))}")
    return "\n".join(lines_within(lines, _GAP_LENGTH))


def _by_count(gap: Gap) -> list[tuple[VoteReason, int]]:
    return sorted(gap.reasons.items(), key=lambda each: (-each[1], list(VoteReason).index(each[0])))


def digest_view(gaps: Sequence[Gap], phrases: Phrases) -> ComponentView:
    """Return the weekly message about what members missed."""
    blocks = [_described(gap, phrases) for gap in gaps[:_IN_DIGEST]]
    left = len(gaps) - len(blocks)
    more = f"-# {phrases.say('answer.and_more', count=left)}" if left else ""
    buttons = [button(phrases.say("gaps.open"), ids.gaps_id(0))]
    return framed([f"### {phrases.say('gaps.digest')}", *blocks, more], buttons)
