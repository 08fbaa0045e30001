"""What moderators can do with their server's articles, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import Article, PublishedDate, Scope, Verdict
from bot.errors import ConflictError, ExpiredError, LimitError
from bot.history import Act, GuildSettings
from bot.library.library import Library
from bot.library.listing import ArticleFilter, ArticleState
from bot.library.moderation import Corrections, Moderation, ModerationLimits
from bot.search.language.concepts import ConceptList
from bot.store.memory import MemoryStore
from bot.store.sql import open_store
from tests.language_data import shipped_concepts

GUILD, OTHER = Scope(7), Scope(8)
SHIPPED = Article(
    "shipped",
    "Heat 2 is Michael Mann's next film.\n\nThe script of Heat 2 was finished in March, Mann said.",
    "Mann's next film",
    published=PublishedDate(2025, 4, 1),
    language="en",
)
NEWS = Article(
    "news",
    "Cameras roll on Heat 2 in August 2026 in Los Angeles, producer Jerry Bruckheimer said.",
    "Heat 2 has a date",
    "The Paper",
    "https://example.com/heat-2",
    PublishedDate(2026, 1, 15),
    "en",
)


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The moment that it stands at."""
        return self.now

    def today(self) -> date:
        """Its day."""
        return self.now.date()


class MemberDeskProtocol:
    """A library with its moderation, over one database."""

    def __init__(self, library: Library, moderation: Moderation, clock: Clock) -> None:
        self.library = library
        self.moderation = moderation
        self.clock = clock

    async def quoted(self, scope: Scope = GUILD) -> list[str]:
        """The ids of the articles that answer when filming starts."""
        answer = await self.library.ask_text("When do cameras roll on Heat 2?", scope, date(2026, 3, 1))
        return [excerpt.article.id for excerpt in answer.excerpts if answer.verdict is Verdict.ANSWER]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[MemberDeskProtocol]:
    """A server's articles in a SQLite file, with one shipped article and small limits."""
    clock = Clock()
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}", clock=clock)
    library = Library([SHIPPED], store, shipped_concepts(), clock.today)
    yield MemberDeskProtocol(
        library, Moderation(library, store, ModerationLimits(additions_per_hour=3, articles=4), clock), clock
    )
    await store.close()


async def test_what_is_published_is_found_by_the_next_question_of_its_server_alone(desk: MemberDeskProtocol) -> None:
    """Publishing needs no restart, and no other server sees it."""
    assert "news" not in await desk.quoted()
    event = await desk.moderation.publish(NEWS, GUILD, "1")
    assert (event.act, event.article, event.by) == (Act.ADDED, NEWS, "1")
    assert (await desk.quoted())[0] == "news"
    assert "news" not in await desk.quoted(OTHER)


async def test_a_removed_article_is_out_of_the_next_answer_and_comes_back(desk: MemberDeskProtocol) -> None:
    """Removing works at once, restoring too, and neither can be done twice."""
    await desk.moderation.publish(NEWS, GUILD, "1")
    await desk.quoted()
    await desk.moderation.remove("news", GUILD, "2")
    assert "news" not in await desk.quoted()
    with pytest.raises(ConflictError, match="not there any more"):
        await desk.moderation.remove("news", GUILD, "2")
    await desk.moderation.restore("news", GUILD, "1")
    assert "news" in await desk.quoted()
    with pytest.raises(ConflictError, match="not removed"):
        await desk.moderation.restore("news", GUILD, "1")


async def test_a_hidden_article_is_hidden_for_one_server(desk: MemberDeskProtocol) -> None:
    """What ships can be hidden and shown again by each server for itself; its own cannot be hidden."""
    await desk.moderation.hide("shipped", GUILD, "1")
    assert await desk.library.articles(GUILD) == []
    assert await desk.library.articles(OTHER) == [SHIPPED]
    assert [each.state for each in await desk.moderation.list_articles(GUILD)] == [ArticleState.HIDDEN]
    with pytest.raises(ConflictError, match="hidden here already"):
        await desk.moderation.hide("shipped", GUILD, "1")
    await desk.moderation.unhide("shipped", GUILD, "1")
    assert await desk.library.articles(GUILD) == [SHIPPED]
    with pytest.raises(ConflictError, match="not hidden"):
        await desk.moderation.unhide("shipped", GUILD, "1")
    await desk.moderation.publish(NEWS, GUILD, "1")
    with pytest.raises(ConflictError, match="not hidden but removed"):
        await desk.moderation.hide("news", GUILD, "1")


async def test_of_two_who_edit_the_same_the_second_is_told_and_nothing_is_lost(desk: MemberDeskProtocol) -> None:
    """An edit of a state that is no longer there is refused and names who was faster."""
    await desk.moderation.publish(NEWS, GUILD, "1")
    fixed = replace(Corrections.from_article(NEWS), title="Fixed", published=PublishedDate(2026, 1))
    event = await desk.moderation.edit("news", fixed, 1, GUILD, "1")
    assert (event.before, event.article.title, event.article.text) == (NEWS, "Fixed", NEWS.text)
    with pytest.raises(ConflictError, match="meanwhile") as caught:
        await desk.moderation.edit("news", replace(fixed, title="Other"), 1, GUILD, "2")
    assert caught.value.by == "1"
    assert (await desk.moderation.own_article("news", GUILD)).article.title == "Fixed"
    with pytest.raises(ConflictError, match="Nothing is different"):
        await desk.moderation.edit("news", fixed, 2, GUILD, "2")
    with pytest.raises(ConflictError, match="not there"):
        await desk.moderation.edit("news", fixed, 1, OTHER, "2")


async def test_the_same_article_at_the_same_moment_is_kept_once(desk: MemberDeskProtocol) -> None:
    """Two who publish the same get one article and one clear answer."""
    results = await asyncio.gather(*(desk.moderation.publish(NEWS, GUILD, by) for by in "12"), return_exceptions=True)
    assert sorted(isinstance(result, ConflictError) for result in results) == [False, True]
    assert await desk.moderation.list_articles(GUILD, ArticleFilter(state=ArticleState.OWN)) == [
        each for each in await desk.moderation.list_articles(GUILD) if each.article == NEWS
    ]
    with pytest.raises(ConflictError, match="there already"):
        await desk.moderation.publish(NEWS, GUILD, "1")


async def test_an_article_of_a_known_address_becomes_a_new_revision(desk: MemberDeskProtocol) -> None:
    """The same page read again replaces what was read before; the preview says so."""
    await desk.moderation.publish(NEWS, GUILD, "1")
    again = replace(NEWS, id="news-2", text=NEWS.text + " It will take months.")
    preview = await desk.moderation.preview(again, GUILD)
    assert preview.replaces == NEWS
    assert preview.similar == ()
    event = await desk.moderation.publish(again, GUILD, "2")
    assert (event.act, event.article.id, event.before) == (Act.EDITED, "news", NEWS)


async def test_a_preview_shows_what_would_be_kept(desk: MemberDeskProtocol) -> None:
    """Passages, furniture and articles with much of the same text."""
    copy = replace(SHIPPED, id="copy", title="Copied", text=f"{SHIPPED.text}\n\nSubscribe to our newsletter")
    preview = await desk.moderation.preview(copy, GUILD)
    assert [passage.text for passage in preview.passages] == SHIPPED.text.split("\n\n")
    assert [passage.text for passage in preview.furniture] == ["Subscribe to our newsletter"]
    assert [(each.article, each.share) for each in preview.similar] == [(SHIPPED, 1.0)]


async def test_a_preview_of_megabytes_leaves_the_bot_to_others() -> None:
    """While it is made, other servers' interactions go on."""
    store = MemoryStore()
    moderation = Moderation(Library([SHIPPED], store, ConceptList()), store)
    making = asyncio.create_task(moderation.preview(Article("long", "A. " * 100_000), GUILD))
    turns = 0
    while not making.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 100


async def test_limits_are_said_clearly(desk: MemberDeskProtocol) -> None:
    """So many an hour for one moderator, so many in all; time and removals make room, and a new version needs none."""
    for number in range(3):
        await desk.moderation.publish(replace(NEWS, id=f"n{number}", url=""), GUILD, "1")
    with pytest.raises(LimitError, match="3 articles within an hour"):
        await desk.moderation.publish(replace(NEWS, id="n3", url=""), GUILD, "1")
    await desk.moderation.publish(replace(NEWS, id="n3", url=""), GUILD, "2")
    desk.clock.now += timedelta(hours=1)
    with pytest.raises(LimitError, match="remove some first"):
        await desk.moderation.publish(replace(NEWS, id="n4", url=""), GUILD, "1")
    assert (await desk.moderation.publish(replace(NEWS, id="n3", url="", title="T"), GUILD, "1")).act is Act.EDITED
    await desk.moderation.remove("n0", GUILD, "1")
    await desk.moderation.publish(replace(NEWS, id="n4", url=""), GUILD, "1")


async def test_undoing_goes_back_step_by_step_whoever_did_it(desk: MemberDeskProtocol) -> None:
    """Each undo takes back the last change that still stands; at the end nothing is left to undo."""
    fixed = replace(Corrections.from_article(NEWS), title="Fixed")
    await desk.moderation.publish(NEWS, GUILD, "1")
    await desk.moderation.edit("news", fixed, 1, GUILD, "2")
    await desk.moderation.remove("news", GUILD, "3")
    await desk.moderation.hide("shipped", GUILD, "3")
    seen = []
    while last := await desk.moderation.last_undoable_event(GUILD):
        undone = await desk.moderation.undo(last.number, GUILD, "9")
        assert undone.undoes == last.number
        own = await desk.moderation.list_articles(GUILD, ArticleFilter(state=ArticleState.OWN))
        seen.append((last.act, [each.article.title for each in own]))
    assert seen == [(Act.HIDDEN, []), (Act.REMOVED, ["Fixed"]), (Act.EDITED, [NEWS.title]), (Act.ADDED, [])]
    assert await desk.library.articles(GUILD) == [SHIPPED]
    assert len(await desk.moderation.history(GUILD)) == 8


async def test_a_restored_and_an_unhidden_article_can_be_undone_too(desk: MemberDeskProtocol) -> None:
    """Undoing brings back what was before, whatever was done."""
    await desk.moderation.publish(NEWS, GUILD, "1")
    await desk.moderation.remove("news", GUILD, "1")
    event = await desk.moderation.restore("news", GUILD, "1")
    await desk.moderation.undo(event.number, GUILD, "1")
    assert await desk.library.articles(GUILD) == [SHIPPED]
    await desk.moderation.hide("shipped", GUILD, "1")
    event = await desk.moderation.unhide("shipped", GUILD, "1")
    await desk.moderation.undo(event.number, GUILD, "1")
    assert await desk.library.articles(GUILD) == []


async def test_undoing_what_is_no_longer_last_is_refused(desk: MemberDeskProtocol) -> None:
    """Who confirmed to undo one change does not undo another that came in between."""
    first = await desk.moderation.publish(NEWS, GUILD, "1")
    await desk.moderation.remove("news", GUILD, "2")
    with pytest.raises(ConflictError, match="meanwhile"):
        await desk.moderation.undo(first.number, GUILD, "1")
    assert await desk.moderation.last_undoable_event(OTHER) is None
    with pytest.raises(ConflictError):
        await desk.moderation.undo(1, OTHER, "1")


async def test_a_draft_is_its_makers_in_its_server(desk: MemberDeskProtocol) -> None:
    """Nobody else can see, change or drop it, nor can they in another server."""
    key = await desk.moderation.save_draft(NEWS, GUILD, "1")
    assert await desk.moderation.draft(key, GUILD, "1") == NEWS
    for scope, by in ((GUILD, "2"), (OTHER, "1")):
        with pytest.raises(ExpiredError):
            await desk.moderation.draft(key, scope, by)
        with pytest.raises(ExpiredError):
            await desk.moderation.delete_draft(key, scope, by)
    await desk.moderation.delete_draft(key, GUILD, "1")
    with pytest.raises(ExpiredError):
        await desk.moderation.draft(key, GUILD, "1")


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (ArticleFilter(), ["news", "shipped"]),
        (ArticleFilter("PAPER date"), ["news"]),
        (ArticleFilter("example"), ["news"]),
        (ArticleFilter("paper script"), []),
        (ArticleFilter(language="de"), []),
        (ArticleFilter(since=date(2026, 1, 1)), ["news"]),
        (ArticleFilter(until=date(2025, 12, 31)), ["shipped"]),
        (ArticleFilter(added_by="1"), ["news"]),
        (ArticleFilter(added_by="2"), []),
        (ArticleFilter(state=ArticleState.REMOVED), ["gone"]),
        (ArticleFilter(state=ArticleState.EVERYONES), ["shipped"]),
    ],
)
async def test_the_list_can_be_filtered(desk: MemberDeskProtocol, wanted: ArticleFilter, ids: list[str]) -> None:
    """By words, language, date, who added it and where it stands; the newest first."""
    await desk.moderation.publish(NEWS, GUILD, "1")
    await desk.moderation.publish(replace(NEWS, id="gone", url="", title="Gone"), GUILD, "1")
    await desk.moderation.remove("gone", GUILD, "1")
    assert [each.article.id for each in await desk.moderation.list_articles(GUILD, wanted)] == ids


async def test_one_article_of_the_list_is_found_by_its_id(desk: MemberDeskProtocol) -> None:
    """Removed ones too; those of other servers never."""
    await desk.moderation.publish(NEWS, GUILD, "1")
    await desk.moderation.remove("news", GUILD, "1")
    assert (await desk.moderation.find_by_digest("news", GUILD, str)).state is ArticleState.REMOVED
    assert (await desk.moderation.find_by_digest("shipped", GUILD, str)).state is ArticleState.EVERYONES
    with pytest.raises(ConflictError):
        await desk.moderation.find_by_digest("news", OTHER, str)


async def test_unanswered_questions_are_kept_only_where_that_is_wanted(desk: MemberDeskProtocol) -> None:
    """Without the setting nothing is kept; outside of servers never."""
    await desk.moderation.record_unanswered("who  composes\nit", GUILD)
    await desk.moderation.set_settings(GUILD, GuildSettings(keeps_unanswered=True))
    await desk.moderation.record_unanswered("who  composes\nit", GUILD)
    await desk.moderation.record_unanswered("who composes it", Scope())
    assert [(each.question, each.times) for each in await desk.moderation.unanswered(GUILD)] == [("who composes it", 1)]
    assert await desk.moderation.unanswered(Scope()) == []


async def test_a_server_is_forgotten_thirty_days_after_it_was_left(desk: MemberDeskProtocol) -> None:
    """Not a day sooner, and not when the bot came back in time."""
    for scope in (GUILD, OTHER):
        await desk.moderation.publish(NEWS, scope, "1")
        await desk.moderation.mark_left(scope)
    desk.clock.now += timedelta(days=29)
    assert await desk.moderation.servers_to_erase() == []
    await desk.moderation.mark_joined(OTHER)
    desk.clock.now += timedelta(days=2)
    assert await desk.moderation.servers_to_erase() == [GUILD]
    await desk.moderation.erase(GUILD)
    assert await desk.library.articles(GUILD) == [SHIPPED]
    assert NEWS in await desk.library.articles(OTHER)
    assert await desk.moderation.servers_to_erase() == []
