"""Every text that people read, one file for each language."""

from bot.phrases.phrases import LANGUAGES, Phrases, load

__all__ = ["LANGUAGES", "Phrases", "load"]
