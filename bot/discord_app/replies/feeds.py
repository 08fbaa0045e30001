"""Feeds as moderators see them: the list, a proposal with its buttons, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.limits import utf16_length
from bot.discord_app.replies.card import button_address
from bot.discord_app.replies.components import NEUTRAL_COLOR, SECONDARY, SUCCESS, ComponentView, button, link_button
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import BLOCKS_TEXT, framed, lines_within, name_of, short_quote
from bot.discord_app.replies.preview import alike_lines, change_lines, future_note, metadata_lines
from bot.discord_app.replies.sources import user_name
from bot.domain import Article, FeedSource, Proposal
from bot.library.articles.merging import diff_articles
from bot.library.articles.preview import Preview
from bot.library.feeds.sources import FeedStatus
from bot.phrases import Phrases

_MAX_NAME: Final = 80
_MAX_ADDRESS: Final = 150
_COPIES_SHOWN: Final = 5


def feed_name(feed: FeedSource) -> str:
    """Return a feed's title, else its address, escaped for a line of Markdown."""
    return inline(feed.title, _MAX_NAME) or inline(feed.address, _MAX_NAME)


def feeds_view(statuses: Sequence[FeedStatus], note: str, phrases: Phrases) -> ComponentView:
    """Return the feeds of a server with what was read last, and a note under them."""
    heading = f"### {phrases.say('feeds.heading')}"
    lines = ["\n".join(_feed_lines(each, phrases)) for each in statuses]
    shown = lines_within(lines, BLOCKS_TEXT - utf16_length(heading + note) - len(lines))
    return framed([heading, "\n\n".join(shown) or phrases.say("feeds.none"), note])


def _feed_lines(status: FeedStatus, phrases: Phrases) -> list[str]:
    feed = status.feed
    state = "is_paused" if feed.is_paused else "is_trusted" if feed.is_trusted else "is_proposed"
    read = phrases.say("feeds.read", when=_when(feed.read_at)) if feed.read_at else phrases.say("feeds.not_read")
    parts = [phrases.say(f"feeds.{state}"), read]
    if status.next_at and not feed.is_paused:
        parts.append(phrases.say("feeds.next", when=_when(status.next_at)))
    address = [f"-# {inline(feed.address, _MAX_ADDRESS)}"] if feed.title else []
    lines = [f"**{feed_name(feed)}**", *address, f"-# {' · '.join(parts)}"]
    if feed.failures:
        fault = say_fault(feed, phrases)
        fault = fault[:1].upper() + fault[1:]
        lines.append(f"-# {phrases.say('feeds.failing', fault=fault, count=phrases.whole(feed.failures))}")
    return lines


def _when(moment: datetime) -> str:
    return f"<t:{moment.timestamp():.0f}:R>"


def say_fault(feed: FeedSource, phrases: Phrases) -> str:
    """Return why a feed could not be read."""
    key = f"feeds.fault.{feed.fault}"
    return phrases.say(key if key in phrases.texts else "feeds.fault.other")


def proposal_view(
    proposal: Proposal,
    preview: Preview,
    today: date,
    phrases: Phrases,
    note: str = "",
    *,
    is_checked: bool = False,
) -> ComponentView:
    """Return a proposed article with its beginning, what is like it, and the buttons that decide.

    With `is_checked`, its page was read again just now, and Publish publishes it as it is shown.
    """
    feed = phrases.say("feeds.source", feed=inline(proposal.feed, _MAX_NAME))
    ahead = future_note(proposal.article, today, phrases)
    notes = list(alike_lines(preview, phrases))
    if proposal.copies:
        addresses = ", ".join(inline(address, _MAX_ADDRESS) for address in proposal.copies[:_COPIES_SHOWN])
        notes.append(phrases.say("feeds.copies", addresses=addresses))
    quoted = short_quote(preview.passages[0].text) if preview.passages else ""
    buttons = [
        button(phrases.say(label), ids.proposal_id(action, proposal.key, proposal.version), style)
        for label, action, style in (
            ("sources.publish", "confirm" if is_checked else "publish", SUCCESS),
            ("sources.correct", "edit", SECONDARY),
            ("feeds.skip", "skip", SECONDARY),
        )
    ]
    address = button_address(proposal.article.url)
    if address:
        buttons.append(link_button(phrases.say("button.open"), address))
    heading = f"### {phrases.say('feeds.proposal')}\n-# {feed}"
    return framed([note, ahead, heading, metadata_lines(proposal.article, phrases), quoted, "\n".join(notes)], buttons)


def changed_note(before: Article, after: Article, phrases: Phrases) -> str:
    """Return the sentence that a proposed article has changed, with what is different."""
    changes = [f"-# {line}" for line in change_lines(diff_articles(before, after), phrases)]
    return "\n".join([phrases.say("feeds.changed"), *changes])


def decided_view(proposal: Proposal, key: str, by: str, phrases: Phrases) -> ComponentView:
    """Return the sentence of that key in place of a proposal that somebody has decided on."""
    title = f"**{name_of(proposal.article, phrases)}**"
    return framed([phrases.say(key, user=user_name(by, phrases), title=title)], colour=NEUTRAL_COLOR)


def report_view(feed: FeedSource, phrases: Phrases, *, is_working: bool) -> ComponentView:
    """Return the message that a feed fails, or that it is well again."""
    if is_working:
        return framed([phrases.say("feeds.well", title=feed_name(feed))], colour=NEUTRAL_COLOR)
    return framed(
        [phrases.say("feeds.dead", title=feed_name(feed), fault=say_fault(feed, phrases))], colour=NEUTRAL_COLOR
    )
