"""The reader in its place: answers of a library that asks one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from bot.domain import EVERYONE, Answer, Article, AskedQuestion, GuildSettings, Scope, StepCode, Verdict
from bot.errors import ReaderError, ReaderFault, StoreError
from bot.library.library import Library
from bot.library.reader import answers as reader_answers
from bot.library.reader.service import ReaderLimits, ReaderService
from bot.search.reader import FakeReader, ReaderChoice, ReaderRequest
from bot.store.memory import MemoryStore
from tests.articles import make_article
from tests.language_data import shipped_concepts

DAY = date(2026, 11, 1)
QUESTION = "When does filming of Heat 2 start?"
SERVER = Scope(7)
NO_LIMITS = ReaderLimits()


def article(key: str, text: str, published: str) -> Article:
    """Return an article of a sentence."""
    return make_article(key, text, published, title=key.title(), publisher="Post")


ARTICLES = (
    article("plan", "Filming of Heat 2 starts in summer 2024, says Michael Mann.", "2024-01-05"),
    article("delay", "Filming of Heat 2 will not start before August 2026.", "2026-03-01"),
    article("money", "Heat 2 costs 150 million dollars, and filming starts when the sum is there.", "2026-02-01"),
)


class ByArticle(FakeReader):
    """A reader that chooses the passages of these articles in this order."""

    def __init__(self, *articles: str) -> None:
        super().__init__([[]])
        self.articles = articles

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Return the numbers of the articles' passages."""
        self.requests.append(request)
        numbers = {each.source[0]: each.number for each in request.passages}
        return ReaderChoice(tuple(numbers[each] for each in self.articles))


class PatientReader(FakeReader):
    """A reader that chooses the first passage when it is told to."""

    def __init__(self) -> None:
        super().__init__([[1]])
        self.go = asyncio.Event()

    async def choose(self, request: ReaderRequest) -> ReaderChoice:
        """Wait, then choose."""
        await self.go.wait()
        return await super().choose(request)


def library_with(reader: FakeReader, store: MemoryStore | None = None, limits: ReaderLimits = NO_LIMITS) -> Library:
    """Return a library of the articles that asks this reader."""
    service = ReaderService(reader, limits)
    return Library(ARTICLES, store or MemoryStore(), shipped_concepts(), lambda: DAY, reader=service)


async def ask(library: Library, question: str = QUESTION, scope: Scope = EVERYONE) -> Answer:
    """Return the answer."""
    return await library.ask(AskedQuestion(question, scope))


def articles_of(answer: Answer) -> Sequence[str]:
    """Return the ids of the quoted articles in order."""
    return [excerpt.article.id for excerpt in answer.excerpts]


def first_steps(answer: Answer) -> Sequence[StepCode]:
    """Return the first two steps of the explanation."""
    return [step.code for step in answer.explanation.steps[:2]]


@pytest.mark.parametrize("order", [("money", "plan", "delay"), ("delay", "money"), ("plan",)])
async def test_the_order_is_that_of_the_reader(order: tuple[str, ...]) -> None:
    """The chosen passages come first, in the order of the choice, and "Why these?" names the model."""
    answer = await ask(library_with(ByArticle(*order)))
    assert tuple(articles_of(answer)[: len(order)]) == order
    assert answer.explanation.steps[0].words == ("fake",)
    assert first_steps(answer)[0] is StepCode.READER_CHOSE


async def test_none_is_a_refusal() -> None:
    """If the reader finds that nothing answers, the answer is a refusal with the closest passages."""
    answer = await ask(library_with(FakeReader([[]])))
    assert (answer.verdict, answer.excerpts) == (Verdict.NONE, ())
    assert answer.nearest
    assert first_steps(answer)[0] is StepCode.READER_CHOSE_NONE


async def test_a_choice_is_cached_with_its_answer() -> None:
    """The reader is asked once, however often and by however many the same question is asked."""
    reader = ByArticle("money")
    library = library_with(reader)
    answers = await asyncio.gather(*(ask(library, text) for text in (QUESTION, QUESTION.upper(), QUESTION)))
    answers.append(await ask(library))
    assert len(reader.requests) == 1
    assert [answer.question for answer in answers] == [QUESTION, QUESTION.upper(), QUESTION, QUESTION]
    assert {articles_of(answer)[0] for answer in answers} == {"money"}


async def test_a_changed_article_asks_again() -> None:
    """A choice is valid for the articles among which it was made."""
    reader = ByArticle("money")
    library = library_with(reader)
    await ask(library)
    await library.add_all([article("new", "Filming of Heat 2 has started.", "2026-09-01")])
    await ask(library)
    assert len(reader.requests) == 2


async def test_without_a_choice_the_search_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the reader fails, the answer is that of the search, says so, and is kept for a minute only."""
    of_search = await ask(Library(ARTICLES, MemoryStore(), shipped_concepts(), lambda: DAY))
    reader = FakeReader([ReaderError(ReaderFault.UNREACHABLE, "away"), [1]])
    library = library_with(reader)
    answer = await ask(library)
    assert replace(answer, explanation=of_search.explanation) == of_search
    assert (answer.explanation.steps[0].code, answer.explanation.steps[0].words) == (StepCode.READER_FAILED, ("fake",))
    assert await ask(library) == answer
    assert len(reader.requests) == 1
    monkeypatch.setattr(reader_answers, "FAILED_READ_SECONDS", 0)
    other = await ask(library, f"{QUESTION} tell me")
    assert other.explanation.steps[0].code is StepCode.READER_CHOSE
    reader = FakeReader([ReaderError(ReaderFault.INVALID, "no"), [1]])
    library = library_with(reader)
    codes = [(await ask(library)).explanation.steps[0].code for _ in range(2)]
    assert codes == [StepCode.READER_FAILED, StepCode.READER_CHOSE]


async def test_nothing_else_waits_for_the_reader() -> None:
    """While the reader thinks, suggestions, the newest articles and small talk come at once."""
    reader = PatientReader()
    library = library_with(reader)
    asking = asyncio.create_task(ask(library))
    assert (await ask(library, "hello")).reason.small_talk
    assert (await ask(library, "what's the latest on heat 2")).excerpts
    assert await library.latest()
    assert await library.suggest("film")
    assert not asking.done()
    reader.go.set()
    assert (await asking).explanation.steps[0].code is StepCode.READER_CHOSE


async def test_one_who_gives_up_takes_the_answer_from_nobody() -> None:
    """A cancelled question does not cancel the choice that another one waits for."""
    reader = PatientReader()
    library = library_with(reader)
    impatient, patient = (asyncio.create_task(ask(library)) for _ in range(2))
    await asyncio.sleep(0.01)
    impatient.cancel()
    reader.go.set()
    assert (await patient).explanation.steps[0].code is StepCode.READER_CHOSE


async def test_a_server_can_do_without_it() -> None:
    """A server that turned the reader off gets the search's answers, also where another has cached the reader's."""
    store, reader = MemoryStore(), ByArticle("money")
    await store.set_settings(SERVER, GuildSettings(uses_reader=False))
    library = library_with(reader, store)
    assert articles_of(await ask(library, scope=Scope(8)))[0] == "money"
    answer = await ask(library, scope=SERVER)
    assert not {StepCode.READER_CHOSE, StepCode.READER_FAILED} & {step.code for step in answer.explanation.steps}
    assert len(reader.requests) == 1


async def test_unknown_settings_keep_the_question_here() -> None:
    """If a server's settings cannot be read, its questions do not leave the machine."""

    class Broken(MemoryStore):
        async def settings(self, scope: Scope) -> GuildSettings:
            raise StoreError("the database cannot be reached")

    reader = ByArticle("money")
    assert (await ask(library_with(reader, Broken()), scope=SERVER)).verdict is Verdict.ANSWER
    assert not reader.requests


async def test_direct_messages_can_be_kept_from_the_reader() -> None:
    """Where the operator wants it, only questions of servers go to the reader."""
    reader = ByArticle("money")
    library = library_with(reader, limits=ReaderLimits(reads_direct=False))
    assert first_steps(await ask(library))[0] not in (StepCode.READER_CHOSE, StepCode.READER_FAILED)
    assert not reader.requests
    assert first_steps(await ask(library, scope=SERVER))[0] is StepCode.READER_CHOSE


async def test_the_limit_of_a_day_is_that_of_the_server_that_asks() -> None:
    """Servers that share everyone's articles have a limit each."""
    reader = ByArticle("money")
    library = library_with(reader, limits=ReaderLimits(per_day=1))
    questions = [(QUESTION, SERVER), ("What is the budget of Heat 2?", SERVER), ("Budget of Heat 2?", Scope(8))]
    codes = [(await ask(library, *each)).explanation.steps[0].code for each in questions]
    assert codes == [StepCode.READER_CHOSE, StepCode.READER_FAILED, StepCode.READER_CHOSE]
