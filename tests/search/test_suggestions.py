"""Questions that are suggested while a member types."""

from __future__ import annotations

from datetime import date

from bot.search.language.concepts import Concept, ConceptList
from bot.search.suggestions import ExampleQuestions, best_completions


def test_completions() -> None:
    """Questions that begin as typed come first, then those with the words, then similar ones; nonsense finds none."""
    questions = ["Who is in the cast?", "When does filming start?", "When is the release date?"]
    assert best_completions("when", questions, 5)[0] == "When does filming start?"
    assert best_completions("start film", questions, 5) == ["When does filming start?"]
    assert best_completions("relase date", questions, 5)[0] == "When is the release date?"
    assert best_completions("", questions, 2) == questions[:2]
    assert best_completions("qqqqqq", questions, 5) == []


def test_examples_are_checked_once_a_day() -> None:
    """Whether an example is answered is checked once for each language and day."""
    concepts = [Concept(name, examples={"en": name}) for name in ("One?", "Two?")]
    examples = ExampleQuestions(ConceptList(concepts))
    checked: list[str] = []

    def is_answered(question: str) -> bool:
        checked.append(question)
        return question == "Two?"

    for day in (1, 1, 2):
        assert examples.answered("en", date(2026, 3, day), is_answered) == ("Two?",)
    assert examples.answered("de", date(2026, 3, 1), is_answered) == ()
    assert checked == ["One?", "Two?"] * 2
