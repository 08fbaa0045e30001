"""Every word that the bot itself says, one file a language."""

from bot.phrases.phrases import LANGUAGES, Phrases, load

__all__ = ["LANGUAGES", "Phrases", "load"]
