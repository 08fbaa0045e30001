"""The names of a subject in concepts."""

from __future__ import annotations

import re

from bot.search.language.concepts import ConceptList
from bot.subject import Original, Subject
from tests.search.language.helpers import words


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
