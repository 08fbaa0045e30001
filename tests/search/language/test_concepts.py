"""The list of concepts: what ships, and what a film or an operator adds."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from bot.errors import ConceptError
from bot.search.language.concept import ANSWER_KINDS
from bot.search.language.concepts import ConceptList
from bot.search.language.tokens import LANGUAGES
from bot.subject import Subject
from tests.language_data import shipped_concepts, shipped_subject
from tests.search.language.helpers import words


def test_shipped_concepts_are_complete() -> None:
    """Each shipped concept has a label in all languages, phrases or intents, and a valid expected kind of answer."""
    for concept in shipped_concepts():
        assert set(concept.label) == set(LANGUAGES), concept.id
        has_phrases = any(concept.ask.get(language) or concept.tell.get(language) for language in LANGUAGES)
        assert has_phrases or concept.intents, concept.id
        assert concept.expects in {"", *ANSWER_KINDS}


@pytest.mark.parametrize(
    ("language", "topics"),
    [
        ("en", {"release date", "trailer", "state of the project"}),
        ("de", {"Kinostart", "Trailer", "Stand des Projekts"}),
        ("es", {"fecha de estreno", "tráiler", "estado del proyecto"}),
        ("fr", {"date de sortie", "bande-annonce", "état du projet"}),
        ("it", {"data di uscita", "trailer", "stato del progetto"}),
    ],
)
def test_a_topic_has_no_article(language: str, topics: set[str]) -> None:
    """The topic of a timeline is a label without its article, such as "Kinostart", and stands for the same concept."""
    concepts = shipped_concepts()
    by_topic = {each.topic(language): each for each in concepts if each.examples}
    assert topics <= by_topic.keys()
    assert {concepts.named(topic) for topic in topics} == {by_topic[topic].id for topic in topics}


def test_a_list_in_use_is_sent_to_another_process() -> None:
    """A pickle of a list holds its concepts, though the list has made matchers already."""
    shipped = shipped_concepts()
    assert shipped.question_matchers["en"].find(words("when does filming start"))
    assert list(pickle.loads(pickle.dumps(shipped))) == list(shipped)  # noqa: S301


def test_an_operator_adds_phrases_and_concepts(tmp_path: Path) -> None:
    """An operator's file adds phrases to shipped concepts and new concepts; what it does not state stays."""
    own = tmp_path / "own.yaml"
    own.write_text("filming: {both: {en: [klappe eins]}}\ncatering: {label: {en: the catering}, near: [filming]}\n")
    shipped, extended = shipped_concepts(), ConceptList.load(shipped_subject(), own)
    assert {concept.id for concept in extended} == {concept.id for concept in shipped} | {"catering"}
    assert "klappe eins" in extended["filming"].ask["en"]
    assert set(shipped["filming"].ask["en"]) < set(extended["filming"].ask["en"])
    assert extended["filming"].expects == shipped["filming"].expects
    assert extended["catering"].name("de") == "the catering"


def test_phrases_of_one_film_stand_beside_its_articles(tmp_path: Path) -> None:
    """The file of phrases beside a subject adds to the shipped ones, and its mistakes are named."""
    own = tmp_path / "concepts.yaml"
    own.write_text("role: {both: {en: [as brandt]}}\n")
    concepts = ConceptList.load(Subject("Emberfall", "emberfall", concepts=own))
    assert "as brandt" in concepts["role"].tell["en"]
    own.write_text("role: {both: {en: [(as]}}\n")
    with pytest.raises(ConceptError, match="not closed"):
        len(ConceptList.load(Subject("Emberfall", "other", concepts=own)))
