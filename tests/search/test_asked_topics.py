"""What a question is about: by its intents first, and by the phrases of concepts second."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.search.asked_topics import asked_concepts, is_stated
from bot.search.engine import SearchEngine
from bot.search.index.combined import CombinedView
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data, shipped_subject

DAY = date(2026, 3, 10)


def _concepts(text: str, data: LanguageData | None = None) -> tuple[str, ...]:
    data = data or shipped_data()
    return asked_concepts(SearchEngine(CombinedView([]), data).analyse(text, DAY), data)


@pytest.mark.parametrize(
    ("question", "concepts"),
    [
        ("who did the tunes", ("composer",)),
        ("worum geht es eigentlich", ("plot",)),
        ("de qué va", ("plot",)),
        ("combien de temps dure le film", ("runtime",)),
        ("chi dirige", ("director",)),
    ],
)
def test_intents_tell_the_topic(question: str, concepts: tuple[str, ...]) -> None:
    """A question is about the concept of its intent, though its words are in no list."""
    data = shipped_data()
    without_phrases = ConceptList([replace(each, ask={}, tell={}) for each in data.concepts], data.subject)
    assert _concepts(question, replace(data, concepts=without_phrases)) == concepts


def test_phrases_tell_what_intents_leave_open() -> None:
    """Where no intent is likely, a phrase decides the concept."""
    assert _concepts("how much dough is this costing them") == ("budget",)


@pytest.mark.parametrize("text", ["and where?", "¿y dónde?", "et où ?"])
def test_a_mere_question_word_has_no_topic(text: str) -> None:
    """Most questions with "where" ask for one thing, and yet "where" alone does not."""
    assert not _concepts(text)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it"])
def test_a_label_means_its_concept(language: str) -> None:
    """The label of a concept, which members get as a topic, means this concept."""
    concepts = shipped_data().concepts
    labels = [each.label[language] for each in concepts if each.examples]
    missed = [label for label in labels if all(concepts[each].label[language] != label for each in _concepts(label))]
    assert len(labels) > 10
    assert not missed


def test_concepts_of_an_operator_count_beside_intents(tmp_path: Path) -> None:
    """A concept of an operator's file is known by its phrases, and by its intents if the file names some."""
    file = tmp_path / "own.yaml"
    file.write_text(
        "vinyl:\n  label: {en: a record}\n  ask:\n    en: [vinyl]\n"
        "orchestra:\n  label: {en: the orchestra}\n  intents: [composer, song_soundtrack]\n",
        encoding="utf-8",
    )
    data = LanguageData.load(ConceptList.load(shipped_subject(), file))
    assert set(_concepts("who composed the music on vinyl", data)) == {"composer", "orchestra", "vinyl"}


def test_a_statement_is_known_by_its_meaning() -> None:
    """A topic is stated by a sentence that means it, though it holds none of the concept's phrases."""
    data = shipped_data()
    told = engine_over(
        [make_article("a", "He raised his baton and recorded eleven cues with sixty players for the film.")]
    )
    assert is_stated(("composer",), told._index, data)
    assert not is_stated(("poster",), told._index, data)
