"""Parts that the commands share: translated names, places where they can be used, and the reply."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from discord import Locale, app_commands

from bot.discord_app.limits import CHOICE_TEXT, MAX_CHOICES
from bot.discord_app.members import Interaction
from bot.discord_app.replies.components import ComponentView
from bot.phrases import LANGUAGES, load

CONTEXTS: Final = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
INSTALLS: Final = app_commands.AppInstallationType(guild=True, user=True)
SERVER_CONTEXTS: Final = app_commands.AppCommandContext(guild=True)
SERVER_INSTALLS: Final = app_commands.AppInstallationType(guild=True)

LANGUAGES_OF_LOCALES: Final = {
    locale: language for locale in Locale if (language := locale.value.split("-")[0]) in LANGUAGES
}
"""The bot's language for each of Discord's locales in which it speaks."""

REPLY_SECONDS: Final = 0.5
"""Time for a reply to be ready before Discord is told to wait. Discord itself waits three seconds."""
SUGGEST_SECONDS: Final = 2.0
"""Time for suggestions to be ready. Discord waits three seconds for them, and cannot be told to wait longer."""


def localized(key: str) -> app_commands.locale_str:
    """Return the English phrase of that key, which is translated when commands are sent to Discord."""
    return app_commands.locale_str(load("en").say(key), key=key)


class PhraseTranslator(app_commands.Translator):
    """Finds a phrase in every language that the bot speaks; Discord shows English in all others."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        _context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return the phrase; None for a text that is no phrase or a language that the bot does not speak."""
        key, language = string.extras.get("key"), LANGUAGES_OF_LOCALES.get(locale)
        return load(language).say(key) if key and language else None


async def reply(interaction: Interaction, work: Coroutine[Any, Any, ComponentView], *, private: bool) -> None:
    """Send the view that the work returns; tell Discord to wait when it takes long. Raises what the work raises.

    Only the member sees a view that is private, whatever was expected.
    """
    task = asyncio.create_task(work)
    done, _ = await asyncio.wait({task}, timeout=REPLY_SECONDS)
    if done:
        view = task.result()
        await interaction.response.send_message(view=view, ephemeral=private or view.is_private, files=view.new_files())
        return
    await interaction.response.defer(ephemeral=private, thinking=True)
    view = await task
    if view.is_private and not private:
        # The deferral has decided that everyone sees its reply, so the private one is another message.
        await interaction.delete_original_response()
        await interaction.followup.send(view=view, ephemeral=True, files=view.new_files())
    else:
        await interaction.edit_original_response(view=view, attachments=view.edited_files())


def choices_of(suggestions: list[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Return suggestions, as labels with values, within Discord's limits: a value that is too long is left out."""
    return [
        app_commands.Choice(name=label[:CHOICE_TEXT], value=value)
        for label, value in suggestions
        if 0 < len(value) <= CHOICE_TEXT
    ][:MAX_CHOICES]
