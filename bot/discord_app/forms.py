"""Forms: what is said of a draft or an article, and pasted text."""

from __future__ import annotations

import asyncio
from typing import Any

import discord

from bot.curation.curation import Corrections
from bot.discord_app.curator import Curator, curator_of
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import reported
from bot.discord_app.replies.preview import preview_view
from bot.discord_app.replies.sources import done_view
from bot.domain import Article, PublishedDate
from bot.errors import SourceError
from bot.phrases import Phrases
from bot.reading.fields import MAX_LINE, MAX_URL, complaints
from bot.reading.upload import read_pasted

_LONGEST_TITLE = 45
"""Discord's bound on the title of a form and on a label."""
_LONGEST_TEXT = 4000
_LONGEST_DATE = 12
_OPEN_FOR = 3600.0
"""Seconds after which a form is given up: nobody tells that it was closed, and each holds its article."""


class ArticleForm(discord.ui.Modal):
    """Title, publisher, address, date and language, as they are."""

    def __init__(self, article: Article, phrases: Phrases) -> None:
        super().__init__(title=phrases.say("sources.form")[:_LONGEST_TITLE], timeout=_OPEN_FOR)
        self._article = article
        self.title_field = self._line(phrases, "title", article.title, MAX_LINE)
        self.publisher = self._line(phrases, "publisher", article.publisher, MAX_LINE)
        self.url = self._line(phrases, "url", article.url, MAX_URL)
        date_hint = phrases.say("sources.date_hint")
        self.date = self._line(phrases, "date", article.published.edtf, _LONGEST_DATE, date_hint)
        self.language = self._line(phrases, "language", article.language, 2, phrases.say("sources.language_hint"))

    def _line(self, phrases: Phrases, key: str, value: str, longest: int, hint: str = "") -> discord.ui.TextInput[Any]:
        field = discord.ui.TextInput[Any](
            custom_id=key, default=value[:longest] or None, required=False, max_length=longest, placeholder=hint or None
        )
        self.add_item(discord.ui.Label(text=phrases.say(f"sources.field_{key}")[:_LONGEST_TITLE], component=field))
        return field

    def corrections(self, by: str) -> Corrections:
        """What was written. Raises SourceError with every mistake."""
        fields = {
            "title": self.title_field.value.strip(),
            "publisher": self.publisher.value.strip(),
            "url": self.url.value.strip(),
            "date": self.date.value.strip(),
            "language": self.language.value.strip().lower(),
        }
        mistakes = [each for each in complaints({**fields, "text": "-"}) if each.key in fields]
        if mistakes:
            raise SourceError("\n".join(f"{mistake.message}." for mistake in mistakes))
        before = self._article.published
        date = before if fields["date"] == before.edtf else PublishedDate.parse(fields["date"], _stated_by(by))
        return Corrections(fields["title"], fields["publisher"], fields["url"], date, fields["language"])


def _stated_by(by: str) -> str:
    return f"stated by a moderator ({by})"


class DraftForm(ArticleForm):
    """Corrects a draft and shows its preview anew."""

    def __init__(self, key: str, article: Article, phrases: Phrases) -> None:
        super().__init__(article, phrases)
        self._key = key

    async def on_submit(self, interaction: Interaction) -> None:
        """Keep the draft with what was written."""
        async with reported(interaction):
            await interaction.response.defer()
            curator = await curator_of(interaction)
            draft = await curator.curation.draft(self._key, curator.scope, curator.by)
            await show_draft(interaction, curator, self.corrections(curator.by).applied_to(draft), self._key)


class EditForm(ArticleForm):
    """Corrects a published article that nobody else has changed meanwhile."""

    def __init__(self, article: Article, revision: int, phrases: Phrases) -> None:
        super().__init__(article, phrases)
        self._revision = revision

    async def on_submit(self, interaction: Interaction) -> None:
        """Make the change and say how to take it back."""
        async with reported(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            curator = await curator_of(interaction)
            corrections = self.corrections(curator.by)
            event = await curator.curation.edit(
                self._article.id, corrections, self._revision, curator.scope, curator.by
            )
            await interaction.edit_original_response(view=done_view(event, curator.phrases))


class PasteForm(discord.ui.Modal):
    """Takes an article's text, its title and its address."""

    def __init__(self, phrases: Phrases) -> None:
        super().__init__(title=phrases.say("sources.paste")[:_LONGEST_TITLE], timeout=_OPEN_FOR)
        long = discord.TextStyle.long
        self.title_field = discord.ui.TextInput[Any](custom_id="title", required=False, max_length=MAX_LINE)
        self.url = discord.ui.TextInput[Any](custom_id="url", required=False, max_length=MAX_URL)
        self.text = discord.ui.TextInput[Any](custom_id="text", style=long, max_length=_LONGEST_TEXT)
        for key, field in (("title", self.title_field), ("url", self.url), ("text", self.text)):
            self.add_item(discord.ui.Label(text=phrases.say(f"sources.field_{key}")[:_LONGEST_TITLE], component=field))

    async def on_submit(self, interaction: Interaction) -> None:
        """Show the preview of what was pasted."""
        async with reported(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            curator = await curator_of(interaction)
            values = self.text.value, self.title_field.value, self.url.value
            await show_draft(interaction, curator, await asyncio.to_thread(read_pasted, *values))


async def show_draft(
    interaction: Interaction, curator: Curator, article: Article, key: str = "", *, as_followup: bool = False
) -> None:
    """Keep a draft and show its preview: in place of what the interaction shows, or in a message of its own."""
    preview = await curator.curation.preview(article, curator.scope, is_new=not key)
    key = await curator.curation.keep_draft(preview.article, curator.scope, curator.by, key)
    view = preview_view(preview, key, curator.phrases)
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.edit_original_response(view=view)
