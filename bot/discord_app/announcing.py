"""Telling a channel of a new article, where the server's moderators want that."""

from __future__ import annotations

import logging

import aiohttp
import discord

from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import Moderator
from bot.discord_app.replies.card import CardMaker
from bot.discord_app.replies.latest import opening_of
from bot.discord_app.replies.look import EMBER
from bot.domain import Article
from bot.history import Act, Event, GuildSettings
from bot.library.library import today
from bot.phrases import Phrases, load

_CARD_ROOM = 950

_log = logging.getLogger(__name__)


async def announce(interaction: Interaction, moderator: Moderator, settings: GuildSettings, event: Event) -> str:
    """Post a card of an added article where the settings say; give a word on that for the moderator, '' for none."""
    if not settings.announce_channel or event.act is not Act.ADDED or interaction.guild is None:
        return ""
    channel = interaction.guild.get_channel_or_thread(settings.announce_channel)
    phrases = load(settings.language or interaction.guild.preferred_locale.value)
    mention = f"<#{settings.announce_channel}>"
    if not isinstance(channel, discord.abc.Messageable) or not _may_write(interaction.guild, channel):
        return moderator.phrases.say("sources.cannot_announce", channel=mention)
    try:
        await channel.send(view=announcement_view(event.article, phrases))
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        _log.warning("an article could not be announced: %s", error)
        return moderator.phrases.say("sources.cannot_announce", channel=mention)
    return moderator.phrases.say("sources.announced", channel=mention)


def announcement_view(article: Article, phrases: Phrases) -> discord.ui.LayoutView:
    """The card: that there is a new article, how it begins, by whom and when."""
    maker, opening = CardMaker(phrases, today()), opening_of(article)
    card = maker.opening(opening, _CARD_ROOM) if opening else maker.bare(article)
    container = discord.ui.Container[discord.ui.LayoutView](accent_colour=EMBER)
    container.add_item(discord.ui.TextDisplay(f"### {phrases.say('sources.new_article')}"))
    for part in card.parts(phrases):
        container.add_item(part)
    return discord.ui.LayoutView(timeout=None).add_item(container)


def _may_write(guild: discord.Guild, channel: object) -> bool:
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    may = channel.permissions_for(guild.me)
    in_thread = isinstance(channel, discord.Thread)
    return may.view_channel and (may.send_messages_in_threads if in_thread else may.send_messages)
