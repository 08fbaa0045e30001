"""The use cases of moderators, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain import Act, Article, PublishedDate, Scope, Verdict
from bot.errors import AnalysisError, ConflictError, ExpiredError, LimitError
from bot.library.analysis.service import AnalysisLimits
from bot.library.articles.corrections import Corrections
from bot.library.articles.listing import ArticleFilter, ArticleState
from bot.library.articles.moderation import MAX_JUDGED_LENGTH, Moderation, ModerationLimits
from bot.library.engines.engine_cache import SearchLimits
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from bot.store.memory import MemoryStore
from bot.store.sql import open_store
from tests.articles import make_article
from tests.clocks import Clock
from tests.language_data import shipped_concepts

GUILD, OTHER = Scope(7), Scope(8)
SHIPPED = make_article(
    "shipped",
    "Heat 2 is Michael Mann's next film.\n\nThe script of Heat 2 was finished in March, Mann said.",
    "2025-04-01",
    title="Mann's next film",
)
NEWS = make_article(
    "news",
    "Cameras roll on Heat 2 in August 2026 in Los Angeles, producer Jerry Bruckheimer said.",
    "2026-01-15",
    title="Heat 2 has a date",
    publisher="The Paper",
    url="https://example.com/heat-2",
)


class Setup:
    """A library and its moderation over one database."""

    def __init__(self, library: Library, moderation: Moderation, clock: Clock) -> None:
        self.library = library
        self.moderation = moderation
        self.clock = clock

    async def quoted(self, scope: Scope = GUILD) -> list[str]:
        """Return the ids of the articles that answer when filming starts."""
        answer = await self.library.ask_text("When do cameras roll on Heat 2?", scope, date(2026, 3, 1))
        return [excerpt.article.id for excerpt in answer.excerpts if answer.verdict is Verdict.ANSWER]


@pytest.fixture
async def setup(tmp_path: Path) -> AsyncIterator[Setup]:
    """A server's articles in a SQLite file, with one shipped article and small limits."""
    clock = Clock()
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}", clock=clock)
    library = Library([SHIPPED], store, shipped_concepts(), clock.today)
    yield Setup(library, Moderation(library, store, ModerationLimits(additions_per_hour=3, articles=4), clock), clock)
    await store.close()


async def test_a_published_article_is_found_by_the_next_question_of_its_server_only(setup: Setup) -> None:
    """A published article answers the next question of its server, without a restart, and of no other server."""
    assert "news" not in await setup.quoted()
    event = await setup.moderation.publish(NEWS, GUILD, "1")
    assert (event.act, event.article, event.by) == (Act.ADDED, NEWS, "1")
    assert (await setup.quoted())[0] == "news"
    assert "news" not in await setup.quoted(OTHER)


async def test_a_removed_article_is_in_no_answer_until_it_is_restored(setup: Setup) -> None:
    """Removing and restoring affect the next answer, and neither can be done twice."""
    await setup.moderation.publish(NEWS, GUILD, "1")
    await setup.quoted()
    await setup.moderation.remove("news", GUILD, "2")
    assert "news" not in await setup.quoted()
    with pytest.raises(ConflictError, match="no longer exists"):
        await setup.moderation.remove("news", GUILD, "2")
    await setup.moderation.restore("news", GUILD, "1")
    assert "news" in await setup.quoted()
    with pytest.raises(ConflictError, match="not removed"):
        await setup.moderation.restore("news", GUILD, "1")


async def test_a_hidden_article_is_hidden_for_one_server(setup: Setup) -> None:
    """A server can hide a shipped article for itself and show it again; it cannot hide its own articles."""
    await setup.moderation.hide("shipped", GUILD, "1")
    assert await setup.library.articles(GUILD) == []
    assert await setup.library.articles(OTHER) == [SHIPPED]
    assert [each.state for each in await setup.moderation.articles.list_articles(GUILD)] == [ArticleState.HIDDEN]
    with pytest.raises(ConflictError, match="already hidden here"):
        await setup.moderation.hide("shipped", GUILD, "1")
    await setup.moderation.unhide("shipped", GUILD, "1")
    assert await setup.library.articles(GUILD) == [SHIPPED]
    with pytest.raises(ConflictError, match="not hidden"):
        await setup.moderation.unhide("shipped", GUILD, "1")
    await setup.moderation.publish(NEWS, GUILD, "1")
    with pytest.raises(ConflictError, match="not hidden but removed"):
        await setup.moderation.hide("news", GUILD, "1")


async def test_the_second_of_two_edits_of_one_revision_is_refused(setup: Setup) -> None:
    """An edit of an outdated revision is refused, and the error names who changed the article."""
    await setup.moderation.publish(NEWS, GUILD, "1")
    fixed = Corrections("Fixed", NEWS.publisher, NEWS.url, PublishedDate(2026, 1), NEWS.language)
    event = await setup.moderation.edit("news", fixed, 1, GUILD, "1")
    assert (event.before, event.article.title, event.article.text) == (NEWS, "Fixed", NEWS.text)
    with pytest.raises(ConflictError, match="meanwhile") as caught:
        await setup.moderation.edit("news", replace(fixed, title="Other"), 1, GUILD, "2")
    assert caught.value.by == "1"
    assert (await setup.moderation.articles.own_article("news", GUILD)).article.title == "Fixed"
    with pytest.raises(ConflictError, match="Nothing is different"):
        await setup.moderation.edit("news", fixed, 2, GUILD, "2")
    with pytest.raises(ConflictError, match="no longer exists"):
        await setup.moderation.edit("news", fixed, 1, OTHER, "2")


async def test_an_article_that_is_published_twice_at_once_is_stored_once(setup: Setup) -> None:
    """If two moderators publish the same article at once, one succeeds and the other gets a ConflictError."""
    results = await asyncio.gather(*(setup.moderation.publish(NEWS, GUILD, by) for by in "12"), return_exceptions=True)
    assert sorted(isinstance(result, ConflictError) for result in results) == [False, True]
    assert await setup.moderation.articles.list_articles(GUILD, ArticleFilter(state=ArticleState.OWN)) == [
        each for each in await setup.moderation.articles.list_articles(GUILD) if each.article == NEWS
    ]
    with pytest.raises(ConflictError, match="already there"):
        await setup.moderation.publish(NEWS, GUILD, "1")


async def test_an_article_of_a_known_address_becomes_a_new_revision(setup: Setup) -> None:
    """An article of a known address replaces the known one, and the preview shows that."""
    await setup.moderation.publish(NEWS, GUILD, "1")
    again = replace(NEWS, id="news-2", text=NEWS.text + " It will take months.")
    preview = await setup.moderation.preview(again, GUILD)
    assert preview.replaces == NEWS
    assert preview.similar == ()
    event = await setup.moderation.publish(again, GUILD, "2")
    assert (event.act, event.article.id, event.before) == (Act.EDITED, "news", NEWS)


async def test_a_preview_shows_what_would_be_published(setup: Setup) -> None:
    """A preview has passages, boilerplate and similar articles."""
    copy = replace(SHIPPED, id="copy", title="Copied", text=f"{SHIPPED.text}\n\nSubscribe to our newsletter")
    preview = await setup.moderation.preview(copy, GUILD)
    assert [passage.text for passage in preview.passages] == SHIPPED.text.split("\n\n")
    assert [passage.text for passage in preview.boilerplate] == ["Subscribe to our newsletter"]
    assert [(each.article, each.share) for each in preview.similar] == [(SHIPPED, 1.0)]


async def test_a_preview_of_megabytes_does_not_block_the_event_loop() -> None:
    """While a long article's preview is made, the event loop runs other tasks."""
    store = MemoryStore()
    moderation = Moderation(Library([SHIPPED], store, ConceptList()), store)
    making = asyncio.create_task(moderation.preview(Article("long", "A. " * 100_000), GUILD))
    turns = 0
    while not making.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 100


@pytest.mark.parametrize(
    ("title", "text", "is_about"),
    [
        ("Mann on set", "Cameras roll in August, Michael Mann said.", True),
        ("Heat 2 has a date", "Cameras roll in August.", True),
        ("Onion soup", "Cut the onions into rings.\n\nFry them in butter until they are brown.", False),
        ("Heat at 30", "Heat (1995) was shot in Los Angeles.\n\nVal Kilmer trained for the bank robbery.", False),
        ("Dune 3", "Dune: Part Three starts filming in summer.\n\nDenis Villeneuve directs it.", False),
    ],
)
async def test_an_article_about_something_else_is_recognized(
    setup: Setup, title: str, text: str, is_about: bool
) -> None:
    """An article seems to be about the film if a passage is: not one on the film of 1995, another film or a soup."""
    assert await setup.moderation.seems_about_film(Article("a", text, title, language="en"), GUILD) is is_about


async def test_an_article_that_cannot_be_judged_seems_about_the_film(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that is too long, fails to be analysed or takes too long is not said to be about something else."""
    soup = Article("a", "Cut the onions into rings.\n\nFry them in butter.", "Onion soup", language="en")
    long = replace(soup, text=soup.text * 1_000)
    assert len(long.text) > MAX_JUDGED_LENGTH
    assert await setup.moderation.seems_about_film(long, GUILD)
    limits = SearchLimits(analysis=AnalysisLimits(small_article=0))
    ended = Library([], store := MemoryStore(), shipped_concepts(), limits=limits)
    ended.close()
    with pytest.raises(AnalysisError):
        await ended.has_passage_about_film(soup, GUILD)
    assert await Moderation(ended, store).seems_about_film(soup, GUILD)
    assert not await setup.moderation.seems_about_film(soup, GUILD)
    monkeypatch.setattr("bot.library.articles.moderation.JUDGE_SECONDS", 0)
    assert await setup.moderation.seems_about_film(soup, GUILD)


async def test_limits_of_additions_and_articles(setup: Setup) -> None:
    """Additions are limited per moderator and hour and per server; new versions of articles are not."""
    for number in range(3):
        await setup.moderation.publish(replace(NEWS, id=f"n{number}", url=""), GUILD, "1")
    with pytest.raises(LimitError, match="3 articles within an hour"):
        await setup.moderation.publish(replace(NEWS, id="n3", url=""), GUILD, "1")
    await setup.moderation.publish(replace(NEWS, id="n3", url=""), GUILD, "2")
    setup.clock.now += timedelta(hours=1)
    with pytest.raises(LimitError, match="remove some first"):
        await setup.moderation.publish(replace(NEWS, id="n4", url=""), GUILD, "1")
    assert (await setup.moderation.publish(replace(NEWS, id="n3", url="", title="T"), GUILD, "1")).act is Act.EDITED
    await setup.moderation.remove("n0", GUILD, "1")
    await setup.moderation.publish(replace(NEWS, id="n4", url=""), GUILD, "1")


async def test_undo_goes_back_step_by_step(setup: Setup) -> None:
    """Each undo reverts the last change that was not undone, whoever made it, until none is left."""
    fixed = Corrections("Fixed", NEWS.publisher, NEWS.url, NEWS.published, NEWS.language)
    await setup.moderation.publish(NEWS, GUILD, "1")
    await setup.moderation.edit("news", fixed, 1, GUILD, "2")
    await setup.moderation.remove("news", GUILD, "3")
    await setup.moderation.hide("shipped", GUILD, "3")
    seen = []
    while last := await setup.moderation.last_undoable(GUILD):
        (undone,) = await setup.moderation.undo(last[0].number, GUILD, "9")
        assert undone.undoes == last[0].number
        own = await setup.moderation.articles.list_articles(GUILD, ArticleFilter(state=ArticleState.OWN))
        seen.append((last[0].act, [each.article.title for each in own]))
    assert seen == [(Act.HIDDEN, []), (Act.REMOVED, ["Fixed"]), (Act.EDITED, [NEWS.title]), (Act.ADDED, [])]
    assert await setup.library.articles(GUILD) == [SHIPPED]
    assert len(await setup.moderation.history(GUILD)) == 8


async def test_a_restored_and_an_unhidden_article_can_be_undone_too(setup: Setup) -> None:
    """Undo also reverts a restore and an unhide."""
    await setup.moderation.publish(NEWS, GUILD, "1")
    await setup.moderation.remove("news", GUILD, "1")
    event = await setup.moderation.restore("news", GUILD, "1")
    await setup.moderation.undo(event.number, GUILD, "1")
    assert await setup.library.articles(GUILD) == [SHIPPED]
    await setup.moderation.hide("shipped", GUILD, "1")
    event = await setup.moderation.unhide("shipped", GUILD, "1")
    await setup.moderation.undo(event.number, GUILD, "1")
    assert await setup.library.articles(GUILD) == []


async def test_undo_of_a_change_that_is_no_longer_last_is_refused(setup: Setup) -> None:
    """An undo is refused if another change was made after the one to undo."""
    first = await setup.moderation.publish(NEWS, GUILD, "1")
    await setup.moderation.remove("news", GUILD, "2")
    with pytest.raises(ConflictError, match="meanwhile"):
        await setup.moderation.undo(first.number, GUILD, "1")
    assert await setup.moderation.last_undoable(OTHER) == []
    with pytest.raises(ConflictError):
        await setup.moderation.undo(1, OTHER, "1")


async def test_a_draft_belongs_to_its_author_and_server(setup: Setup) -> None:
    """A draft can be read and deleted only by its author and only in its server."""
    key = await setup.moderation.save_draft(NEWS, GUILD, "1")
    assert await setup.moderation.draft(key, GUILD, "1") == NEWS
    for scope, by in ((GUILD, "2"), (OTHER, "1")):
        with pytest.raises(ExpiredError):
            await setup.moderation.draft(key, scope, by)
        with pytest.raises(ExpiredError):
            await setup.moderation.delete_draft(key, scope, by)
    await setup.moderation.delete_draft(key, GUILD, "1")
    with pytest.raises(ExpiredError):
        await setup.moderation.draft(key, GUILD, "1")


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
        (ArticleFilter(state=ArticleState.SHARED), ["shipped"]),
    ],
)
async def test_the_list_can_be_filtered(setup: Setup, wanted: ArticleFilter, ids: list[str]) -> None:
    """The list can be filtered by words, language, date, author and state; the newest comes first."""
    await setup.moderation.publish(NEWS, GUILD, "1")
    await setup.moderation.publish(replace(NEWS, id="gone", url="", title="Gone"), GUILD, "1")
    await setup.moderation.remove("gone", GUILD, "1")
    assert [each.article.id for each in await setup.moderation.articles.list_articles(GUILD, wanted)] == ids


async def test_a_listed_article_is_found_by_the_digest_of_its_id(setup: Setup) -> None:
    """The lookup finds removed articles and everyone's, and never those of other servers."""
    await setup.moderation.publish(NEWS, GUILD, "1")
    await setup.moderation.remove("news", GUILD, "1")
    assert (await setup.moderation.articles.find_by_digest("news", GUILD, str)).state is ArticleState.REMOVED
    assert (await setup.moderation.articles.find_by_digest("shipped", GUILD, str)).state is ArticleState.SHARED
    with pytest.raises(ConflictError):
        await setup.moderation.articles.find_by_digest("news", OTHER, str)
