"""A server's articles as its moderators look through them: the list, one article, and what was done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import discord

from bot.discord_app.components.sources import HistoryButton, ListButton, ShowButton, UndoButton, digest_of
from bot.discord_app.replies.changes import change_lines
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import ROOM, framed, lines_within, named, quote_within
from bot.discord_app.replies.look import room_of
from bot.discord_app.replies.preview import about
from bot.domain import Passage, PassageKind
from bot.history import ERASED_USER, Act, Event, Unanswered
from bot.library.listing import ArticleFilter, ListedArticle
from bot.library.merging import diff_articles
from bot.phrases import Phrases

ON_PAGE: Final = 10
"""Articles of the list, or events of the history."""
PASSAGES_ON_PAGE: Final = 3
"""So few that each is shown whole: a message takes no more text."""
_NUMBER_ROOM: Final = 80
"""Of a passage's number and what is said of it."""
_UNANSWERED_SHOWN: Final = 25


def list_view(
    listed: Sequence[ListedArticle], wanted: ArticleFilter, page: int, phrases: Phrases
) -> discord.ui.LayoutView:
    """A page of the list; one beyond the last shows the last."""
    pages = max(1, -(-len(listed) // ON_PAGE))
    page = min(page, pages - 1)
    heading = f"### {phrases.say('sources.list')}\n-# {phrases.count('sources.articles', len(listed))}"
    if pages > 1:
        heading += f" · {phrases.say('latest.page', page=page + 1, pages=pages)}"
    lines = [_line(each, phrases) for each in listed[page * ON_PAGE : (page + 1) * ON_PAGE]]
    buttons: list[discord.ui.Item[Any]] = []
    if page:
        buttons.append(ListButton(page - 1, wanted, phrases.say("button.back")))
    if page + 1 < pages:
        buttons.append(ListButton(page + 1, wanted, phrases.say("sources.next")))
    return framed([heading, "\n".join(lines) or phrases.say("sources.none")], buttons)


def _line(listed: ListedArticle, phrases: Phrases) -> str:
    article, entry = listed.article, listed.entry
    who = f" · {said_by(entry.by, phrases)}" if entry else ""
    publisher = inline(article.publisher, 40) or phrases.say("answer.publisher_unknown")
    state = phrases.say(f"sources.state_{listed.state.value}")
    return f"**{named(article, phrases, 70)}**\n-# {publisher} · {show_date(article.published, phrases)} · {state}{who}"


def said_by(by: str, phrases: Phrases) -> str:
    """Who did something: a mention, which notifies nobody, somebody who erased their data, or the operator."""
    if by == ERASED_USER:
        return phrases.say("sources.former_moderator")
    return f"<@{by}>" if by.isdecimal() else phrases.say("sources.operator")


def article_view(
    listed: ListedArticle, passages: Sequence[Passage], page: int, phrases: Phrases
) -> discord.ui.LayoutView:
    """A whole article, its passages numbered, page by page."""
    pages = max(1, -(-len(passages) // PASSAGES_ON_PAGE))
    page = min(page, pages - 1)
    state = phrases.say(f"sources.state_{listed.state.value}")
    who = f" · {said_by(listed.entry.by, phrases)} <t:{listed.entry.at.timestamp():.0f}:f>" if listed.entry else ""
    heading = f"{about(listed.article, phrases)}\n-# {state}{who} · `{inline(listed.article.id, 60)}`"
    blocks = [heading]
    room = (ROOM - room_of(heading)) // PASSAGES_ON_PAGE - _NUMBER_ROOM
    for number, passage in list(enumerate(passages, 1))[page * PASSAGES_ON_PAGE : (page + 1) * PASSAGES_ON_PAGE]:
        left_out = passage.kind is PassageKind.FURNITURE
        mark = f" · {phrases.say('sources.left_out')}" if left_out else ""
        blocks.append(f"-# {number} / {len(passages)}{mark}\n{quote_within(passage.text, room)}")
    digest = digest_of(listed.article.id)
    buttons: list[discord.ui.Item[Any]] = []
    if page:
        buttons.append(ShowButton(page - 1, digest, phrases.say("button.back")))
    if page + 1 < pages:
        buttons.append(ShowButton(page + 1, digest, phrases.say("sources.next")))
    if listed.entry:
        buttons.append(HistoryButton(0, digest, phrases.say("sources.history")))
    return framed(blocks, buttons)


def history_view(events: Sequence[Event], digest: str, phrases: Phrases) -> discord.ui.LayoutView:
    """Who did what and when, newest first, as many as a message takes; one event more tells that there are others."""
    heading = f"### {phrases.say('sources.history')}"
    lines = lines_within((_event_line(event, phrases) for event in events[:ON_PAGE]), ROOM - room_of(heading))
    buttons = []
    if len(events) > len(lines):
        buttons.append(HistoryButton(events[len(lines) - 1].number, digest, phrases.say("sources.next")))
    return framed([heading, "\n".join(lines) or phrases.say("sources.no_history")], buttons)


def _event_line(event: Event, phrases: Phrases) -> str:
    said = f"**{named(event.article, phrases, 70)}** · {phrases.say(f'sources.act_{event.act.value}')}"
    undone = f" · {phrases.say('sources.undid', number=event.undoes)}" if event.undoes else ""
    changes = "".join(f"\n-# {change}" for change in _changes(event, phrases))
    when = f"<t:{event.at.timestamp():.0f}:f>"
    return f"`#{event.number}` {said}\n-# {said_by(event.by, phrases)} · {when}{undone}{changes}"


def say_event(event: Event, phrases: Phrases) -> str:
    """What was done to which article."""
    return phrases.say(f"sources.event_{event.act.value}", title=f"**{named(event.article, phrases, 70)}**")


def _changes(event: Event, phrases: Phrases) -> Iterator[str]:
    """What an edit made of what."""
    if event.before is not None:
        yield from change_lines(diff_articles(event.before, event.article), phrases)


def done_view(event: Event, phrases: Phrases, note: str = "") -> discord.ui.LayoutView:
    """What was done, and the button that takes it back."""
    changes = (f"-# {line}" for line in _changes(event, phrases) if event.act is Act.EDITED)
    said = "\n".join([say_event(event, phrases), *changes, f"-# {phrases.say('sources.undo_hint')}"])
    blocks = [said, note]
    return framed(blocks, [UndoButton(event.number, phrases.say("sources.undo"))])


def undo_view(event: Event, phrases: Phrases) -> discord.ui.LayoutView:
    """What would be undone, to be confirmed."""
    said = phrases.say("sources.undo_what", number=event.number, who=said_by(event.by, phrases))
    return framed(
        [f"{said}\n{_event_line(event, phrases)}"], [UndoButton(event.number, phrases.say("sources.undo_yes"))]
    )


def unanswered_view(questions: Sequence[Unanswered], phrases: Phrases, *, is_kept: bool) -> discord.ui.LayoutView:
    """The questions that no article answered, most frequent first, or how to have them kept."""
    heading = f"### {phrases.say('sources.unanswered')}"
    if not is_kept:
        return framed([heading, phrases.say("sources.unanswered_off")])
    asked = (f"`{each.times} ×` {inline(each.question, 120)}" for each in questions[:_UNANSWERED_SHOWN])
    lines = lines_within(asked, ROOM - room_of(heading))
    return framed([heading, "\n".join(lines) or phrases.say("sources.unanswered_none")])
