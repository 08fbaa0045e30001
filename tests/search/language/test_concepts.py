"""Concepts, and the files that they are read from."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from bot.errors import ConceptError
from bot.search.language.concepts import ANSWER_KINDS, ConceptList, read_concepts
from bot.search.language.tokens import LANGUAGES
from bot.subject import Original, Subject
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


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a:\n  labels: {en: x}", 2, "'labels' is no key"),
        ("a:\n  label: {xx: x}", 2, "'xx' is no language"),
        ("a:\n  label: {en: [x]}", 2, "'en' takes a few words"),
        ("a:\n  both:\n    en: word", 3, "it takes a list"),
        ("a:\n  both:\n    en: [good, 'go ...']", 3, "no word after its last gap"),
        ("a:\n  both:\n    en: [(one two|three)]", 3, "a choice is of single words"),
        ("a:\n  both:\n    en: [(one]", 3, "not closed"),
        ("a:\n  both:\n    en: [ab*]", 3, "too short"),
        ("a:\n  changes: perhaps", 2, "it takes true or false"),
        ("a:\n  expects: [when]", 2, "holds a list"),
        ("a:\n  near: [b]", 2, "names 'b', which is no concept"),
        ("a:\n  intents: [budgets]", 2, "names 'budgets', which is no intent"),
        ("a:\n  near: b", 2, "takes a list: [one, another]"),
        ("a: b", 1, "takes lines of the form"),
        ("a:\n  label: {en: x}\na:\n  label: {en: y}", 3, "is stated again"),
        ("a: [one,\n", 2, "not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    """The message about a mistake in a file of concepts names the file, the line, and what would be right."""
    with pytest.raises(ConceptError) as caught:
        read_concepts(text, "own.yaml")
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("own.yaml", line)
    assert words in problem.message


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "own.yaml: cannot be read: No such file or directory$"),
        (b"\xff\xfe", "own.yaml: is no UTF-8 text: save it"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    """A file that is missing or not UTF-8 gives one clear message."""
    own = tmp_path / "own.yaml"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(ConceptError, match=complaint):
        ConceptList.load(shipped_subject(), own)


def test_a_film_that_is_no_sequel() -> None:
    """Without a film before it there is no original, and a sequel is a topic like all others."""
    concepts = ConceptList.load(Subject("Emberfall", "emberfall"))
    assert "original" not in concepts
    assert [match.label for match in concepts.question_matchers["en"].find(words("is a sequel planned"))] == ["sequel"]
    assert [match.label for match in concepts.article_matchers["de"].find(words("emberfall kommt", "de"))] == [
        "subject"
    ]
    every = [*concepts, *(concept.label for concept in concepts), *(concept.examples for concept in concepts)]
    assert not re.search(r"\{\w+\}|[Hh]eat 2|Pacino|Hanna", str(every))
    assert "When is the release date?" in concepts["release"].examples.values()


def test_a_sequel_has_the_names_of_both_films() -> None:
    """Of a sequel, its names and words such as "sequel" stand for it, and title and year for the film before it."""
    concepts = ConceptList.load(Subject("Northlight II", "n", Original("Northlight", 2009), ("northlight 2",)))
    found = {
        text: {match.label for match in concepts.question_matchers["en"].find(words(text))}
        for text in ("northlight 2", "northlight ii", "sequel", "northlight", "2009", "the 2009 film")
    }
    assert {text for text, labels in found.items() if "subject" in labels} >= {
        "northlight 2",
        "northlight ii",
        "sequel",
    }
    assert {text for text, labels in found.items() if "original" in labels} >= {"northlight", "2009", "the 2009 film"}
    assert "sequel" not in concepts
    assert concepts["original"].name("de") == "den Film von 2009"


def test_phrases_of_one_film_stand_beside_its_articles(tmp_path: Path) -> None:
    """The file of phrases beside a subject adds to the shipped ones, and its mistakes are named."""
    own = tmp_path / "concepts.yaml"
    own.write_text("role: {both: {en: [as brandt]}}\n")
    concepts = ConceptList.load(Subject("Emberfall", "emberfall", concepts=own))
    assert "as brandt" in concepts["role"].tell["en"]
    own.write_text("role: {both: {en: [(as]}}\n")
    with pytest.raises(ConceptError, match="not closed"):
        len(ConceptList.load(Subject("Emberfall", "other", concepts=own)))
