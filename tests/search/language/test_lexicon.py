"""The word lists of each language."""

from __future__ import annotations

from bot.search.accents import unaccented
from bot.search.language.lexicon import Lexicon, read_word_lists
from bot.search.language.tokens import LANGUAGES, normalize
from tests.language_data import shipped_concepts


def test_word_lists() -> None:
    """A file of words has sections and comments; its words lose their accents."""
    lists = read_word_lists("[function]\nthe où # remark\n[common]\n[shorthand]\nthx=thanks\n")
    assert sorted(lists.function) == ["ou", "the"]
    assert not lists.common
    assert lists.shorthand == {"thx": "thanks"}


def test_common_words_are_no_topics() -> None:
    """No common word alone is a phrase of a topic. A word that only qualifies another topic may be both."""
    topics = [concept for concept in shipped_concepts() if not concept.modifier]
    for language in LANGUAGES:
        asked = [phrase.removeprefix("=") for concept in topics for phrase in concept.ask.get(language, ())]
        assert not Lexicon.load()[language].common.intersection(map(unaccented, map(normalize, asked))), language
