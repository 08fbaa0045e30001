"""The buttons and selects of moderators: under previews, forms, lists, articles and changes.

What they show depends on who uses them in which server, never on the custom id alone.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import discord

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import ModeratorComponent, PersistentComponent
from bot.discord_app.components.forms import (
    BulkEditForm,
    DraftForm,
    NewTextForm,
    TextForm,
    add_as_text_button,
    as_text_content,
    form_for,
)
from bot.discord_app.custom_ids import digest_of
from bot.discord_app.failures import report
from bot.discord_app.forms.content import FormContent, FormKind, fits_form
from bot.discord_app.members import Interaction, Moderator
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.replies.sources import text_file_view
from bot.discord_app.services import moderator_of, schedule_news, services_of
from bot.domain import Article, StoredArticle
from bot.errors import SourceError
from bot.library.articles.bulk_changes import Action

_MAX_FILE_NAME: Final = 60
"""Characters of the name of a file, without its ending."""


class PublishButton(ModeratorComponent, template=ids.PUBLISH):
    """Publishes a draft; a second press finds it gone."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show what was done and how to undo it."""
        revision = int(self.state["revision"]) if self.state["revision"] else None
        service = services_of(interaction).moderators
        gap = self.state["gap"] or ""
        view = await service.publish(self.state["key"], revision, interaction.guild, moderator, gap)
        await schedule_news(interaction, moderator)
        return view


class CorrectButton(PersistentComponent, template=ids.CORRECT):
    """Opens the form of a draft."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form."""
        # A form must be the first response, so this interaction is not deferred.
        moderator, key = await moderator_of(interaction), self.state["key"]
        article = await moderator.moderation.draft(key, moderator.scope, moderator.by)
        content = FormContent.for_draft(key, article, self.state["gap"] or "")
        await interaction.response.send_modal(DraftForm(content, moderator.phrases))


class SeparateButton(ModeratorComponent, template=ids.SEPARATE):
    """Shows the draft of another article, where one of the same title was to be replaced."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the preview of the other draft."""
        service = services_of(interaction).moderators
        return await service.preview_draft(self.state["key"], moderator, self.state["gap"] or "")


class CancelButton(ModeratorComponent, template=ids.CANCEL):
    """Drops a draft."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Say that the draft is gone."""
        await moderator.moderation.delete_draft(self.state["key"], moderator.scope, moderator.by)
        return notice_view(moderator.phrases.say("sources.cancelled"))


class ReopenButton(PersistentComponent, template=ids.REOPEN):
    """Opens a form again with what was typed into it."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form."""
        moderator = await moderator_of(interaction)
        content = await services_of(interaction).moderators.reopened(self.state["key"], moderator)
        await interaction.response.send_modal(form_for(content, moderator.phrases))


class ConfirmButton(ModeratorComponent, template=ids.CONFIRM):
    """Uses a form as it was typed, with its date in the future."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show what was done."""
        service = services_of(interaction).moderators
        return await service.confirm(self.state["key"], moderator, interaction.locale.value)


class LinkSelect(PersistentComponent, template=ids.LINK):
    """Chooses the link of a message that leads to the article."""

    async def respond(self, interaction: Interaction) -> None:
        """Show the preview of the article at the chosen link; if it cannot be read, offer to add it as text."""
        await interaction.response.defer()
        moderator, address = await moderator_of(interaction), self.item.values[0]
        service = services_of(interaction).moderators
        try:
            view = await service.preview(await service.article_from_address(address), moderator)
        except SourceError as error:
            # The question stays, so that another link can be chosen.
            buttons = await add_as_text_button(interaction, address)
            await report(interaction, error, as_followup=True, buttons=buttons)
        else:
            await interaction.edit_original_response(view=view)


class AsTextSelect(PersistentComponent, template=ids.AS_TEXT):
    """Chooses one of the pages that could not be read, whose text the moderator pastes."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form with the address."""
        moderator, service = await moderator_of(interaction), services_of(interaction).moderators
        content = await as_text_content(self.item.values[0], service, moderator)
        await interaction.response.send_modal(form_for(content, moderator.phrases))


class ListButton(ModeratorComponent, template=ids.LIST):
    """Shows another page of a list with the same filter."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the page."""
        filter_ = ids.filter_from_match(self.state)
        return await services_of(interaction).moderators.list_articles(filter_, int(self.state["page"]), moderator)


class PickSelect(ModeratorComponent, template=ids.PICK):
    """Chooses articles of a list. The message itself keeps what is chosen, so that it outlives a restart."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the same page with what can be done with the chosen articles."""
        filter_, page = ids.filter_from_match(self.state), int(self.state["page"])
        return await services_of(interaction).moderators.list_articles(filter_, page, moderator, self.item.values)


class BulkChangeButton(PersistentComponent, template=ids.BULK_EDIT):
    """Changes the articles that are chosen in the message."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form for their fields, or make the change in place of the list."""
        moderator, service = await moderator_of(interaction), services_of(interaction).moderators
        chosen = _chosen_in(interaction.message.components if interaction.message else ())
        if self.state["action"] == "fields":
            await interaction.response.send_modal(BulkEditForm(FormContent.for_bulk_edit(chosen), moderator.phrases))
            return
        await interaction.response.defer()
        view = await service.change_all(Action(self.state["action"]), chosen, moderator)
        await interaction.edit_original_response(view=view)


def _chosen_in(components: Iterable[object]) -> list[str]:
    """Return the values that are chosen in the selects of a message."""
    chosen: list[str] = []
    for component in components:
        if isinstance(component, discord.SelectMenu):
            chosen += [option.value for option in component.options if option.default]
        chosen += _chosen_in(getattr(component, "children", ()))
    return chosen


class TextButton(PersistentComponent, template=ids.TEXT):
    """Edits the text of an article: in a form, or by a file where a form cannot hold it."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form, or send the text as a file."""
        moderator, service = await moderator_of(interaction), services_of(interaction).moderators
        await offer_text(interaction, await service.own_article(self.state["digest"], moderator), moderator)


class NewTextButton(PersistentComponent, template=ids.NEW_TEXT):
    """Opens the form that takes the text of an article as a file."""

    async def respond(self, interaction: Interaction) -> None:
        """Open the form."""
        moderator, service = await moderator_of(interaction), services_of(interaction).moderators
        entry = await service.own_article(self.state["digest"], moderator)
        content = FormContent(FormKind.NEW_TEXT, {}, entry.article.id, int(self.state["revision"]))
        await interaction.response.send_modal(NewTextForm(content, moderator.phrases))


async def offer_text(interaction: Interaction, entry: StoredArticle, moderator: Moderator) -> None:
    """Open the form for an article's text, or send the text as a file where a form cannot hold it."""
    article = entry.article
    if fits_form(article.text):
        await interaction.response.send_modal(
            TextForm(FormContent.for_text(article, entry.revision), moderator.phrases)
        )
        return
    await interaction.response.defer(ephemeral=True, thinking=True)
    name = _file_name(article)
    text_file = discord.File(io.BytesIO(article.text.encode("utf-8", "surrogatepass")), name)
    view = text_file_view(article, entry.revision, name, moderator.phrases)
    await interaction.edit_original_response(view=view, attachments=[text_file])


def _file_name(article: Article) -> str:
    """Return a name for the file of an article's text, which Discord shows as it is: the title's letters in ASCII."""
    title = unicodedata.normalize("NFKD", article.title).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:_MAX_FILE_NAME].rstrip("-")
    return f"{words or digest_of(article.id)}.txt"


class ShowButton(ModeratorComponent, template=ids.SHOW):
    """Shows another page of an article, if this server has it."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the page."""
        service = services_of(interaction).moderators
        return await service.show_article(self.state["digest"], int(self.state["page"]), moderator)


class HistoryButton(ModeratorComponent, template=ids.HISTORY):
    """Shows the changes before a number, of one article or of all."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show the changes."""
        service = services_of(interaction).moderators
        settings_before = int(self.state["settings"] or 0)  # buttons of earlier versions do not name it
        return await service.history(self.state["digest"], int(self.state["before"]), moderator, settings_before)


class UndoButton(ModeratorComponent, template=ids.UNDO):
    """Undoes a change, if it is still the last one."""

    async def result(self, interaction: Interaction, moderator: Moderator) -> ComponentView:
        """Show what that did."""
        return await services_of(interaction).moderators.undo(int(self.state["number"]), moderator)
