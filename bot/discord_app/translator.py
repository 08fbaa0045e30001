"""Names and descriptions of the commands in each language, from the bot's phrases."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.phrases import LANGUAGES, load


def said(key: str) -> app_commands.locale_str:
    """The English phrase of that key, to be translated when commands are sent to Discord."""
    return app_commands.locale_str(load("en").say(key), key=key)


class PhraseTranslator(app_commands.Translator):
    """Finds a phrase in every language that the bot speaks; Discord shows English in all others."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        _context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """The phrase in that locale; None for a text that is no phrase or a language that has none."""
        key = string.extras.get("key")
        language = locale.value.split("-")[0]
        return load(language).say(key) if key and language in LANGUAGES else None
