"""An article before it is published or changed: its preview, and what the moderator is asked about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.limits import CHOICE_TEXT, MAX_CHOICES
from bot.discord_app.replies.components import PRIMARY, SUCCESS, Component, ComponentView, button, option, select
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import escape, inline
from bot.discord_app.replies.framed import framed, name_of, short_quote
from bot.domain import Article, Passage, PublishedDate
from bot.library.articles.merging import ArticleDiff
from bot.library.articles.page_proposals import PageProposals
from bot.library.articles.preview import Preview
from bot.phrases import Phrases
from bot.phrases.dates import say_plain_evidence
from bot.phrases.messages import say_error

_MAX_VALUE: Final = 50
"""Characters shown of a field's old or new value."""
_SCHEME: Final = re.compile(r"^https?://(?:www\.)?")
_BOILERPLATE_SHOWN: Final = 4
"""Number of passages shown that will not be quoted, such as cookie notices."""


@dataclass(frozen=True, slots=True)
class PreviewContext:
    """The parts of a preview beside the article: the keys of its drafts, the day, a note on top, and what it is for."""

    key: str
    today: date
    note: str = ""
    separate_key: str = ""
    """The key of the draft that would be another article of the same title; '' where it can be no other."""
    gap: str = ""
    """The key of the gap that the article is to fill; '' if it was not added from one."""
    is_about_film: bool = True
    """Whether a passage seems to be about the film."""


def preview_view(preview: Preview, context: PreviewContext, phrases: Phrases) -> ComponentView:
    """Return what would be published, what would change, what to look at twice, and the buttons that decide."""
    needs_confirmation = preview.is_short or _is_future(preview.article, context.today)
    publish = phrases.say("sources.publish_all_the_same" if needs_confirmation else "sources.publish")
    buttons = [button(publish, ids.publish_id(context.key, preview.revision, context.gap), SUCCESS)]
    if context.separate_key:
        buttons.append(button(phrases.say("sources.separate"), ids.separate_id(context.separate_key, context.gap)))
    buttons += [
        button(phrases.say("sources.correct"), ids.correct_id(context.key, context.gap)),
        button(phrases.say("sources.cancel"), ids.cancel_id(context.key)),
    ]
    return framed(_blocks(preview, context, phrases), buttons)


def metadata_lines(article: Article, phrases: Phrases) -> str:
    """Return title, publisher, date with its evidence, language and address, line by line."""
    language = phrases.name_of_language(article.language) if article.language else phrases.say("sources.no_language")
    evidence = inline(say_plain_evidence(article.published.evidence, phrases), 120)
    lines = [
        f"**{name_of(article, phrases)}**",
        f"{_source(article, phrases)} · {language}",
        f"-# {phrases.say('sources.evidence', evidence=evidence)}" if evidence else "",
        f"-# {inline(article.url, 150)}" if article.url else "",
    ]
    return "\n".join(filter(None, lines))


def _source(article: Article, phrases: Phrases) -> str:
    publisher = inline(article.publisher, 60) or phrases.say("answer.publisher_unknown")
    return f"{publisher} · {show_date(article.published, phrases)}"


def alike_lines(preview: Preview, phrases: Phrases) -> Iterator[str]:
    """Yield each similar article with its publisher and date, which tell it from others of the same title."""
    for alike in preview.similar:
        yield phrases.say("sources.alike", share=round(alike.share * 100), title=name_of(alike.article, phrases))
        yield f"-# {_source(alike.article, phrases)}"


def _blocks(preview: Preview, context: PreviewContext, phrases: Phrases) -> Iterator[str]:
    yield context.note
    if preview.is_short:
        yield phrases.count("sources.short", len(preview.article.text.split()))
    yield future_note(preview.article, context.today, phrases)
    key = "sources.preview_again" if preview.replaces else "sources.preview"
    yield f"### {phrases.say(key)}\n{metadata_lines(preview.article, phrases)}"
    if preview.replaces:
        yield "\n".join(_replacement_lines(preview, preview.replaces, phrases))
    if not context.is_about_film:
        yield phrases.say("sources.not_about_film")
    if not preview.article.published.is_known or preview.article.published.inferred:
        yield phrases.say("sources.check_date" if preview.article.published.is_known else "sources.no_date")
    count = phrases.count("sources.passages", len(preview.passages))
    yield "\n".join([count, "\n-# …\n".join(short_quote(passage.text) for passage in _first_and_last(preview))])
    yield "\n".join(_warnings(preview, phrases))


def future_note(article: Article, today: date, phrases: Phrases) -> str:
    """Return the question whether the date of an article is right, '' unless it is in the future."""
    return _say_future(article.published, phrases) if _is_future(article, today) else ""


def _is_future(article: Article, today: date) -> bool:
    return not article.published.may_precede(today)


def _say_future(published: PublishedDate, phrases: Phrases) -> str:
    return phrases.say("sources.future_date", date=show_date(published, phrases))


def _replacement_lines(preview: Preview, replaced: Article, phrases: Phrases) -> Iterator[str]:
    """Name the article that gets a new version, and what would be different, or say that nothing would."""
    changes = list(change_lines(preview.changes, phrases))
    yield phrases.say("sources.replaces" if changes else "sources.no_change", title=name_of(replaced, phrases))
    yield from (f"-# {line}" for line in changes)


def _first_and_last(preview: Preview) -> Sequence[Passage]:
    return preview.passages if len(preview.passages) < 2 else (preview.passages[0], preview.passages[-1])


def _warnings(preview: Preview, phrases: Phrases) -> Iterator[str]:
    yield from alike_lines(preview, phrases)
    if preview.boilerplate:
        parts = (inline(passage.text, 40) for passage in preview.boilerplate[:_BOILERPLATE_SHOWN])
        left_out = ", ".join(phrases.say("answer.title", title=part) for part in parts)
        yield f"-# {phrases.say('sources.boilerplate', count=len(preview.boilerplate), parts=left_out)}"


def change_lines(changes: ArticleDiff, phrases: Phrases) -> Iterator[str]:
    """Yield `Title: old → new` for each field that differs, and the share of the text that does."""
    for name, old, new in changes.fields:
        before, after = (inline(value, _MAX_VALUE) or "–" for value in (old, new))
        yield phrases.say("sources.change", name=phrases.say(f"sources.field_{name}"), before=before, after=after)
    if changes.date:
        before, after = (show_date(date, phrases) for date in changes.date)
        yield phrases.say("sources.change", name=phrases.say("sources.field_date"), before=before, after=after)
    if changes.text:
        yield phrases.say("sources.text_changed", share=round(changes.text * 100))


def future_date_view(published: PublishedDate, form_key: str, phrases: Phrases) -> ComponentView:
    """Ask whether a date in the future is right, with buttons that use the form or open it again."""
    confirm = button(phrases.say("sources.confirm_change"), ids.confirm_id(form_key), SUCCESS)
    return framed([_say_future(published, phrases)], [confirm, reopen_button(form_key, phrases)])


def reopen_button(form_key: str, phrases: Phrases, label: str = "sources.reopen") -> Component:
    """Return the button that opens a form with all that was typed; `label` is the key of its phrase."""
    return button(phrases.say(label), ids.reopen_id(form_key), PRIMARY)


def proposals_view(
    proposals: PageProposals,
    hidden: int,
    phrases: Phrases,
    as_text: Sequence[Component] = (),
    following: str = "",
) -> ComponentView:
    """Return what came of the links of pinned messages; `hidden` is the number of messages without content.

    `as_text` are options of `as_text_option`, one for each page that could not be read, and `following` is the custom
    id of the button that reads the links that are left, '' if there are none.
    """
    counts = {
        "proposed": len(proposals.articles),
        "known": proposals.known,
        "others": proposals.others,
        "left": proposals.left,
    }
    lines = [phrases.count(f"sources.pins_{name}", count) for name, count in counts.items() if count]
    failed = [f"- {inline(address, 100)}: {escape(say_error(error, phrases))}" for address, error in proposals.failed]
    if failed:
        lines += [phrases.count("sources.pins_failed", len(failed)), *failed]
    notes = phrases.count("sources.pins_hidden", hidden) if hidden else ""
    hint = phrases.say("sources.add_as_text" if len(as_text) == 1 else "sources.add_one_as_text")
    choice = [select(ids.AS_TEXT, as_text, hint)] if as_text else []
    read_on = [button(phrases.say("sources.pins_next"), following)] if following else []
    return framed(["\n".join(lines) or phrases.say("sources.pins_none"), notes], choice, read_on)


def as_text_option(address: str, value: str) -> Component:
    """Return the option that adds the text of the page at an address, with a value that leads to the address."""
    return option(_SCHEME.sub("", address), value)


def links_view(links: Sequence[str], phrases: Phrases) -> ComponentView:
    """Ask which of several links is the article; say so when some are too long or too many for a select."""
    offered = [link for link in links if len(link) <= CHOICE_TEXT][:MAX_CHOICES]
    left_out = phrases.say("sources.links_left_out") if len(offered) < len(links) else ""
    options = [option(_SCHEME.sub("", link), link) for link in offered]
    choice = [select(ids.LINK, options, phrases.say("sources.which_link_hint"))] if options else []
    return framed([phrases.say("sources.which_link"), left_out], choice)
