"""Questions that are suggested while a member types."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from time import sleep

from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList
from bot.search.suggestions import NEWS_DAYS, AnsweredExample, ExampleQuestions, best_completions


def test_completions() -> None:
    """Questions that begin as typed come first, then those with the words, then similar ones; nonsense finds none."""
    questions = ["Who is in the cast?", "When does filming start?", "When is the release date?"]
    assert best_completions("when", questions, 5)[0] == "When does filming start?"
    assert best_completions("start film", questions, 5) == ["When does filming start?"]
    assert best_completions("relase date", questions, 5)[0] == "When is the release date?"
    assert best_completions("", questions, 2) == questions[:2]
    assert best_completions("qqqqqq", questions, 5) == []


def test_completions_of_words_without_accents_and_marks() -> None:
    """People leave out accents and "¿" while they type, and a word that only resembles another finds nothing."""
    spanish = ["¿Cuándo empieza el rodaje?", "¿Cuánto durará la película?", "¿Quién está en el reparto?"]
    assert best_completions("cuando", spanish, 5)[0] == "¿Cuándo empieza el rodaje?"
    assert best_completions("¿quien", spanish, 5) == ["¿Quién está en el reparto?"]
    assert best_completions("rpearto", spanish, 5) == ["¿Quién está en el reparto?"]
    assert best_completions("bellu", spanish, 5) == best_completions("estreno esp", spanish, 5) == []
    french = ["Quand commence le tournage ?", "Y a-t-il une bande-annonce ?", "Où se passe le tournage ?"]
    assert best_completions("quand", french, 5) == ["Quand commence le tournage ?"]
    assert best_completions("ou", french, 5) == ["Où se passe le tournage ?"]
    italian = ["Chi c'è nel cast?", "C'è un trailer?", "La sceneggiatura è finita?"]
    assert best_completions("trail", italian, 5) == ["C'è un trailer?"]
    assert best_completions("uscita", italian, 5) == []


DAY = date(2026, 3, 1)


def examples_of(*questions: str) -> ExampleQuestions:
    """Return examples of a concept each."""
    return ExampleQuestions(ConceptList([Concept(question, examples={"en": question}) for question in questions]))


def test_examples_are_checked_once_a_day() -> None:
    """Whether an example is answered is checked once for each language and day."""
    examples = examples_of("One?", "Two?")
    checked: list[str] = []

    def check(question: str, concept: Concept) -> AnsweredExample | None:
        assert concept.id == question
        checked.append(question)
        return AnsweredExample(question, question, None) if question == "Two?" else None

    for day in (1, 1, 2):
        assert examples.answered("en", date(2026, 3, day), check) == ("Two?",)
    assert examples.answered("de", date(2026, 3, 1), check) == ()
    assert checked == ["One?", "Two?"] * 2


def test_examples_are_checked_once_by_all_threads() -> None:
    """Keystrokes that come while the examples are being checked wait for the result."""
    examples, checked = examples_of("One?"), list[str]()

    def check(question: str, _: Concept) -> AnsweredExample:
        sleep(0.01)
        checked.append(question)
        return AnsweredExample(question, question, None)

    with ThreadPoolExecutor(4) as pool:
        offered = list(pool.map(lambda _: examples.answered("en", DAY, check), range(8)))
    assert offered == [("One?",)] * 8
    assert checked == ["One?"]


def test_questions_on_news_come_first() -> None:
    """Questions that recent articles answer stand first, the newest before the others, which keep their order."""
    days = {
        "Old?": date(2025, 1, 1),
        "Undated?": None,
        "Recent?": DAY - timedelta(NEWS_DAYS),
        "New?": DAY,
        "Older?": date(2024, 1, 1),
    }
    offered = examples_of(*days).answered("en", DAY, lambda asked, _: AnsweredExample(asked, asked, days[asked]))
    assert offered == ("New?", "Recent?", "Old?", "Undated?", "Older?")


def test_no_two_examples_mean_the_same() -> None:
    """Of questions that mean the same the first one is offered."""
    examples = examples_of("When is it?", "At what time is it?", "Who is it?")
    offered = examples.answered("en", DAY, lambda asked, _: AnsweredExample(asked, asked.startswith("Who"), None))
    assert offered == ("When is it?", "Who is it?")
