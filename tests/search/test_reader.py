"""What a reader gets, and what an answer takes from its choice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, PublishedDate, ReasonCode, StepCode, Verdict
from bot.errors import ReaderError
from bot.search.answering import PreparedAnswer
from bot.search.reader import (
    MAX_PASSAGES,
    MAX_TEXT,
    FakeReader,
    ReaderChoice,
    ReaderRequest,
    checked_numbers,
)
from bot.search.reader_candidates import MAX_CHARACTERS
from tests.engines import engine_over

DAY = date(2026, 11, 1)
QUESTION = "When does filming of Heat 2 start?"


def article(key: str, text: str, published: str, language: str = "en") -> Article:
    """Return an article of a few words."""
    return Article(key, text, f"About {key}", f"{key.title()} Post", "", PublishedDate.parse(published), language)


ARTICLES = (
    article("plan", "Filming of Heat 2 starts in summer 2024, says Michael Mann.", "2024-01-05"),
    article("start", "The cameras of Heat 2 have rolled in Chicago since Monday.", "2026-08-04"),
    article("delay", "Filming of Heat 2 will not start before August 2026.", "2026-03-01"),
    article("cast", "Leonardo DiCaprio plays Chris Shiherlis in Heat 2.", "2026-02-01"),
    article(
        "long",
        "Of Heat 2, " + "the film, " * 80 + "filming starts in August, " + "they say, " * 80 + "maybe.",
        "2026-04-01",
    ),
)
ENGINE = engine_over(ARTICLES)


def prepared(question: str = QUESTION) -> PreparedAnswer:
    """Return what the search says of a question."""
    return ENGINE.with_reader_candidates(ENGINE.prepare(question, DAY))


def offered_over(articles: Sequence[Article], question: str, count: int = MAX_PASSAGES) -> PreparedAnswer:
    """Return what the search over these articles says of a question, with passages for a reader."""
    engine = engine_over(articles)
    return engine.with_reader_candidates(engine.prepare(question, DAY), count)


def request_of(answer: PreparedAnswer) -> ReaderRequest:
    """Return the request to a reader."""
    request = answer.request()
    assert request is not None
    return request


def number_of(key: str, request: ReaderRequest) -> int:
    """Return the number of the passage of this article that a reader sees."""
    return next(each.number for each in request.passages if each.source[0] == key)


def test_a_reader_gets_passages_and_no_more() -> None:
    """Each passage has its number, text, date, publisher, language and the title where no heading is above it."""
    request = request_of(prepared())
    assert [each.number for each in request.passages] == list(range(1, len(request.passages) + 1))
    plan = request.passages[number_of("plan", request) - 1]
    assert (plan.text, plan.date, plan.publisher) == (ARTICLES[0].text, "2024-01-05", "Plan Post")
    assert (plan.language, plan.heading) == ("en", "About plan")
    assert (request.question, request.day, request.before) == (QUESTION, DAY, "")


def test_a_long_passage_is_cut_around_what_fits() -> None:
    """A reader gets a limited part of a long passage, with the sentence that fits and marks where it is cut."""
    request = request_of(prepared())
    texts = [each.text for each in request.passages if each.source[0] == "long" and "August" in each.text]
    assert texts
    assert all(len(text) <= MAX_TEXT + 2 and (text.startswith("…") or text.endswith("…")) for text in texts)


def test_requests_are_limited() -> None:
    """However many passages fit and however long a question is, a request has twenty and five hundred characters."""
    many = [article(f"a{n}", f"Filming of Heat 2 starts in August, source {n} says.", "2026-01-01") for n in range(40)]
    request = request_of(offered_over(many, "filming " * 200))
    assert len(request.passages) == MAX_PASSAGES
    assert len(request.question) <= 500
    long = [article(f"a{n}", f"Filming starts in August, {n} people say, " * 50, "2026-01-01") for n in range(12)]
    texts = [each.text for each in request_of(offered_over(long, QUESTION)).passages]
    assert len(texts) > 1
    assert sum(map(len, texts)) <= MAX_CHARACTERS + 2 * len(texts)


def test_the_order_of_passages_says_nothing_about_their_rank() -> None:
    """The passages have the same order each time, and over several questions the best one is not always first."""
    questions = [QUESTION, "when do they start filming", "filming start date?", "has filming begun", "shooting start"]
    firsts = set()
    for question in questions:
        answer = prepared(question)
        assert request_of(answer) == request_of(prepared(question))
        best = answer.ranked[0].passage.passage
        firsts.add([each.source for each in request_of(answer).passages].index((best.article.id, best.number)))
    assert len(firsts) > 1


def test_the_chosen_passages_come_first_in_the_order_of_the_choice() -> None:
    """The order is the reader's; what it did not choose follows, so nothing that was found is hidden."""
    answer = prepared()
    request = request_of(answer)
    of_search = {excerpt.article.id for excerpt in answer.answer.excerpts}
    choice = ReaderChoice((number_of("delay", request), number_of("plan", request)))
    changed = ENGINE.answer_by_choice(answer, choice, "m")
    assert [excerpt.article.id for excerpt in changed.excerpts][:2] == ["delay", "plan"]
    assert of_search <= {excerpt.article.id for excerpt in changed.excerpts}
    assert all(excerpt.is_verbatim for excerpt in changed.excerpts)


def test_a_choice_answers_what_the_search_refused() -> None:
    """Where the search finds no answer and the reader does, only the chosen passages are quoted."""
    answer = prepared("budget of the filming in euros?")
    assert answer.answer.verdict is Verdict.NONE
    request = request_of(answer)
    changed = ENGINE.answer_by_choice(answer, ReaderChoice((number_of("start", request),)), "m")
    assert (changed.verdict, changed.reason.code) == (Verdict.ANSWER, ReasonCode.ANSWERED)
    assert [excerpt.article.id for excerpt in changed.excerpts] == ["start"]
    assert [step.code for step in changed.explanation.steps[:2]] == [StepCode.READER_CHOSE, StepCode.SEARCH_NONE]


def test_an_empty_choice_is_a_refusal() -> None:
    """If no passage answers, there is a reason, and the explanation names the first passage of the search."""
    answer = prepared()
    assert answer.answer.verdict is Verdict.ANSWER
    changed = ENGINE.answer_by_choice(answer, ReaderChoice(()), "m")
    assert (changed.verdict, changed.excerpts) == (Verdict.NONE, ())
    assert changed.reason.code is not ReasonCode.ANSWERED
    assert changed.nearest
    chose, said = changed.explanation.steps[:2]
    assert (chose.code, chose.words) == (StepCode.READER_CHOSE_NONE, ("m",))
    first = answer.answer.excerpts[0].article
    assert (said.code, said.words) == (StepCode.SEARCH_FIRST, (f"{first.publisher}, {first.published.plain}",))


@pytest.mark.parametrize("question", ["hello", "what's the latest", "who said “rolled in Chicago since Monday”"])
def test_some_questions_leave_nothing_to_choose(question: str) -> None:
    """Small talk, the newest statements and the words of an article are not for a reader."""
    assert prepared(question).request() is None


def test_a_follow_up_is_read_with_the_question_before() -> None:
    """The request holds the question before."""
    request = prepared("and does filming start in Chicago?").request(QUESTION)
    assert request is not None
    assert request.before == QUESTION


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)


@given(JSON | st.lists(st.integers(-2, 12)))
def test_nothing_but_numbers_of_the_request_is_a_choice(value: object) -> None:
    """Whatever a reader says, what remains are different numbers of passages that it was given."""
    request = request_of(prepared())
    try:
        numbers = checked_numbers(value, request)
    except ReaderError:
        return
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= {each.number for each in request.passages}


async def test_the_fake_gives_its_choices_in_turn() -> None:
    """The fake returns prepared choices, repeats the last one, and refuses what a reader must not choose."""
    request = request_of(prepared())
    fake = FakeReader([[1], [2, 1]])
    assert [(await fake.choose(request)).numbers for _ in range(3)] == [(1,), (2, 1), (2, 1)]
    with pytest.raises(ReaderError):
        await FakeReader([[99]]).choose(request)
