"""Forms: what is said of a draft or an article, and pasted text. What cannot be used yet can be opened again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import discord

from bot.discord_app.components.typed import ReopenButton
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import report, reported
from bot.discord_app.form_cache import FormKind, Typed, TypedForms
from bot.discord_app.moderator import Moderator, moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.reader import reader_of
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.preview import Shown, preview_view
from bot.discord_app.replies.sources import done_view
from bot.discord_app.replies.typed import future_view
from bot.domain import Article, PublishedDate
from bot.errors import DateError, SourceError
from bot.library.moderation import Corrections
from bot.phrases import Phrases
from bot.phrases.dates import say_when
from bot.phrases.evidence import evidence
from bot.phrases.messages import lines_of, message
from bot.reading.fields import MAX_LINE, MAX_URL, complaints
from bot.reading.typed_dates import MAX_TYPED, parse_typed_date
from bot.reading.upload import read_pasted
from bot.reading.web.links import only_link, with_scheme

_LONGEST_TITLE: Final = 45
"""Discord's bound on the title of a form and on a label."""
_LONGEST_HINT: Final = 100
_LONGEST_TEXT: Final = 4000
_OPEN_FOR: Final = 3600.0
"""Seconds after which a form is given up: nobody tells that it was closed, and each holds its article."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made of the values of an article's form."""

    corrections: Corrections
    note: str = ""
    """How the date was understood; '' where it was not changed."""


def values_of(article: Article) -> dict[str, str]:
    """What an article's form holds when it is opened."""
    return {
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date": article.published.edtf,
        "language": article.language,
    }


def rebased(values: Mapping[str, str], opened_with: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The form's values over an article that somebody else has changed: a field that was not touched is theirs."""
    return {key: values[key] if values[key] != opened_with.get(key) else now[key] for key in values}


def filled(values: Mapping[str, str], article: Article, phrases: Phrases, locale: str, today: date) -> Filled:
    """What was typed about an article. Raises SourceError with every mistake."""
    fields = {key: value.strip() for key, value in values.items()}
    fields["url"] = with_scheme(fields["url"])
    fields["language"] = fields["language"].lower()
    typed = fields.pop("date")
    mistakes: list[str] = [each.message for each in complaints({**fields, "text": "-"}) if each.key in fields]
    published, note = article.published, ""
    try:
        if typed != article.published.edtf:
            found = parse_typed_date(typed, language=locale, today=today)
            published = replace(found, evidence=evidence("moderator") if found.is_known else "")
            note = say_understood(typed, published, phrases)
    except DateError as error:
        mistakes.append(message(f"date.{error.fault.value}", text=error.text))
    if mistakes:
        raise SourceError(lines_of(mistakes))
    return Filled(Corrections(fields["title"], fields["publisher"], fields["url"], published, fields["language"]), note)


def say_understood(typed: str, published: PublishedDate, phrases: Phrases) -> str:
    """How a typed date was understood; that it is unknown where it is."""
    if not published.is_known:
        return phrases.say("sources.date_unknown")
    return phrases.say("sources.date_understood", typed=inline(typed, MAX_TYPED), date=say_when(published, phrases))


class _Form(discord.ui.Modal):
    """A form whose values are kept when they cannot be used."""

    def __init__(self, title: str, typed: Typed) -> None:
        super().__init__(title=title[:_LONGEST_TITLE], timeout=_OPEN_FOR)
        self._opened = typed
        self._fields: dict[str, discord.ui.TextInput[Any]] = {}

    def _add(self, key: str, label: str, **options: Any) -> None:
        """A field with the value that the form is opened with."""
        longest: int = options["max_length"]
        value = self._opened.values.get(key, "")[:longest] or None
        field = discord.ui.TextInput[Any](custom_id=key, default=value, **options)
        self._fields[key] = field
        self.add_item(discord.ui.Label(text=label[:_LONGEST_TITLE], component=field))

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Tell who sent a form that the library cannot read; it would only log that."""
        await report(interaction, error)

    @property
    def typed(self) -> Typed:
        """The form with what stands in it now."""
        return replace(self._opened, values={key: field.value for key, field in self._fields.items()})

    def _reopening(self, interaction: Interaction) -> list[discord.ui.Item[Any]]:
        """A button that opens the form again with all that was typed."""
        reader = reader_of(interaction)
        key = moderator_desk_of(interaction).typed.keep(self.typed, reader.scope, str(reader.id))
        return [ReopenButton(key, reader.phrases.say("sources.reopen"))]


class ArticleForm(_Form):
    """Title, publisher, address, date and language, as they are."""

    def __init__(self, typed: Typed, phrases: Phrases) -> None:
        super().__init__(phrases.say("sources.form"), typed)
        hints = {"date": phrases.say("sources.date_hint"), "language": phrases.say("sources.language_hint")}
        longest = {"title": MAX_LINE, "publisher": MAX_LINE, "url": MAX_URL, "date": MAX_TYPED, "language": 2}
        for key, most in longest.items():
            hint = hints.get(key, "")[:_LONGEST_HINT] or None
            self._add(key, phrases.say(f"sources.field_{key}"), max_length=most, required=False, placeholder=hint)


class DraftForm(ArticleForm):
    """Corrects a draft and shows its preview anew."""

    @classmethod
    def of(cls, key: str, article: Article, phrases: Phrases) -> DraftForm:
        """The form for the draft of that key."""
        return cls(Typed(FormKind.DRAFT, values_of(article), key), phrases)

    async def on_submit(self, interaction: Interaction) -> None:
        """Keep the draft with what was written."""
        async with reported(interaction, self._reopening):
            await interaction.response.defer()
            moderator, key = await moderator_of(interaction), self._opened.target
            draft = await moderator.moderation.draft(key, moderator.scope, moderator.by)
            today = moderator.moderation.today()
            done = filled(self.typed.values, draft, moderator.phrases, interaction.locale.value, today)
            await show_draft(interaction, moderator, done.corrections.applied_to(draft), key, note=done.note)


class EditForm(ArticleForm):
    """Corrects a published article that nobody else has changed meanwhile."""

    @classmethod
    def of(cls, article: Article, revision: int, phrases: Phrases) -> EditForm:
        """The form for a published article, which is at that revision."""
        values = values_of(article)
        return cls(Typed(FormKind.EDIT, values, article.id, revision, values), phrases)

    async def on_submit(self, interaction: Interaction) -> None:
        """Make the change and say how to take it back."""
        async with reported(interaction, self._reopening):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator = await moderator_of(interaction)
            forms = moderator_desk_of(interaction).typed
            view = await edited(self.typed, moderator, forms, interaction.locale.value, is_confirmed=False)
            await interaction.edit_original_response(view=view)


async def edited(
    typed: Typed, moderator: Moderator, forms: TypedForms, locale: str, *, is_confirmed: bool
) -> discord.ui.LayoutView:
    """Change the article as the form says and show that; or, for a date in the future, ask whether it is meant."""
    entry = await moderator.moderation.own_article(typed.target, moderator.scope)
    today = moderator.moderation.today()
    done = filled(typed.values, entry.article, moderator.phrases, locale, today)
    published = done.corrections.published
    if not is_confirmed and published != entry.article.published and not published.may_precede(today):
        key = forms.keep(typed, moderator.scope, moderator.by)
        return future_view(published, key, moderator.phrases)
    event = await moderator.moderation.edit(
        typed.target, done.corrections, typed.revision, moderator.scope, moderator.by
    )
    return done_view(event, moderator.phrases, done.note)


class PasteForm(_Form):
    """Takes an article's text, its title and its address."""

    def __init__(self, phrases: Phrases, typed: Typed | None = None) -> None:
        super().__init__(phrases.say("sources.paste"), typed or Typed(FormKind.PASTE, {}))
        for key, longest in (("title", MAX_LINE), ("url", MAX_URL)):
            self._add(key, phrases.say(f"sources.field_{key}"), max_length=longest, required=False)
        text = {"style": discord.TextStyle.long, "max_length": _LONGEST_TEXT}
        self._add("text", phrases.say("sources.field_text"), **text)

    async def on_submit(self, interaction: Interaction) -> None:
        """Show the preview of what was pasted."""
        async with reported(interaction, self._reopening):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator = await moderator_of(interaction)
            article = await article_of_text(interaction, **self.typed.values)
            await show_draft(interaction, moderator, article)


async def article_of_text(interaction: Interaction, text: str, title: str = "", url: str = "") -> Article:
    """The article that a text is, or that lies at the address which is all of the text. Raises SourceError."""
    link = only_link(text)
    if not link:
        return await asyncio.to_thread(read_pasted, text, title, with_scheme(url))
    article = await moderator_desk_of(interaction).article_at(link)
    return replace(article, title=title.strip() or article.title)


async def show_draft(
    interaction: Interaction,
    moderator: Moderator,
    article: Article,
    key: str = "",
    *,
    note: str = "",
    as_followup: bool = False,
) -> None:
    """Keep a draft and show its preview: in place of what the interaction shows, or in a message of its own."""
    view = await draft_view(moderator, article, key, is_new=not key, note=note)
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.edit_original_response(view=view)


async def draft_view(
    moderator: Moderator, article: Article, key: str = "", *, is_new: bool, note: str = ""
) -> discord.ui.LayoutView:
    """Keep a draft, in place of draft `key` if given, and preview it; `is_new` as in `Moderation.preview`."""
    moderation = moderator.moderation
    preview = await moderation.preview(article, moderator.scope, is_new=is_new)
    key = await moderation.save_draft(preview.article, moderator.scope, moderator.by, key)
    apart = await moderation.save_draft(preview.unmerged, moderator.scope, moderator.by) if preview.unmerged else ""
    return preview_view(preview, Shown(key, moderation.today(), note, apart), moderator.phrases)
