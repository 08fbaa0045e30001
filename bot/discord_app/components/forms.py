"""The forms of moderators. A form with mistakes is not lost: it can be opened again with the typed text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import discord

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.previewing import Reader, Source, downloaded, preview_all, sources_of
from bot.discord_app.failures import report, reported
from bot.discord_app.forms.content import FormContent, FormKind, stated_in
from bot.discord_app.limits import CHOICE_TEXT, FORM_HINT, FORM_TEXT, FORM_TITLE
from bot.discord_app.members import Interaction, Moderator, RefusedError, member_of
from bot.discord_app.replies.components import Component, ComponentView
from bot.discord_app.replies.preview import reopen_button
from bot.discord_app.services import moderator_of, schedule_news, services_of
from bot.discord_app.services.moderator_service import ModeratorService
from bot.domain import Article
from bot.phrases import Phrases
from bot.reading.dates.typed import MAX_TYPED
from bot.reading.fields import MAX_LINE, MAX_URL, content_id
from bot.reading.files import read_whole_text
from bot.reading.web.links import with_scheme
from bot.text.safe_text import truncate

_TIMEOUT_SECONDS: Final = 3600.0
"""Lifetime of an open form. Discord does not report a closed form, and each open one holds its article in memory."""
MAX_FILES: Final = 10
"""Maximum number of files in a form, which is Discord's own limit."""


class Form(discord.ui.Modal):
    """A form whose content can be opened again when it could not be used."""

    def __init__(self, title: str, content: FormContent) -> None:
        super().__init__(title=title[:FORM_TITLE], timeout=_TIMEOUT_SECONDS, custom_id=_custom_id(content))
        self._opened = content
        self._fields: dict[str, discord.ui.TextInput[Any]] = {}
        self._files: discord.ui.FileUpload[Any] | None = None

    def _add(self, key: str, label: str, **options: Any) -> None:
        """Add a field with the value that the form is opened with."""
        max_length: int = options["max_length"]
        # Discord refuses a form with a value that is longer than its field.
        value = self._opened.values.get(key, "")[:max_length] or None
        description: str = options.pop("description", "")[:FORM_HINT]
        field = discord.ui.TextInput[Any](custom_id=key, default=value, **options)
        self._fields[key] = field
        self.add_item(discord.ui.Label(text=label[:FORM_TITLE], component=field, description=description or None))

    def _add_files(self, label: str, hint: str, phrases: Phrases, *, required: bool, most: int) -> None:
        """Add an upload of files. The files of a refused form stay unless others are chosen."""
        kept = ", ".join(file.filename for file in self._opened.files)
        hint = truncate(phrases.say("sources.files_kept", names=kept), FORM_HINT) if kept else hint[:FORM_HINT]
        is_needed = required and not kept
        self._files = discord.ui.FileUpload[Any](
            custom_id="files", required=is_needed, min_values=int(is_needed), max_values=most
        )
        self.add_item(discord.ui.Label(text=label[:FORM_TITLE], component=self._files, description=hint))

    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Report a form that discord.py cannot read to its sender; the library would only log it."""
        await report(interaction, error)

    @property
    def content(self) -> FormContent:
        """The form with its current values and files."""
        values = {key: field.value for key, field in self._fields.items()}
        uploaded = tuple(self._files.values) if self._files else ()
        return replace(self._opened, values=values, files=uploaded or self._opened.files)

    async def _reopen_button(self, interaction: Interaction) -> list[Component]:
        """Keep the content, and return the button that opens it again."""
        member = member_of(interaction)
        key = await services_of(interaction).moderators.forms.put(self.content, member.scope, str(member.id))
        return [reopen_button(key, member.phrases)]


class ArticleForm(Form):
    """Title, publisher, address, date and language of an article."""

    def __init__(self, content: FormContent, phrases: Phrases) -> None:
        super().__init__(phrases.say("sources.form"), content)
        # A placeholder would be cut on a phone, where a description goes on in the next line.
        hints = {"date": phrases.say("sources.date_hint"), "language": phrases.say("sources.language_hint")}
        lengths = {"title": MAX_LINE, "publisher": MAX_LINE, "url": MAX_URL, "date": MAX_TYPED, "language": 2}
        for key, max_length in lengths.items():
            label, hint = phrases.say(f"sources.field_{key}"), hints.get(key, "")
            self._add(key, label, max_length=max_length, required=False, description=hint)


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


class AddForm(Form):
    """Takes new articles: a text, an address, or files; and the publisher and date of all of them."""

    def __init__(self, content: FormContent, phrases: Phrases, question: str = "") -> None:
        """`question` is that of the gap which the article is to fill."""
        super().__init__(phrases.say("sources.form_add"), content)
        say, long = phrases.say, discord.TextStyle.long
        address_hint, text_hint = say("sources.url_hint"), say("sources.text_hint", count=phrases.whole(FORM_TEXT))
        if question:
            # A form has at most five parts, so the question has no part of its own.
            address_hint = say("gaps.form", question=truncate(question, FORM_HINT - len(say("gaps.form", question=""))))
        self._add("url", say("sources.field_url"), max_length=MAX_URL, required=False, description=address_hint)
        text = {"style": long, "max_length": FORM_TEXT, "required": False, "description": text_hint}
        self._add("text", say("sources.field_text"), **text)
        self._add_files(say("sources.files"), say("sources.files_hint"), phrases, required=False, most=MAX_FILES)
        self._add("publisher", say("sources.field_publisher"), max_length=MAX_LINE, required=False)
        date_label, hint = say("sources.field_date"), say("sources.date_hint")
        self._add("date", date_label, max_length=MAX_TYPED, required=False, description=hint)

    async def on_submit(self, interaction: Interaction) -> None:
        """Show a preview of each article."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator = await moderator_of(interaction)
            content, service = self.content, services_of(interaction).moderators
            today = moderator.moderation.today()
            stated = stated_in(content.values, moderator.phrases, interaction.locale.value, today)
            sources = [source._replace(buttons=self._reopen_button) for source in _sources_of(content, service)]
            await preview_all(interaction, moderator, sources, stated, content.gap)


class TextForm(Form):
    """Edits the text of a published article. White space at its beginning and end, which Discord drops, stays."""

    def __init__(self, content: FormContent, phrases: Phrases) -> None:
        super().__init__(phrases.say("sources.form_text"), content)
        hint = phrases.say("sources.edit_text_hint")
        text = {"style": discord.TextStyle.long, "max_length": FORM_TEXT, "description": hint}
        self._add("text", phrases.say("sources.field_text"), **text)

    async def on_submit(self, interaction: Interaction) -> None:
        """Make the change and say how to undo it."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator, content = await moderator_of(interaction), self.content
            entry = await moderator.moderation.articles.own_article(content.target, moderator.scope)
            former = entry.article.text
            head, tail = len(former) - len(former.lstrip()), len(former.rstrip())
            text = former[:head] + content.values["text"].strip() + former[tail:]
            service = services_of(interaction).moderators
            view = await service.edit_text(content.target, text, content.revision, moderator)
            await schedule_news(interaction, moderator)
            await interaction.edit_original_response(view=view)


class NewTextForm(Form):
    """Takes the text of a published article as a file."""

    def __init__(self, content: FormContent, phrases: Phrases) -> None:
        super().__init__(phrases.say("sources.form_text"), content)
        hint = phrases.say("sources.new_text_hint")
        self._add_files(phrases.say("sources.field_text"), hint, phrases, required=True, most=1)

    async def on_submit(self, interaction: Interaction) -> None:
        """Make the change and say how to undo it."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer(ephemeral=True, thinking=True)
            moderator, content = await moderator_of(interaction), self.content
            view = await text_from_file(interaction, content.files[0], content.target, content.revision, moderator)
            await schedule_news(interaction, moderator)
            await interaction.edit_original_response(view=view)


async def text_from_file(
    interaction: Interaction, file: discord.Attachment, article_id: str, revision: int, moderator: Moderator
) -> ComponentView:
    """Replace the text of an article by that of a file. Raises Heat2Error with a message that can be shown."""
    text = await asyncio.to_thread(read_whole_text, file.filename, await downloaded(file))
    return await services_of(interaction).moderators.edit_text(article_id, text, revision, moderator)


class BulkEditForm(Form):
    """Sets publisher, date and language of several articles."""

    def __init__(self, content: FormContent, phrases: Phrases) -> None:
        count = len(content.target.split())
        super().__init__(phrases.count("sources.form_several", count), content)
        keep = phrases.say("sources.empty_keeps")
        hints = {"publisher": keep, "date": phrases.say("sources.date_hint_several"), "language": keep}
        for key, max_length in (("publisher", MAX_LINE), ("date", MAX_TYPED), ("language", 2)):
            label = phrases.say(f"sources.field_{key}")
            self._add(key, label, max_length=max_length, required=False, description=hints[key])

    async def on_submit(self, interaction: Interaction) -> None:
        """Make the changes in place of the list, and say how to undo them."""
        async with reported(interaction, self._reopen_button):
            await interaction.response.defer()
            moderator, service = await moderator_of(interaction), services_of(interaction).moderators
            view = await service.set_fields(self.content, moderator, interaction.locale.value)
            await interaction.edit_original_response(view=view)


def _sources_of(content: FormContent, service: ModeratorService) -> list[Source]:
    """Return a source for each article that the form adds. Raises RefusedError when there is none.

    The address is read if it stands alone. With one text or one file, it states the source of that one.
    """
    address, text = with_scheme(content.values["url"].strip()), content.values["text"]
    sources = [Source(partial(service.article_from_text, text))] if text.strip() else []
    sources += sources_of("", content.files, service)
    if address and len(sources) > 1:
        raise RefusedError("error.address_of_several")
    if not address and not sources:
        raise RefusedError("error.nothing_given")
    if address and sources:
        return [Source(partial(_with_address, sources[0].read, address))]
    return sources or sources_of(address, (), service)


async def _with_address(read: Reader, address: str) -> Article:
    """Return the article of a source that comes from this address."""
    article = await read()
    has_own_id = article.id != content_id(article.title, article.url, article.text)
    key = article.id if has_own_id else content_id(article.title, address, article.text)
    return replace(article, id=key, url=address)


_KEPT: Final = "#"
"""First character of a value that is the key of a kept form, not an address."""


async def as_text_values(addresses: Sequence[str], moderator: Moderator, service: ModeratorService) -> list[str]:
    """Return values of options that lead to these addresses: one that is too long for a value is kept for a day."""
    values = []
    for address in addresses:
        if len(address) <= CHOICE_TEXT:
            values.append(address)
        else:
            content = FormContent(FormKind.ADD, {"url": address})
            values.append(_KEPT + await service.forms.put(content, moderator.scope, moderator.by))
    return values


async def as_text_content(value: str, service: ModeratorService, moderator: Moderator) -> FormContent:
    """Return the form with the address of a value of `as_text_values`. Raises RefusedError if it is gone."""
    if value.startswith(_KEPT):
        return await service.reopened(value.removeprefix(_KEPT), moderator)
    return FormContent(FormKind.ADD, {"url": value})


async def add_as_text_button(interaction: Interaction, address: str) -> list[Component]:
    """Return the button that opens the form with this address, where the text of its page can be pasted."""
    member = member_of(interaction)
    content = FormContent(FormKind.ADD, {"url": address})
    key = await services_of(interaction).moderators.forms.put(content, member.scope, str(member.id))
    return [reopen_button(key, member.phrases, "sources.add_as_text")]


def _custom_id(content: FormContent) -> str:
    """Return an id that `resume_form` finds the form by. The digests of several articles have no room in it."""
    target = "" if content.kind is FormKind.BULK_EDIT else content.target
    if target and content.kind is not FormKind.DRAFT:
        target = ids.digest_of(target)
    return ids.form_id(content.kind, target, content.revision, content.gap)


async def resume_form(interaction: Interaction) -> None:
    """Use a form that this process no longer remembers: it was opened before a restart, or long ago.

    Discord would show that something went wrong, and go on doing so at each try.
    """
    async with reported(interaction):
        moderator = await moderator_of(interaction)
        data: Any = interaction.data
        opened = re.fullmatch(ids.FORM, str(data["custom_id"]))
        if not opened or opened["kind"] not in set(FormKind) - {FormKind.BULK_EDIT}:
            raise RefusedError("error.expired_form")
        kind, target = FormKind(opened["kind"]), opened["target"] or ""
        if target and kind is not FormKind.DRAFT:
            target = (await services_of(interaction).moderators.own_article(target, moderator)).article.id
        content = FormContent(kind, {}, target, int(opened["revision"]), gap=opened["gap"] or "")
        # This is how discord.py itself hands the values over to a form that it knows.
        submit = form_for(content, moderator.phrases)._dispatch_submit  # noqa: SLF001
        await submit(interaction, data["components"], data.get("resolved", {}))


def form_for(content: FormContent, phrases: Phrases) -> Form:
    """Return the form for this content."""
    kinds: Mapping[FormKind, Callable[[FormContent, Phrases], Form]] = {
        FormKind.ADD: AddForm,
        FormKind.DRAFT: DraftForm,
        FormKind.EDIT: EditForm,
        FormKind.TEXT: TextForm,
        FormKind.NEW_TEXT: NewTextForm,
        FormKind.BULK_EDIT: BulkEditForm,
    }
    return kinds[content.kind](content, phrases)
