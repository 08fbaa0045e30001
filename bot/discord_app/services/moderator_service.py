"""The use cases of moderators: the library's moderation does the work, and the result becomes a reply."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final

import discord

from bot.discord_app.custom_ids import EVERY_ARTICLE, HistoryPosition, digest_of
from bot.discord_app.forms.content import FormContent, FormKind, result_of, stated_in
from bot.discord_app.forms.store import FormStore
from bot.discord_app.members import Member, Moderator, RefusedError
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.framed import framed, notice_view
from bot.discord_app.replies.latest import announcement_view
from bot.discord_app.replies.preview import PreviewContext, future_date_view, preview_view
from bot.discord_app.replies.settings import erase_member_view, erase_server_view, privacy_view, settings_view
from bot.discord_app.replies.sources import (
    ON_PAGE,
    article_view,
    bulk_done_view,
    done_view,
    history_view,
    list_view,
    undone_view,
)
from bot.discord_app.services.gap_service import GapService
from bot.discord_app.services.notices import Notices, Outcome, phrases_of
from bot.domain import Act, Article, Event, GuildSettings, SettingChange, StoredArticle
from bot.errors import AnalysisError, AnalysisFault, ConflictError, ExpiredError, SourceError, StaleError, StoreError
from bot.library.articles.bulk_changes import Action, apply_to_all, set_fields
from bot.library.articles.corrections import SharedFields
from bot.library.articles.listing import ArticleFilter
from bot.library.articles.moderation import Moderation
from bot.library.articles.page_proposals import PageProposals
from bot.library.articles.preview import quotable_passages
from bot.library.library import today
from bot.phrases.messages import message, say_error
from bot.reading.files import check_text, read_pasted
from bot.reading.web.links import only_link
from bot.search.language.passages import split_passages

PREVIEW_SECONDS: Final = 30.0
"""Time for the preview of one article that was read."""

ReadAddress = Callable[[str], Awaitable[Article]]
"""Returns the article at a web address. Raises SourceError."""


@asynccontextmanager
async def time_for_one_source(seconds: float) -> AsyncIterator[None]:
    """Limit the time that an article takes. Raises AnalysisError when it is over."""
    try:
        async with asyncio.timeout(seconds) as bound:
            yield
    except TimeoutError as error:
        if not bound.expired():
            raise
        raise AnalysisError(AnalysisFault.TOO_SLOW, round(seconds)) from error


class ModeratorService:
    """Makes the replies to moderators. Each method raises Heat2Error with a message that can be shown."""

    def __init__(self, moderation: Moderation, read_address: ReadAddress, notices: Notices) -> None:
        self.moderation = moderation
        self.gaps = GapService(moderation)
        self._notices = notices
        self.forms = FormStore(moderation)
        self._read_address = read_address

    async def article_from_address(self, address: str) -> Article:
        """Read the article at a web address. Raises SourceError."""
        return await self._read_address(address)

    async def article_from_text(self, text: str) -> Article:
        """Return the article that a text is, or that the text links to when it is only a link. Raises SourceError."""
        link = only_link(text)
        if link:
            return await self._read_address(link)
        # Reading takes long for a long text: a thread keeps other members from waiting.
        return await asyncio.to_thread(read_pasted, text)

    async def propose(self, addresses: Sequence[str], moderator: Moderator) -> PageProposals:
        """Read the pages at the addresses; those about the film that the server does not have can be added."""
        return await self.moderation.propose(addresses, moderator.scope, self._read_address)

    async def preview(
        self,
        article: Article,
        moderator: Moderator,
        key: str = "",
        *,
        is_new: bool = True,
        note: str = "",
        gap: str = "",
    ) -> ComponentView:
        """Store a draft, in place of draft `key` if given, and preview it; `is_new` as in `Moderation.preview`.

        `gap` is the key of the gap that the article is to fill.
        """
        async with time_for_one_source(PREVIEW_SECONDS):
            preview = await self.moderation.preview(article, moderator.scope, is_new=is_new)
        if not preview.passages:
            raise SourceError(message("upload.nothing_to_quote"))
        is_about_film = await self.moderation.seems_about_film(preview.article, moderator.scope)
        key = await self.moderation.save_draft(preview.article, moderator.scope, moderator.by, key)
        separate_key = ""
        if preview.unmerged:
            separate_key = await self.moderation.save_draft(preview.unmerged, moderator.scope, moderator.by)
        context = PreviewContext(key, self.moderation.today(), note, separate_key, gap, is_about_film)
        return preview_view(preview, context, moderator.phrases)

    async def preview_draft(self, key: str, moderator: Moderator, gap: str = "") -> ComponentView:
        """Preview a draft as it is."""
        article = await self.moderation.draft(key, moderator.scope, moderator.by)
        return await self.preview(article, moderator, key, is_new=False, gap=gap)

    async def correct_draft(self, content: FormContent, moderator: Moderator, locale: str) -> ComponentView:
        """Correct a draft as its form says, and preview it. Raises SourceError that lists every mistake."""
        draft = await self.moderation.draft(content.target, moderator.scope, moderator.by)
        result = result_of(content.values, draft, moderator.phrases, locale, self.moderation.today())
        corrected = result.corrections.applied_to(draft)
        return await self.preview(corrected, moderator, content.target, is_new=False, note=result.note, gap=content.gap)

    async def publish(
        self, key: str, revision: int | None, guild: discord.Guild | None, moderator: Moderator, gap: str = ""
    ) -> ComponentView:
        """Publish a draft, announce it in the server's channel for that, and show what was done.

        If it was to fill a gap, the reply says whether the gap's question is answered now. Where the article that would
        be replaced is not at this revision, show the preview again instead.
        """
        article = await self.moderation.draft(key, moderator.scope, moderator.by)
        settings = await self.moderation.server_data.settings(moderator.scope)
        try:
            event = await self.moderation.publish(article, moderator.scope, moderator.by, revision)
        except StaleError as error:
            # A draft of a new article has not been merged with the article that is there now.
            note = say_error(error, moderator.phrases)
            return await self.preview(article, moderator, key, is_new=not revision, note=note, gap=gap)
        # The article is published. Whatever fails from here on must not be shown as a failure to publish.
        with suppress(StoreError, ExpiredError):
            await self.moderation.delete_draft(key, moderator.scope, moderator.by)
        notes = [await self._announce(event, settings, guild, moderator), await self.gaps.say_filled(gap, moderator)]
        return done_view(event, moderator.phrases, "\n".join(filter(None, notes)))

    def done(self, event: Event, moderator: Moderator, note: str) -> ComponentView:
        """Show a change that was made, and how to undo it."""
        return done_view(event, moderator.phrases, note)

    async def announce(self, event: Event, guild: discord.Guild | None, moderator: Moderator) -> str:
        """Announce an added article as the server's settings say; return a note for the moderator, '' for none."""
        settings = await self.moderation.server_data.settings(moderator.scope)
        return await self._announce(event, settings, guild, moderator)

    async def test_announcement(self, guild: discord.Guild | None, moderator: Moderator, key: str) -> ComponentView:
        """Send a test to the announcement channel, and show the settings with what became of it."""
        settings, phrases = await self.moderation.server_data.settings(moderator.scope), moderator.phrases
        reader = self.moderation.server_data.reader_name
        if not settings.announce_channel or guild is None:
            return settings_view(settings, phrases, reader, phrases.say("notice.test_no_channel"))
        view = framed([phrases_of(guild, settings).say("notice.test")])
        outcome = await self._notices.announce(guild, view, key=f"test:{key}")
        said = "notice.test_sent" if outcome.is_sent else "notice.unreachable"
        note = phrases.say(said, channel=f"<#{settings.announce_channel}>")
        role = guild.get_role(settings.announce_role)
        if role and not role.mentionable and not guild.me.guild_permissions.mention_everyone:
            note += f"\n⚠️ {phrases.say('notice.role_hint')}"
        return settings_view(settings, phrases, reader, note)

    async def _announce(
        self, event: Event, settings: GuildSettings, guild: discord.Guild | None, moderator: Moderator
    ) -> str:
        """Announce an added article; return a note for the moderator, '' for none."""
        if not settings.announce_channel or event.act is not Act.ADDED or guild is None:
            return ""
        view = announcement_view(event.article, phrases_of(guild, settings), today())
        try:
            outcome = await self._notices.announce(guild, view, key=f"article:{event.number}")
        except StoreError:
            outcome = Outcome.FAILED
        if outcome.is_sent:
            key = "sources.announced"
        else:
            key = "sources.cannot_announce" if outcome is Outcome.UNREACHABLE else "notice.failed"
        return moderator.phrases.say(key, channel=f"<#{settings.announce_channel}>")

    async def edit(
        self, content: FormContent, moderator: Moderator, locale: str, *, is_confirmed: bool
    ) -> ComponentView:
        """Change a published article as its form says, and show that. Raises SourceError that lists every mistake.

        Unless it is confirmed, a new date in the future is asked about first.
        """
        entry = await self.moderation.articles.own_article(content.target, moderator.scope)
        result = result_of(content.values, entry.article, moderator.phrases, locale, self.moderation.today())
        published = result.corrections.published
        is_changed = published != entry.article.published
        if is_changed and not is_confirmed and not published.may_precede(self.moderation.today()):
            key = await self.forms.put(content, moderator.scope, moderator.by)
            return future_date_view(published, key, moderator.phrases)
        event = await self.moderation.edit(
            content.target, result.corrections, content.revision, moderator.scope, moderator.by
        )
        return done_view(event, moderator.phrases, result.note)

    async def confirm(self, key: str, moderator: Moderator, locale: str) -> ComponentView:
        """Use the form of that key, because the moderator confirmed its date in the future."""
        content = await self.forms.get(key, moderator.scope, moderator.by)
        return await self.edit(content, moderator, locale, is_confirmed=True)

    async def reopened(self, key: str, moderator: Moderator) -> FormContent:
        """Return the form of that key, over the newest revision of the article that it edits."""
        content = await self.forms.get(key, moderator.scope, moderator.by)
        if content.kind is FormKind.EDIT:
            entry = await self.moderation.articles.own_article(content.target, moderator.scope)
            return content.rebased(entry.article, entry.revision)
        if content.kind in {FormKind.TEXT, FormKind.NEW_TEXT}:
            entry = await self.moderation.articles.own_article(content.target, moderator.scope)
            return replace(content, revision=entry.revision)
        return content

    async def list_articles(
        self, filter_: ArticleFilter, page: int, moderator: Moderator, chosen: Collection[str] = ()
    ) -> ComponentView:
        """Show a page of a list, where articles with the `chosen` digests are chosen to be changed together."""
        listed = await self.moderation.articles.list_articles(moderator.scope, filter_)
        return list_view(listed, filter_, page, moderator.phrases, chosen)

    async def change_all(self, action: Action, chosen: Collection[str], moderator: Moderator) -> ComponentView:
        """Hide, show again or remove the articles with these digests, and show what was done."""
        articles = await self._chosen(chosen, moderator)
        done = await apply_to_all(self.moderation, articles, action, moderator.scope, moderator.by)
        return bulk_done_view(done, moderator.phrases)

    async def set_fields(self, content: FormContent, moderator: Moderator, locale: str) -> ComponentView:
        """Give the articles of a form the fields that were typed. Raises SourceError that lists every mistake."""
        stated = stated_in(content.values, moderator.phrases, locale, self.moderation.today())
        if stated.fields == SharedFields():
            raise RefusedError("error.no_field")
        articles = await self._chosen(content.target.split(), moderator)
        done = await set_fields(self.moderation, articles, stated.fields, moderator.scope, moderator.by)
        return bulk_done_view(done, moderator.phrases, stated.note)

    async def _chosen(self, digests: Collection[str], moderator: Moderator) -> list[Article]:
        found = await self.moderation.articles.find_all_by_digest(digests, moderator.scope, digest_of)
        if not found:
            raise ConflictError(message("moderation.gone"))
        return [each.article for each in found]

    async def own_article(self, digest: str, moderator: Moderator) -> StoredArticle:
        """Return the server's own article whose id has this digest. Raises ConflictError if there is none."""
        listed = await self.moderation.articles.find_by_digest(digest, moderator.scope, digest_of)
        return await self.moderation.articles.own_article(listed.article.id, moderator.scope)

    async def edit_text(self, article_id: str, text: str, revision: int, moderator: Moderator) -> ComponentView:
        """Replace the text of an article that is at this revision, and show that. Raises SourceError."""
        check_text(text)
        entry = await self.moderation.articles.own_article(article_id, moderator.scope)
        changed = replace(entry.article, text=text)
        if not await asyncio.to_thread(quotable_passages, changed):
            raise SourceError(message("upload.nothing_to_quote"))
        event = await self.moderation.revise(changed, revision, moderator.scope, moderator.by)
        return done_view(event, moderator.phrases)

    async def show_article(self, digest: str, page: int, moderator: Moderator) -> ComponentView:
        """Show a page of an article."""
        listed = await self.moderation.articles.find_by_digest(digest, moderator.scope, digest_of)
        # An article of megabytes takes seconds to split: a thread keeps other servers from waiting.
        passages = await asyncio.to_thread(split_passages, listed.article)
        return article_view(listed, passages, page, moderator.phrases)

    async def history(self, digest: str, before: int, moderator: Moderator, settings_before: int = 0) -> ComponentView:
        """Show the changes before a number, of one article, or of EVERY_ARTICLE and of settings."""
        article_id, settings = "", tuple[SettingChange, ...]()
        if digest != EVERY_ARTICLE:
            article_id = (await self.moderation.articles.find_by_digest(digest, moderator.scope, digest_of)).article.id
        else:
            changes = self.moderation.server_data.setting_changes(moderator.scope, settings_before, ON_PAGE + 1)
            settings = tuple(await changes)
        # One change more than fits on a page shows whether there is another page.
        events = await self.moderation.history(moderator.scope, article_id, before, ON_PAGE + 1)
        position = HistoryPosition(digest, before, settings_before)
        return history_view([*events, *settings], position, moderator.phrases)

    async def undo(self, number: int, moderator: Moderator) -> ComponentView:
        """Undo a change, and those made in one step with it, and show what that did."""
        return undone_view(await self.moderation.undo(number, moderator.scope, moderator.by), moderator.phrases)

    async def set_settings(self, settings: GuildSettings, moderator: Moderator) -> ComponentView:
        """Store settings and show them."""
        await self.moderation.server_data.set_settings(moderator.scope, settings, moderator.by)
        return settings_view(settings, moderator.phrases, self.moderation.server_data.reader_name)

    async def erase_server(self, moderator: Moderator, *, is_confirmed: bool) -> ComponentView:
        """Erase all data of the server, or ask first."""
        if not is_confirmed:
            return erase_server_view(moderator.phrases)
        await self.moderation.server_data.erase(moderator.scope)
        self.forms.forget_server(moderator.scope)
        return notice_view(moderator.phrases.say("settings.erased"))

    async def privacy(self, member: Member) -> ComponentView:
        """Show what is stored about a member."""
        return privacy_view(await self.moderation.server_data.user_record(str(member.id)), member.phrases)

    async def erase_member(self, member: Member, *, is_confirmed: bool) -> ComponentView:
        """Erase what is stored about a member, or ask first."""
        if not is_confirmed:
            return erase_member_view(member.phrases)
        await self.moderation.server_data.erase_user(str(member.id))
        self.forms.forget_user(str(member.id))
        return notice_view(member.phrases.say("privacy.erased"))
