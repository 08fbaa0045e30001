"""The library with many servers: shared engines, evicted engines, and answers while the store is away."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from bot.domain import EVERYONE, Answer, Article, AskedQuestion, Reason, ReasonCode, Scope, SmallTalk, Verdict
from bot.errors import StoreError
from bot.library.engines.engine_cache import SearchLimits
from bot.library.library import Library
from bot.store.memory import MemoryStore
from tests.language_data import shipped_concepts

SHARED = Article("shared", "Filming of Heat 2 starts in August.", "Filming", language="en")
OWN = Article("own", "The premiere of Heat 2 takes place in Chicago.", "Premiere", language="en")
DAY = date(2026, 3, 10)
QUESTION = "Where does the premiere take place?"


class RemoteStore(MemoryStore):
    """A store that can become unreachable, like a database on another machine, and counts reads."""

    is_away = False
    loads = 0

    async def revision(self, scope: Scope) -> int:
        """Return the revision. Raises StoreError while the store is away."""
        if self.is_away:
            raise StoreError("the database cannot be reached")
        return await super().revision(scope)

    async def articles(self, scope: Scope) -> list[Article]:
        """Return the articles, and count the read if it is of a server."""
        self.loads += not scope.is_everyone
        return await super().articles(scope)


@pytest.fixture
def store() -> RemoteStore:
    """An empty store."""
    return RemoteStore()


def library_over(store: RemoteStore, memory: int = 2**30) -> Library:
    """Return a library with one shipped article and this much memory for servers, in bytes."""
    return Library([SHARED], store, shipped_concepts(), limits=SearchLimits(memory))


async def test_servers_without_articles_share_one_engine(store: RemoteStore) -> None:
    """Servers without own articles share everyone's engine, so that ten thousand of them cost nothing."""
    library = library_over(store)
    shared = await library.engine(EVERYONE)
    assert await library.engine(Scope(7)) is shared
    await library.add_all([OWN], Scope(7))
    assert await library.engine(Scope(7)) is not shared
    assert await library.engine(Scope(8)) is shared


async def test_engines_of_servers_evict_each_other(store: RemoteStore) -> None:
    """With memory for one engine, the second server's evicts the first one's, which is loaded again when asked."""
    library = library_over(store, memory=1)
    for server in (7, 8):
        await library.add_all([OWN], Scope(server))
    shared = await library.engine(EVERYONE)
    for server in (7, 7, 8, 8, 7):
        assert (await library.engine(Scope(server))).ranked(QUESTION, DAY, 1)[0].article == OWN
    assert store.loads == 3
    assert await library.engine(EVERYONE) is shared


async def test_questions_are_answered_while_the_store_is_away(
    store: RemoteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """The engine of a server's last known revision answers, and the log says so."""
    library = library_over(store)
    await library.add_all([OWN], Scope(7))
    before = await library.ask_text(QUESTION, Scope(7))
    store.is_away = True
    library.invalidate_revisions()
    with caplog.at_level(logging.WARNING):
        assert await library.ask_text(QUESTION, Scope(7)) == before
    assert "the last known value remains in use" in caplog.text
    with pytest.raises(StoreError, match="cannot be reached"):
        await library.ask_text(QUESTION, Scope(8))


async def test_help_shows_questions_that_this_server_answers(store: RemoteStore) -> None:
    """An answer that asks for help gets example questions in the reader's language; other answers stay."""
    library = library_over(store)
    await library.add_all([OWN], Scope(7))
    asked = AskedQuestion("help", Scope(7), DAY)
    wants_help = Answer("help", Verdict.NONE, Reason(ReasonCode.SMALL_TALK, small_talk=SmallTalk.HELP))
    shown = await library.with_examples(wants_help, asked, "de")
    assert shown.reason.words == tuple(await library.suggest("", Scope(7), "de", 2, DAY))
    assert len(shown.reason.words) > 0
    other = await library.ask(AskedQuestion(QUESTION, Scope(7), DAY))
    assert await library.with_examples(other, asked, "de") is other


async def test_a_question_is_completed_from_the_one_before(store: RemoteStore) -> None:
    """The answer's question is what was understood, and a question with nothing before it stays."""
    library = library_over(store)
    asked = AskedQuestion("and where?", EVERYONE, DAY, "When does filming start?")
    assert (await library.ask(asked)).question == "and where filming?"
    assert await library.complete(AskedQuestion("and where?")) == AskedQuestion("and where?")
