"""A server's articles for its moderators: the list, one article, and the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.custom_ids import HistoryPosition
from bot.discord_app.limits import CHOICE_TEXT, FORM_TEXT, utf16_length
from bot.discord_app.replies.components import (
    DANGER,
    PRIMARY,
    QUOTE_COLOR,
    SECONDARY,
    Component,
    ComponentView,
    button,
    container,
    file,
    multiple_select,
    option,
    row,
    text,
)
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import escape, inline
from bot.discord_app.replies.framed import BLOCKS_TEXT, framed, lines_within, name_of, plain_name_of, quote_within
from bot.discord_app.replies.preview import change_lines, metadata_lines
from bot.domain import ERASED_USER, TRUSTED_FEED, Act, Article, Event, Passage, PassageKind, SettingChange
from bot.library.articles.bulk_changes import BulkResult
from bot.library.articles.listing import ArticleFilter, ArticleState, ListedArticle
from bot.library.articles.merging import diff_articles
from bot.phrases import Phrases
from bot.phrases.messages import say_error

ON_PAGE: Final = 10
"""Articles of the list, or events of the history, on one page."""
PASSAGES_ON_PAGE: Final = 3
"""A page has room for three passages of usual length, uncut."""
_PASSAGE_HEADING: Final = 80
"""UTF-16 units of the line over a passage."""
_IDS_SHOWN: Final = 5
"""Maximum number of roles or channels that are named in a setting's value."""
_MAX_SETTING: Final = 60
"""Maximum length of a setting's value, in characters."""


def list_view(
    listed: Sequence[ListedArticle],
    filter_: ArticleFilter,
    page: int,
    phrases: Phrases,
    chosen: Collection[str] = (),
) -> ComponentView:
    """Return a page of the list; a page beyond the last shows the last.

    Articles can be chosen to be changed together; `chosen` are the digests of those that are chosen already.
    """
    pages = max(1, -(-len(listed) // ON_PAGE))
    page = min(page, pages - 1)
    heading = f"### {phrases.say('sources.list')}"
    if listed:
        heading += f"\n-# {phrases.count('sources.articles', len(listed))}"
    if pages > 1:
        heading += f" · {phrases.say('latest.page', page=page + 1, pages=pages)}"
    shown = listed[page * ON_PAGE : (page + 1) * ON_PAGE]
    lines = [_line(each, phrases) for each in shown]
    buttons: list[Component] = []
    if page:
        buttons.append(button(phrases.say("button.back"), ids.list_id(page - 1, filter_)))
    if page + 1 < pages:
        buttons.append(button(phrases.say("sources.next"), ids.list_id(page + 1, filter_)))
    picked = [each for each in shown if ids.digest_of(each.article.id) in chosen]
    choice = [_choice(shown, ids.pick_id(page, filter_), chosen, phrases)] if shown else []
    blocks = [heading, "\n".join(lines) or phrases.say("sources.none")]
    return framed(blocks, buttons, choice, _actions(picked, phrases))


def _choice(shown: Sequence[ListedArticle], custom_id: str, chosen: Collection[str], phrases: Phrases) -> Component:
    options = []
    for each in shown:
        digest, day = ids.digest_of(each.article.id), each.article.published.edtf or "?"
        name = plain_name_of(each.article, CHOICE_TEXT - len(day) - 3) or phrases.say("sources.untitled")
        options.append(option(f"{name} · {day}", digest, is_default=digest in chosen))
    return multiple_select(custom_id, options, phrases.say("sources.choose_several"))


def _actions(picked: Sequence[ListedArticle], phrases: Phrases) -> list[Component]:
    """Return a button for each thing that can be done with at least one of the chosen articles."""
    states = {each.state for each in picked}
    possible = {
        "fields": ArticleState.OWN in states,
        "hide": ArticleState.SHARED in states,
        "unhide": ArticleState.HIDDEN in states,
        "remove": ArticleState.OWN in states,
    }
    return [
        button(phrases.say(f"sources.several_{name}"), ids.bulk_id(name), DANGER if name == "remove" else SECONDARY)
        for name, is_possible in possible.items()
        if is_possible
    ]


def bulk_done_view(done: BulkResult, phrases: Phrases, note: str = "") -> ComponentView:
    """Return what was done with several articles, what was not and why, and one button that undoes all of it."""
    made = [f"- {say_event(event, phrases)}" for event in reversed(done.events)]
    refused = [
        f"- **{name_of(article, phrases, 70)}**: {escape(say_error(error, phrases))}" for article, error in done.refused
    ]
    blocks = [
        phrases.count("sources.changed", len(made)) + "\n" + "\n".join(made) if made else "",
        phrases.say("sources.not_changed") + "\n" + "\n".join(refused) if refused else "",
        note,
        f"-# {phrases.say('sources.undo_hint')}" if made else "",
    ]
    undo = [button(phrases.say("sources.undo"), ids.undo_id(done.events[0].number))] if made else []
    return framed(blocks, [*undo, button(phrases.say("sources.to_list"), ids.list_id(0, ArticleFilter()))])


def _line(listed: ListedArticle, phrases: Phrases) -> str:
    article, entry = listed.article, listed.entry
    who = f" · {user_name(entry.by, phrases)}" if entry else ""
    publisher = inline(article.publisher, 40) or phrases.say("answer.publisher_unknown")
    state = phrases.say(f"sources.state_{listed.state.value}")
    source = f"{publisher} · {show_date(article.published, phrases)} · {state}{who}"
    return "\n-# ".join([f"**{name_of(article, phrases, 70)}**", source, *_problems(listed, phrases)])


def _problems(listed: ListedArticle, phrases: Phrases) -> Iterator[str]:
    """Yield what is wrong with a listed article, a line each."""
    if listed.is_failed and listed.state is not ArticleState.REMOVED:
        yield f"⚠️ {phrases.say('sources.failed')}"
    if listed.is_link_dead:
        yield f"⚠️ {phrases.say('sources.dead_link')}"


def user_name(by: str, phrases: Phrases) -> str:
    """Return a mention, which notifies nobody; a phrase for a user who erased their data, and for the operator."""
    if by == TRUSTED_FEED:
        return phrases.say("sources.by_feed")
    if by == ERASED_USER:
        return phrases.say("sources.former_moderator")
    return f"<@{by}>" if by.isdecimal() else phrases.say("sources.operator")


def article_view(listed: ListedArticle, passages: Sequence[Passage], page: int, phrases: Phrases) -> ComponentView:
    """Return a page of a whole article, with its passages numbered."""
    pages = max(1, -(-len(passages) // PASSAGES_ON_PAGE))
    page = min(page, pages - 1)
    state = phrases.say(f"sources.state_{listed.state.value}")
    who = f" · {user_name(listed.entry.by, phrases)} <t:{listed.entry.at.timestamp():.0f}:f>" if listed.entry else ""
    state_line = f"{state}{who} · `{inline(listed.article.id, 60)}`"
    heading = "\n-# ".join([metadata_lines(listed.article, phrases), state_line, *_problems(listed, phrases)])
    blocks = [heading]
    passage_length = (BLOCKS_TEXT - utf16_length(heading)) // PASSAGES_ON_PAGE - _PASSAGE_HEADING
    for number, passage in list(enumerate(passages, 1))[page * PASSAGES_ON_PAGE : (page + 1) * PASSAGES_ON_PAGE]:
        left_out = passage.kind is PassageKind.BOILERPLATE
        mark = f" · {phrases.say('sources.left_out')}" if left_out else ""
        blocks.append(f"-# {number} / {len(passages)}{mark}\n{quote_within(passage.text, passage_length)}")
    digest = ids.digest_of(listed.article.id)
    buttons: list[Component] = []
    if page:
        buttons.append(button(phrases.say("button.back"), ids.show_id(page - 1, digest)))
    if page + 1 < pages:
        buttons.append(button(phrases.say("sources.next"), ids.show_id(page + 1, digest)))
    if listed.entry:
        buttons.append(button(phrases.say("sources.history"), ids.history_id(0, digest)))
    if listed.state is ArticleState.OWN:
        buttons.append(button(phrases.say("sources.edit_text"), ids.text_id(digest)))
    return framed(blocks, buttons)


def history_view(
    changes: Sequence[Event | SettingChange], position: HistoryPosition, phrases: Phrases
) -> ComponentView:
    """Return the changes of articles and of settings, newest first, that fit into a message.

    `changes` are those that follow the position, with one more of each kind than a page holds when there are others.
    """
    ordered = sorted(changes, key=lambda change: (change.at, change.number), reverse=True)
    heading = f"### {phrases.say('sources.history')}"
    lines = lines_within(
        (_change_line(change, phrases) for change in ordered[:ON_PAGE]), BLOCKS_TEXT - utf16_length(heading)
    )
    buttons = []
    if len(ordered) > len(lines):
        buttons.append(button(phrases.say("sources.next"), _position_after(ordered[: len(lines)], position).page_id))
    return framed([heading, "\n".join(lines) or phrases.say("sources.no_history")], buttons)


def _position_after(shown: Sequence[Event | SettingChange], position: HistoryPosition) -> HistoryPosition:
    events = [change.number for change in shown if isinstance(change, Event)]
    settings = [change.number for change in shown if isinstance(change, SettingChange)]
    before = min(events, default=position.before)
    return HistoryPosition(position.digest, before, min(settings, default=position.settings_before))


def _change_line(change: Event | SettingChange, phrases: Phrases) -> str:
    return _event_line(change, phrases) if isinstance(change, Event) else setting_line(change, phrases)


def setting_line(change: SettingChange, phrases: Phrases) -> str:
    """Return the change of a setting, with who made it and when."""
    name = phrases.texts.get(f"setting.{change.name}", change.name.replace("_", " "))
    before, after = (_setting_value(change.name, value, phrases) for value in (change.before, change.after))
    when = f"<t:{change.at.timestamp():.0f}:f>"
    said = phrases.say("sources.change", name=f"**{name}**", before=before, after=after)
    return f"⚙️ {said}\n-# {user_name(change.by, phrases)} · {when}"


def _setting_value(name: str, value: str, phrases: Phrases) -> str:
    """Return a setting's value as people read it."""
    if not value:
        return "–"
    for kind, mark in (("role", "@&"), ("channel", "#")):
        if kind in name and value.replace(" ", "").isdecimal():
            return ", ".join(f"<{mark}{each}>" for each in value.split()[:_IDS_SHOWN])
    if name == "language":
        return phrases.name_of_language(value)
    if name == "mentions":
        return phrases.texts.get(f"settings.mentions_choice_{value}", value)
    if value in {"0", "1"}:
        return phrases.say("setting.on" if value == "1" else "setting.off")
    return inline(value, _MAX_SETTING)


def _event_line(event: Event, phrases: Phrases) -> str:
    change = f"**{name_of(event.article, phrases, 70)}** · {phrases.say(f'sources.act_{event.act.value}')}"
    undone = f" · {phrases.say('sources.undid', number=event.undoes)}" if event.undoes else ""
    changes = "".join(f"\n-# {change}" for change in _changes(event, phrases))
    when = f"<t:{event.at.timestamp():.0f}:f>"
    return f"`#{event.number}` {change}\n-# {user_name(event.by, phrases)} · {when}{undone}{changes}"


def say_event(event: Event, phrases: Phrases) -> str:
    """Return a sentence that names the change and the article."""
    return phrases.say(f"sources.event_{event.act.value}", title=f"**{name_of(event.article, phrases, 70)}**")


def _changes(event: Event, phrases: Phrases) -> Iterator[str]:
    """Yield a line for each field that the event changed."""
    if event.before is not None:
        yield from change_lines(diff_articles(event.before, event.article), phrases)


def done_view(event: Event, phrases: Phrases, note: str = "") -> ComponentView:
    """Return what was done, and the button that undoes it."""
    changes = (f"-# {line}" for line in _changes(event, phrases) if event.act is Act.EDITED)
    summary = "\n".join([say_event(event, phrases), *changes, f"-# {phrases.say('sources.undo_hint')}"])
    return framed([summary, note], [button(phrases.say("sources.undo"), ids.undo_id(event.number))])


def undo_view(events: Sequence[Event], phrases: Phrases) -> ComponentView:
    """Return the change that would be undone, or the changes that were made in one step, to be confirmed."""
    last, who = events[0], user_name(events[0].by, phrases)
    question = phrases.say("sources.undo_what", number=last.number, who=who)
    if len(events) > 1:
        question = phrases.say("sources.undo_set", count=len(events), who=who)
    lines = lines_within((_event_line(event, phrases) for event in events), BLOCKS_TEXT - utf16_length(question))
    return framed(["\n".join([question, *lines])], [button(phrases.say("sources.undo_yes"), ids.undo_id(last.number))])


def undone_view(events: Sequence[Event], phrases: Phrases) -> ComponentView:
    """Return what an undo did."""
    heading = phrases.say("sources.undone", number=events[-1].undoes)
    if len(events) > 1:
        heading = phrases.count("sources.undone_set", len(events))
    lines = lines_within((say_event(event, phrases) for event in events), BLOCKS_TEXT - utf16_length(heading))
    return framed(["\n".join([heading, *lines])])


def text_file_view(article: Article, revision: int, name: str, phrases: Phrases) -> ComponentView:
    """Return the text of an article as a file, with a button that uploads a corrected one."""
    digest = ids.digest_of(article.id)
    upload = button(phrases.say("sources.upload_text"), ids.new_text_id(revision, digest), PRIMARY)
    says = phrases.say(
        "sources.text_by_file", title=f"**{name_of(article, phrases, 70)}**", count=phrases.whole(FORM_TEXT)
    )
    return ComponentView([container(QUOTE_COLOR, [text(says), file(name)]), row([upload])])
