"""The back desk: the work of moderators goes to the moderation, and what it did becomes replies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import discord

from bot.discord_app.announcing import announce
from bot.discord_app.components.forms import DraftForm, EditForm, PasteForm, draft_view, edited, rebased, values_of
from bot.discord_app.components.sources import digest_of
from bot.discord_app.desk import Interaction, Layout
from bot.discord_app.form_cache import FormKind, TypedForms
from bot.discord_app.moderator import Moderator
from bot.discord_app.reader import Reader
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.notices import notice_view
from bot.discord_app.replies.privacy import erase_me_view, privacy_view
from bot.discord_app.replies.settings import erase_view, settings_view
from bot.discord_app.replies.sources import ON_PAGE, article_view, done_view, history_view, list_view, say_event
from bot.domain import Article
from bot.errors import ExpiredError, StaleError, StoreError
from bot.history import GuildSettings
from bot.library.listing import ArticleFilter
from bot.library.moderation import Moderation
from bot.phrases.messages import say_error
from bot.search.language.passages import split_passages

ReadAddress = Callable[[str], Awaitable[Article]]
"""The article at a web address. Raises SourceError."""


class ModeratorDesk:
    """Implements `ModeratorDeskProtocol` over the moderation of all servers."""

    def __init__(self, moderation: Moderation, read_address: ReadAddress) -> None:
        self.moderation = moderation
        self.typed = TypedForms()
        self._read_address = read_address

    async def article_at(self, address: str) -> Article:
        """The article at a web address. Raises SourceError."""
        return await self._read_address(address)

    async def preview_of_address(self, address: str, moderator: Moderator) -> Layout:
        """The preview of the article at a web address, which becomes a draft."""
        return await draft_view(moderator, await self.article_at(address), is_new=True)

    async def preview_of_draft(self, key: str, moderator: Moderator) -> Layout:
        """The preview of a draft as it is."""
        article = await self.moderation.draft(key, moderator.scope, moderator.by)
        return await draft_view(moderator, article, key, is_new=False)

    async def publish(self, key: str, seen: int | None, interaction: Interaction, moderator: Moderator) -> Layout:
        """Publish a draft, tell the channel that wants to know, and show what was done.

        Where the article that would be replaced is not at the revision `seen`, show the preview anew instead.
        """
        article = await self.moderation.draft(key, moderator.scope, moderator.by)
        settings = await self.moderation.settings(moderator.scope)
        try:
            event = await self.moderation.publish(article, moderator.scope, moderator.by, seen)
        except StaleError as error:
            # A draft that was of a new article has not been merged with the one that is there now.
            return await draft_view(moderator, article, key, is_new=not seen, note=say_error(error, moderator.phrases))
        # Whatever fails from here on, the article is published, and nothing else may be said.
        with suppress(StoreError, ExpiredError):
            await self.moderation.delete_draft(key, moderator.scope, moderator.by)
        note = await announce(interaction, moderator, settings, event)
        return done_view(event, moderator.phrases, note)

    async def correct(self, key: str, moderator: Moderator) -> discord.ui.Modal:
        """The form for a draft."""
        article = await self.moderation.draft(key, moderator.scope, moderator.by)
        return DraftForm.of(key, article, moderator.phrases)

    async def reopen(self, key: str, moderator: Moderator) -> discord.ui.Modal:
        """The form of that key, with what was typed into it."""
        typed = self.typed.of(key, moderator.scope, moderator.by)
        match typed.kind:
            case FormKind.PASTE:
                return PasteForm(moderator.phrases, typed)
            case FormKind.DRAFT:
                return DraftForm(typed, moderator.phrases)
        entry = await self.moderation.own_article(typed.target, moderator.scope)
        now = values_of(entry.article)
        values = rebased(typed.values, typed.opened_with, now)
        return EditForm(replace(typed, values=values, revision=entry.revision, opened_with=now), moderator.phrases)

    async def confirm(self, key: str, locale: str, moderator: Moderator) -> Layout:
        """Use the form of that key, though something about it was asked, and show what was done."""
        typed = self.typed.of(key, moderator.scope, moderator.by)
        return await edited(typed, moderator, self.typed, locale, is_confirmed=True)

    async def listed(self, wanted: ArticleFilter, page: int, moderator: Moderator) -> Layout:
        """A page of a list."""
        return list_view(await self.moderation.list_articles(moderator.scope, wanted), wanted, page, moderator.phrases)

    async def shown(self, digest: str, page: int, moderator: Moderator) -> Layout:
        """A page of an article."""
        listed = await self.moderation.find_by_digest(digest, moderator.scope, digest_of)
        # An article of megabytes takes seconds: in a thread, so that no other server waits.
        passages = await asyncio.to_thread(split_passages, listed.article)
        return article_view(listed, passages, page, moderator.phrases)

    async def history(self, digest: str, before: int, moderator: Moderator) -> Layout:
        """The changes before a number, of one article, or of all where the digest is '-'."""
        article_id = ""
        if digest != "-":
            article_id = (await self.moderation.find_by_digest(digest, moderator.scope, digest_of)).article.id
        events = await self.moderation.history(moderator.scope, article_id, before, ON_PAGE + 1)
        return history_view(events, digest, moderator.phrases)

    async def undo(self, number: int, moderator: Moderator) -> Layout:
        """Take back a change and show what that did."""
        event = await self.moderation.undo(number, moderator.scope, moderator.by)
        said = moderator.phrases.say("sources.undone", number=event.undoes)
        return framed([f"{said}\n{say_event(event, moderator.phrases)}"])

    async def keep_settings(self, settings: GuildSettings, moderator: Moderator) -> Layout:
        """Keep settings and show them."""
        await self.moderation.set_settings(moderator.scope, settings)
        return settings_view(settings, moderator.phrases)

    async def erase(self, moderator: Moderator, *, is_confirmed: bool) -> Layout:
        """Erase all that is kept of the server, or ask whether that is meant."""
        if not is_confirmed:
            return erase_view(moderator.phrases)
        await self.moderation.erase(moderator.scope)
        self.typed.forget(moderator.scope)
        return notice_view(moderator.phrases.say("settings.erased"))

    async def privacy(self, reader: Reader) -> Layout:
        """What is stored about a member."""
        return privacy_view(await self.moderation.user_record(str(reader.id)), reader.phrases)

    async def erase_user(self, reader: Reader, *, is_confirmed: bool) -> Layout:
        """Erase what is stored about a member, or ask whether that is meant."""
        if not is_confirmed:
            return erase_me_view(reader.phrases)
        await self.moderation.erase_user(str(reader.id))
        self.typed.forget_user(str(reader.id))
        return notice_view(reader.phrases.say("privacy.erased"))
