"""Every text that people read, one file for each language."""

from bot.phrases.phrases import LANGUAGES, Phrases, load, set_subject

__all__ = ["LANGUAGES", "Phrases", "load", "set_subject"]
