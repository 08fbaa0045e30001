"""The example sentences: every line is read, and every intent has examples."""

from __future__ import annotations

from collections import Counter

from bot.search.language.tokens import LANGUAGES
from bot.search.meaning.intent_names import intent_names
from bot.search.meaning.intents import STATES
from tests.learning.groups import GROUPS, file_name
from tests.learning.sentences import HERE, QUESTION_STATES, load_examples, load_labelled, load_words

SENTENCE_STATES = "PHCONR"
NOT_OF_A_GROUP = "written"
"""Labelled sentences that stand in no article of the suites."""


def test_every_line_is_read() -> None:
    """Every line that is not blank is a heading or an example."""
    lines = [line for file in (HERE / "sentences").glob("*.txt") for line in file.read_text("utf-8").splitlines()]
    examples = [line for line in lines if line.strip() and not line.startswith(("== ", "-- "))]
    assert len(load_examples()) == len(examples)


def test_headings() -> None:
    """Each example has an intent, one of the bot's languages, and a state of its side."""
    assert QUESTION_STATES + SENTENCE_STATES == STATES
    for example in load_examples():
        assert example.intent.replace("_", "").isalnum(), example
        assert example.language in LANGUAGES, example
        assert example.state in (QUESTION_STATES if example.is_question else SENTENCE_STATES), example


def test_labelled_texts() -> None:
    """Each labelled text has intents that the model knows, one of the bot's languages, and a state."""
    labelled = load_labelled()
    assert labelled.keys() - {NOT_OF_A_GROUP} == {file_name(group) for group in GROUPS}
    for each in (each for texts in labelled.values() for each in texts):
        intents = (each.intent, *each.others)
        assert {*intents} <= {*intent_names()}, each
        assert len({*intents}) == len(intents), each
        assert each.language in LANGUAGES, each
        assert each.state in STATES, each
        assert each.is_question == (each.state in QUESTION_STATES), each


def test_every_intent_has_examples_in_every_language() -> None:
    """An intent that has example questions, or sentences, has several of them in each language."""
    counts = Counter((each.intent, each.is_question, each.language) for each in load_examples())
    sides = {(intent, is_question) for intent, is_question, _ in counts}
    assert min(counts[(*side, language)] for side in sides for language in LANGUAGES) >= 5


def test_examples_have_words() -> None:
    """Each example and each word list has words."""
    assert all(example.words for example in load_examples())
    assert len(set(load_words())) > 1000
