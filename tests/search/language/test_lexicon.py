"""Word lists and translations."""

from __future__ import annotations

from collections import Counter

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data
from bot.search.language.lexicon import Lexicon, Translations, read_word_lists
from bot.search.language.tokens import LANGUAGES, normalize, stem
from tests.language_data import shipped_concepts


def test_translations() -> None:
    """A word has the stems of its translations, and an unknown word has none."""
    assert stem("kellnerin", "de") in Translations.load().stems_for("waitress", ("en",))
    assert Translations.load().stems_for("zzz", ("en",)) == ()


def test_rows_of_translations() -> None:
    """Each row has a word in each language and none twice; a word with more than two meanings would find too much."""
    text = read_data("translations.txt")
    rows = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    cells = [[[word.strip() for word in column.split(",")] for column in row] for row in rows]
    assert not [row for row in cells if len(row) != len(LANGUAGES) or not all(all(cell) for cell in row)]
    assert not [cell for row in cells for cell in row if len(set(cell)) < len(cell)]
    for column, _ in enumerate(LANGUAGES):
        often = Counter(word for row in cells for word in row[column])
        assert not [word for word, rows_with_it in often.items() if rows_with_it > 2]


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
