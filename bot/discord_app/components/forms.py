"""The forms of moderators. What was typed into a form that cannot be used yet is not lost: it can be opened again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import discord

from bot.discord_app.failures import report, reported
from bot.discord_app.form_content import FormContent, FormKind
from bot.discord_app.limits import FORM_HINT, FORM_TEXT, FORM_TITLE
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.replies.components import Component
from bot.discord_app.replies.preview import reopen_button
from bot.discord_app.services import moderator_of, services_of
from bot.phrases import Phrases
from bot.reading.dates.typed import MAX_TYPED
from bot.reading.fields import MAX_LINE, MAX_URL

_TIMEOUT_SECONDS: Final = 3600.0
"""Lifetime of an open form. Discord does not tell when a form is closed, and each one holds its article in memory."""


class Form(discord.ui.Modal):
    """A form whose content can be opened again when it could not be used."""

    def __init__(self, title: str, content: FormContent) -> None:
        super().__init__(title=title[:FORM_TITLE], timeout=_TIMEOUT_SECONDS)
        self._opened = content
        self._fields: dict[str, discord.ui.TextInput[Any]] = {}

    def _add(self, key: str, label: str, **options: Any) -> None:
        """Add a field with the value that the form is opened with."""
        max_length: int = options["max_length"]
        # Discord refuses a form with a value that is longer than its field.
        value = self._opened.values.get(key, "")[:max_length] or None
        field = discord.ui.TextInput[Any](custom_id=key, default=value, **options)
        self._fields[key] = field
        self.add_item(discord.ui.Label(text=label[:FORM_TITLE], component=field))

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Report a form that discord.py cannot read to its sender; the library would only log it."""
        await report(interaction, error)

    @property
    def content(self) -> FormContent:
        """The form with its current values."""
        return replace(self._opened, values={key: field.value for key, field in self._fields.items()})

    def _reopen_button(self, interaction: Interaction) -> list[Component]:
        """Keep the content, and return the button that opens it again."""
        member = member_of(interaction)
        key = services_of(interaction).moderators.forms.put(self.content, member.scope, str(member.id))
        return [reopen_button(key, member.phrases)]


class ArticleForm(Form):
    """Title, publisher, address, date and language of an article."""

    def __init__(self, content: FormContent, phrases: Phrases) -> None:
        super().__init__(phrases.say("sources.form"), content)
        hints = {"date": phrases.say("sources.date_hint"), "language": phrases.say("sources.language_hint")}
        lengths = {"title": MAX_LINE, "publisher": MAX_LINE, "url": MAX_URL, "date": MAX_TYPED, "language": 2}
        for key, max_length in lengths.items():
            hint = hints.get(key, "")[:FORM_HINT] or None
            self._add(key, phrases.say(f"sources.field_{key}"), max_length=max_length, required=False, placeholder=hint)


class DraftForm(ArticleForm):
    """Corrects a draft and shows its preview again."""

    async def on_submit(self, interaction: Interaction) -> None:
        """Store the corrected draft and show its preview in place of the former one."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer()
            moderator = await moderator_of(interaction)
            service = services_of(interaction).moderators
            view = await service.correct_draft(self.content, moderator, interaction.locale.value)
            await interaction.edit_original_response(view=view)


class EditForm(ArticleForm):
    """Corrects a published article, unless somebody else has changed it meanwhile."""

    async def on_submit(self, interaction: Interaction) -> None:
        """Make the change and say how to undo it."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator = await moderator_of(interaction)
            service = services_of(interaction).moderators
            view = await service.edit(self.content, moderator, interaction.locale.value, is_confirmed=False)
            await interaction.edit_original_response(view=view)


class PasteForm(Form):
    """Takes an article's text, title and address."""

    def __init__(self, content: FormContent, phrases: Phrases) -> None:
        super().__init__(phrases.say("sources.paste"), content)
        for key, max_length in (("title", MAX_LINE), ("url", MAX_URL)):
            self._add(key, phrases.say(f"sources.field_{key}"), max_length=max_length, required=False)
        text = {"style": discord.TextStyle.long, "max_length": FORM_TEXT}
        self._add("text", phrases.say("sources.field_text"), **text)

    async def on_submit(self, interaction: Interaction) -> None:
        """Show the preview of what was pasted."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator = await moderator_of(interaction)
            service = services_of(interaction).moderators
            article = await service.article_from_text(**self.content.values)
            await interaction.edit_original_response(view=await service.preview(article, moderator))


def form_for(content: FormContent, phrases: Phrases) -> Form:
    """Return the form for this content."""
    kinds = {FormKind.PASTE: PasteForm, FormKind.DRAFT: DraftForm, FormKind.EDIT: EditForm}
    return kinds[content.kind](content, phrases)
