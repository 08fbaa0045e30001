"""Followed topics: who gets which message, how often, and what ends a follow."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Answer, Article, AskedQuestion, PublishedDate, Scope
from bot.errors import ConflictError, LimitError
from bot.library.articles.moderation import Moderation
from bot.library.follows import MAX_FAILURES, Follower, FollowLimits, Follows, News
from bot.library.library import Library
from bot.store.base import Store
from bot.store.follows import Follow
from bot.store.memory import MemoryStore
from bot.store.sql import open_store
from tests.language_data import shipped_concepts

GUILD = Scope(7)
NEIL = Follower("120000000000000001")
TOPIC = "When does filming start?"
DAY = date(2026, 3, 10)


def plan(key: str, text: str, day: int = 9) -> Article:
    """Return an article about the film, published in March 2026."""
    return Article(key, text, "Heat 2", f"Paper {key}", published=PublishedDate(2026, 3, day), language="en")


OLD = plan("old", "Filming of Heat 2 starts in July 2026, the producer said on Monday.", 1)
NEW = plan("new", "Filming of Heat 2 will start in September 2026, the studio announced on Sunday.")
COPY = plan("copy", OLD.text, 5)
OTHER = plan("other", "Adam Driver joins the cast of Heat 2, the studio announced.")


class CountingLibrary(Library):
    """A library that counts questions."""

    asked = 0

    async def ask(self, question: AskedQuestion) -> Answer:
        """Count and answer."""
        self.asked += 1
        return await super().ask(question)


class Setup:
    """Follows over a store, with a clock that the test moves."""

    def __init__(self, store: Store, limits: FollowLimits = FollowLimits()) -> None:  # noqa: B008 - a frozen value
        self.now = datetime(2026, 3, 10, 12, tzinfo=UTC)
        self.store = store
        self.library = CountingLibrary([OLD], store, shipped_concepts(), lambda: DAY)
        self.follows = Follows(self.library, store, limits, lambda: self.now)

    async def news(self, scope: Scope = GUILD, limit: int = 100) -> list[News]:
        """Return the messages to send now."""
        return [news async for news in self.follows.news(scope, limit)]

    async def quotes(self, scope: Scope = GUILD) -> list[str]:
        """Return the ids of the articles that followers hear of now."""
        return [excerpt.article.id for news in await self.news(scope) for excerpt in news.excerpts]


@pytest.fixture
def setup() -> Setup:
    """Return follows over a store in memory."""
    return Setup(MemoryStore())


async def test_a_follower_is_told_of_new_statements_only(setup: Setup) -> None:
    """Followers hear of a new statement on the topic once; not of a copy of an old one, nor of another topic."""
    await setup.library.add_all([OTHER], GUILD)
    await setup.follows.start(TOPIC, GUILD, NEIL)
    assert await setup.quotes() == []
    await setup.library.add_all([COPY, replace(OTHER, id="o2")], GUILD)
    assert await setup.quotes() == []
    await setup.library.add_all([NEW], GUILD)
    assert await setup.quotes() == ["new"]
    assert await setup.quotes() == []


async def test_a_follower_gets_one_message_a_day(setup: Setup) -> None:
    """Statements added within a day of a message come together in one message after that day."""
    await setup.follows.start(TOPIC, GUILD, NEIL)
    await setup.library.add_all([NEW], EVERYONE)
    assert await setup.quotes() == ["new"]
    later = [
        plan("later", "Filming of Heat 2 starts in October 2026, says Michael Mann.", 10),
        plan("latest", "The start of filming of Heat 2 was moved to Chicago and to November 2026.", 10),
    ]
    for article in later:
        await setup.library.add_all([article], GUILD)
        assert await setup.quotes() == []
    setup.now += timedelta(hours=23)
    assert await setup.quotes() == []
    setup.now += timedelta(hours=2)
    (news,) = await setup.news()
    assert {excerpt.article.id for excerpt in news.excerpts} == {"later", "latest"}


async def test_servers_are_told_of_their_own_and_everyones_articles(setup: Setup) -> None:
    """Only followers in the same server hear of a server's own article."""
    for scope in (GUILD, Scope(8), EVERYONE):
        await setup.follows.start(TOPIC, scope, NEIL)
    await setup.library.add_all([NEW], GUILD)
    assert [await setup.quotes(scope) for scope in (GUILD, Scope(8), EVERYONE)] == [["new"], [], []]


async def test_one_search_serves_hundreds_of_followers(setup: Setup) -> None:
    """Followers of one topic share its search; those beyond a batch get their message the next time, each once."""
    await setup.follows.start(TOPIC, GUILD, NEIL)
    (follow,) = await setup.follows.of_user(NEIL.user)
    for number in range(300):
        await setup.store.follows.add(replace(follow, key=f"{number:016x}", user=str(number), topic=TOPIC.lower()))
    await setup.library.add_all([NEW], GUILD)
    setup.library.asked = 0
    told = [[news.follow.user for news in await setup.news(limit=120)] for _ in range(4)]
    assert [len(each) for each in told] == [120, 120, 61, 0]
    assert len({user for each in told for user in each}) == 301
    assert setup.library.asked == 3
    assert not await setup.follows.is_waiting(GUILD)


async def test_of_two_processes_one_tells(tmp_path: Path) -> None:
    """Each message is claimed by one of two processes, and a restart repeats none."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}"
    one, two = Setup(await open_store(url)), Setup(await open_store(url))
    # Both receive the command, as while one takes the place of the other.
    started = await asyncio.gather(
        *(each.follows.start(TOPIC, GUILD, NEIL) for each in (one, two)), return_exceptions=True
    )
    assert not all(isinstance(each, ConflictError) for each in started)
    await one.library.add_all([NEW], GUILD)
    (follow,) = await two.follows.of_user(NEIL.user)
    first = one.follows.news(GUILD)
    news = await anext(first)
    assert await two.news() == []
    await first.aclose()  # type: ignore[attr-defined]
    assert not await two.store.follows.move(follow, replace(follow, failures=9))
    await one.follows.postpone(news)
    two.now += timedelta(minutes=11)
    assert await two.quotes() == ["new"]
    for setup in (one, two):
        await setup.store.close()


async def test_a_claim_that_is_cancelled_is_undone(setup: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the program ends while a message is claimed, the next process sends it."""
    await setup.follows.start(TOPIC, GUILD, NEIL)
    await setup.library.add_all([NEW], GUILD)
    move, is_moved = setup.store.follows.move, asyncio.Event()

    async def slow_move(follow: Follow, to: Follow) -> bool:
        result = await move(follow, to)
        is_moved.set()
        await asyncio.sleep(0)
        return result

    monkeypatch.setattr(setup.store.follows, "move", slow_move)
    sending = asyncio.create_task(setup.news())
    await is_moved.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert await setup.quotes() == ["new"]


async def test_a_member_who_cannot_be_reached_is_left_alone(setup: Setup) -> None:
    """After some messages in a row that did not arrive the follow ends; one that arrives starts the count again."""
    await setup.follows.start(TOPIC, GUILD, NEIL)
    await setup.library.add_all([NEW], GUILD)
    for failure in range(MAX_FAILURES):
        (news,) = await setup.news()
        assert news.follow.failures == failure
        await setup.follows.failed(news)
        setup.now += timedelta(days=1)
    assert await setup.follows.of_user(NEIL.user) == []
    await setup.follows.start(TOPIC, GUILD, NEIL)
    await setup.library.add_all([replace(NEW, id="n2", text=NEW.text.replace("September", "October"))], GUILD)
    (news,) = await setup.news()
    await setup.follows.failed(news)
    setup.now += timedelta(days=1)
    (news,) = await setup.news()
    await setup.follows.delivered(news)
    assert [follow.failures for follow in await setup.follows.of_user(NEIL.user)] == [0]


async def test_follows_have_limits() -> None:
    """A member, the channels of a server and a server have a maximum number of follows, each topic once."""
    setup = Setup(MemoryStore(), FollowLimits(of_member=3, of_channels=2, of_server=6))
    with pytest.raises(ConflictError, match="not something that articles"):
        await setup.follows.start("hello", GUILD, NEIL)
    await setup.follows.start(TOPIC, GUILD, NEIL)
    with pytest.raises(ConflictError, match="already"):
        await setup.follows.start(f" {TOPIC.upper()}", GUILD, NEIL)
    for topic in ("the cast of Heat 2", "release date"):
        await setup.follows.start(topic, GUILD, NEIL)
    with pytest.raises(LimitError, match="You follow 3 topics"):
        await setup.follows.start("budget of Heat 2", Scope(8), NEIL)
    for channel in (1, 2):
        await setup.follows.start(TOPIC, GUILD, Follower(channel=channel))
    with pytest.raises(LimitError, match="channels of this server follow 2"):
        await setup.follows.start(TOPIC, GUILD, Follower(channel=3))
    await setup.follows.start(TOPIC, GUILD, Follower("9"))
    with pytest.raises(LimitError, match="follow 6 topics together"):
        await setup.follows.start(TOPIC, GUILD, Follower("10"))


async def test_a_topic_of_one_word_can_be_followed(setup: Setup) -> None:
    """A topic that is too vague for a question is looked for among the newest statements."""
    await setup.follows.start("filming", GUILD, NEIL)
    await setup.library.add_all([OTHER], GUILD)
    assert await setup.quotes() == []
    await setup.library.add_all([NEW], GUILD)
    assert await setup.quotes() == ["new"]


@pytest.mark.parametrize(
    ("topic", "text", "language"),
    [
        ("stunt drivers", "Stunt drivers for Heat 2 train at night on a closed runway.", "en"),
        ("Stuntfahrer", "Stunt drivers for Heat 2 train at night on a closed runway.", "en"),
        ("cascadeurs", "Für Heat 2 üben Stuntleute nachts auf einer Landebahn.", "de"),
        ("catering trucks", "The catering trucks of Heat 2 parked for a week in San Pedro.", "en"),
        ("munición", "La armera de Heat 2 entrenó a los actores con munición de fogueo.", "es"),
        ("orchestra", "Un orchestre de Vienne enregistre la musique de Heat 2 à huis clos.", "fr"),
        ("elicotteri", "Heat 2 è girato con due elicotteri, dice il produttore.", "it"),
    ],
)
async def test_news_on_a_topic_of_any_words_is_told(setup: Setup, topic: str, text: str, language: str) -> None:
    """A topic that no article mentions can be followed: followers hear of its first statement once, in any language."""
    await setup.follows.start(topic, GUILD, NEIL)
    await setup.library.add_all([OTHER, NEW], GUILD)
    assert await setup.quotes() == []
    await setup.library.add_all([replace(plan("topic", text), language=language)], GUILD)
    assert await setup.quotes() == ["topic"]
    setup.now += timedelta(days=2)
    await setup.library.add_all([replace(plan("again", text, 10), language=language)], GUILD)
    assert await setup.quotes() == []


async def test_an_edit_is_news_if_it_states_something_new(setup: Setup) -> None:
    """A follower hears of a statement that an edit has added, and not of other titles, dates or spelling."""
    own = replace(OTHER, text=f"{OTHER.text}\n\nThe crew of Heat 2 prepares for the begining of filming.")
    await setup.library.add_all([own], GUILD)
    await setup.follows.start(TOPIC, GUILD, NEIL)
    retitled = replace(own, title="Cast of Heat 2", published=PublishedDate(2026, 3, 10))
    respelt = replace(retitled, text=own.text.replace("begining", "beginning"))
    for edited in (retitled, respelt):
        await setup.library.add_all([edited], GUILD)
        assert await setup.quotes() == []
    await setup.library.add_all([replace(respelt, text=f"{respelt.text}\n\n{NEW.text}")], GUILD)
    assert await setup.quotes() == ["other"]
    setup.now += timedelta(days=2)
    later = NEW.text.replace("September", "October")
    await setup.library.add_all([replace(respelt, text=f"{respelt.text}\n\n{later}")], GUILD)
    (news,) = await setup.news()
    assert "October" in "".join(span.of(news.excerpts[0].article.text) for span in news.excerpts[0].slices)


async def test_what_is_brought_back_is_no_news(setup: Setup) -> None:
    """A follower is not told of an article that is restored, shown again, or set back by undo."""
    moderation = Moderation(setup.library, setup.store)
    await setup.library.add_all([NEW], GUILD)
    await setup.library.add_all([replace(NEW, id="n2", text=NEW.text.replace("September", "October"))], EVERYONE)
    await setup.follows.start(TOPIC, GUILD, NEIL)
    await moderation.remove("new", GUILD, "5")
    await moderation.hide("n2", GUILD, "5")
    assert await setup.quotes() == []
    await moderation.restore("new", GUILD, "5")
    await moderation.unhide("n2", GUILD, "5")
    assert await setup.quotes() == []
    edited = await moderation.revise(replace(NEW, text="Heat 2 is a film."), 3, GUILD, "5")
    assert await setup.quotes() == []
    await moderation.undo(edited.number, GUILD, "5")
    assert await setup.quotes() == []


async def test_an_edit_of_a_shipped_article_is_compared_with_its_file(setup: Setup) -> None:
    """An edit of a shipped article by the operator is news only for what its file does not state."""
    await setup.follows.start(TOPIC, GUILD, NEIL)
    await setup.library.add_all([replace(OLD, title="A title")], EVERYONE)
    assert await setup.quotes() == []
    await setup.library.add_all([replace(OLD, text=NEW.text)], EVERYONE)
    assert await setup.quotes() == ["old"]
