"""Followed topics: what is followed, and the message about something new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.limits import CHOICE_TEXT, MAX_CHOICES
from bot.discord_app.replies.card import CardMaker
from bot.discord_app.replies.command_links import linked
from bot.discord_app.replies.components import (
    DANGER,
    QUOTE_COLOR,
    Component,
    ComponentView,
    button,
    container,
    multiple_select,
    option,
    row,
    separator,
    text,
)
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.quoting import verified
from bot.domain import Excerpt, Scope
from bot.library.follows import MAX_TOPIC
from bot.phrases import Phrases
from bot.store.follows import Follow

_QUOTES_SHOWN: Final = 3
_QUOTE_LENGTH: Final = 1_000
"""UTF-16 units of a quote with its source."""


def started_view(follow: Follow, phrases: Phrases, *, is_new: bool) -> ComponentView:
    """Return what is followed from now on, what is kept, and the button that ends it.

    With `is_new`, no article says anything about the topic so far.
    """
    key = "follow.started_channel" if follow.channel else "follow.started"
    says = phrases.say(key, topic=_name(follow), channel=f"<#{follow.channel}>")
    kept = "" if follow.channel else f"\n-# {phrases.say('follow.kept')}"
    if kept and not follow.scope.is_everyone:
        kept += f" {phrases.say('follow.open_to_server')}"
    nothing = f" {phrases.say('follow.nothing_yet')}" if is_new else ""
    return framed([says + nothing + kept], [_stop_button(follow, phrases)])


def following_view(
    follows: Sequence[Follow], of_channels: Sequence[Follow], name_of: Callable[[Scope], str], phrases: Phrases
) -> ComponentView:
    """Return what a member follows, and for moderators what the server's channels follow, each to be ended."""
    lines = [_line(each, name_of(each.scope)) for each in follows]
    channels = [_line(each, f"<#{each.channel}>") for each in of_channels]
    heading = f"### {phrases.say('follow.heading')}"
    blocks = [heading, "\n".join(lines) or phrases.say("follow.none")]
    if channels:
        blocks.append("\n".join([f"**{phrases.say('follow.channels')}**", *channels]))
    # A select holds 25 options: the topics of a member and of channels have a select each.
    rows = [_stop_select(kind, each, phrases) for kind, each in (("own", follows), ("channels", of_channels)) if each]
    everything = [button(phrases.say("follow.stop_all"), ids.UNFOLLOW_ALL, DANGER)] if len(follows) > 1 else []
    return framed(blocks, *([each] for each in rows), everything)


def _line(follow: Follow, where: str) -> str:
    role = f" · <@&{follow.role}>" if follow.role else ""
    return f"- **{inline(follow.topic, MAX_TOPIC)}**" + (f" · {where}" if where else "") + role


def _stop_select(kind: str, follows: Sequence[Follow], phrases: Phrases) -> Component:
    options = [option(each.topic[:CHOICE_TEXT], each.key) for each in follows[:MAX_CHOICES]]
    return multiple_select(ids.follows_id(kind), options, phrases.say(f"follow.stop_{kind}"))


def news_view(
    follow: Follow, excerpts: Sequence[Excerpt], place: str, phrases: Phrases, today: date
) -> ComponentView | None:
    """Return the message about new statements; None if none of them can be verified. `place` names the server."""
    shown = verified(excerpts)
    if not shown:
        return None
    maker = CardMaker(phrases, today)
    parts = [text(f"### {phrases.say('follow.news', topic=_name(follow))}")]
    for excerpt in shown[:_QUOTES_SHOWN]:
        parts += [separator(), *maker.quote(excerpt, _QUOTE_LENGTH).components(phrases)]
    left = len(shown) - _QUOTES_SHOWN
    more = f"{phrases.count('follow.more', left)} " if left > 0 else ""
    of_member = "follow.why" if place else "follow.why_everyones"
    why = phrases.say("follow.why_channel" if follow.channel else of_member, place=inline(place, 80))
    parts += [separator(), text(linked(f"-# {more}{why}"))]
    return ComponentView([container(QUOTE_COLOR, parts), row([_stop_button(follow, phrases)])])


def _name(follow: Follow) -> str:
    return inline(follow.topic, MAX_TOPIC)


def _stop_button(follow: Follow, phrases: Phrases) -> Component:
    return button(phrases.say("follow.stop"), ids.unfollow_id(follow.key))
