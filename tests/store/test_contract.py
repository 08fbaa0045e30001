"""The contract of `Store`, tested on every kind."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import EVERYONE, Act, Article, AskedQuestion, PublishedDate, Scope, Write
from bot.errors import ExpiredError, StoreError
from bot.store.base import Change, Store
from bot.store.database import coordination
from tests.store.conftest import Opener, write_questions

GUILD = Scope(2**62)
ARTICLE = Article(
    id="a-1",
    text="  Heat 2 \u202eis\u2066 on its way…\r\n\r\n**@everyone** 🎬\n",
    title="Ein Titel",
    publisher="Collider",
    url="https://example.com/heat-2?a=1&b=%20",
    published=PublishedDate(2024, 1, inferred=True, evidence="it says “this year”"),
    language="en",
)


async def test_an_article_comes_back_as_it_was_given(store: Store) -> None:
    """Every field of an article, line ends and invisible characters included, is kept exactly."""
    assert await store.add(ARTICLE, EVERYONE, "someone") is Change.ADDED
    assert await store.articles(EVERYONE) == [ARTICLE]


@pytest.mark.parametrize("edtf", ["", "2024", "2024~", "2024-01", "2024-02-29", "0001-01-01"])
async def test_a_date_keeps_its_precision(store: Store, edtf: str) -> None:
    """No missing part of a date is ever filled in."""
    published = PublishedDate.parse(edtf, "as seen")
    await store.add(replace(ARTICLE, published=published), EVERYONE)
    assert (await store.articles(EVERYONE))[0].published == published


async def test_adding_the_same_again_changes_nothing(store: Store) -> None:
    """The same article a second time is unchanged, and the revision stays."""
    await store.add(ARTICLE, EVERYONE)
    before = await store.revision(EVERYONE)
    assert await store.add(ARTICLE, EVERYONE) is Change.UNCHANGED
    assert await store.revision(EVERYONE) == before


@pytest.mark.parametrize(
    "edited",
    [
        replace(ARTICLE, text="Other words."),
        replace(ARTICLE, title=""),
        replace(ARTICLE, published=replace(ARTICLE.published, evidence="another reason")),
        replace(ARTICLE, language="de"),
    ],
)
async def test_other_content_is_a_new_revision(store: Store, edited: Article) -> None:
    """A known id with anything else in it is changed, and only the new content is current."""
    await store.add(ARTICLE, EVERYONE)
    before = await store.revision(EVERYONE)
    assert await store.add(edited, EVERYONE) is Change.CHANGED
    assert await store.articles(EVERYONE) == [edited]
    assert await store.revision(EVERYONE) > before


async def test_going_back_to_earlier_content_is_a_change(store: Store) -> None:
    """An article is compared with its current revision, not with those before."""
    await store.add(ARTICLE, EVERYONE)
    await store.add(replace(ARTICLE, text="Other words."), EVERYONE)
    assert await store.add(ARTICLE, EVERYONE) is Change.CHANGED
    assert await store.articles(EVERYONE) == [ARTICLE]


async def test_scopes_never_see_each_other(store: Store) -> None:
    """The same id in two scopes is two articles, with two revisions."""
    own = replace(ARTICLE, text="Only for us.")
    await store.add(ARTICLE, EVERYONE)
    await store.add(own, GUILD)
    assert await store.articles(EVERYONE) == [ARTICLE]
    assert await store.articles(GUILD) == [own]
    assert await store.articles(Scope(1)) == []
    assert await store.revision(Scope(1)) == 0


async def test_a_change_in_one_scope_leaves_the_revision_of_others(store: Store) -> None:
    """A change in a server leaves the revision of everyone's articles."""
    await store.add(ARTICLE, EVERYONE)
    before = await store.revision(EVERYONE)
    await store.add(ARTICLE, GUILD)
    assert await store.revision(EVERYONE) == before


async def test_articles_come_by_id(store: Store) -> None:
    """Articles are sorted by the code points of their ids, whatever the database's locale."""
    ids = ["b", "A", "ä", "a", "Z", "10", "9"]
    await store.add_all([replace(ARTICLE, id=name) for name in ids], EVERYONE)
    assert [article.id for article in await store.articles(EVERYONE)] == sorted(ids)


async def test_adding_many_returns_a_result_for_each(store: Store) -> None:
    """`add_all` returns one result for each article in order, even if an id occurs more than once."""
    edited = replace(ARTICLE, text="Other words.")
    second = replace(ARTICLE, id="a-2")
    changes = await store.add_all([ARTICLE, ARTICLE, edited, second], EVERYONE)
    assert changes == [Change.ADDED, Change.UNCHANGED, Change.CHANGED, Change.ADDED]
    assert await store.articles(EVERYONE) == [edited, second]


async def test_more_than_a_batch_is_stored(store: Store) -> None:
    """More articles than one statement takes can be added at once."""
    many = [replace(ARTICLE, id=f"{number:05}") for number in range(1_201)]
    assert set(await store.add_all(many, EVERYONE)) == {Change.ADDED}
    assert await store.articles(EVERYONE) == many
    assert set(await store.add_all(many, EVERYONE)) == {Change.UNCHANGED}


async def test_nothing_to_add_changes_nothing(store: Store) -> None:
    """Adding no article changes nothing."""
    assert await store.add_all([], EVERYONE) == []
    assert await store.revision(EVERYONE) == 0


@pytest.mark.parametrize("field", ["id", "title", "publisher", "url", "text"])
@pytest.mark.parametrize("broken", ["a\0b", "a\ud800b"])
async def test_characters_that_cannot_be_stored_are_refused(store: Store, field: str, broken: str) -> None:
    """An article with NUL or an unpaired surrogate is refused, and nothing of the same call is stored."""
    bad = replace(ARTICLE, **{"id": "bad", field: broken})  # type: ignore[arg-type]
    with pytest.raises(StoreError, match=f"The article's {field} holds .* at character 2"):
        await store.add_all([ARTICLE, bad], EVERYONE)
    assert await store.articles(EVERYONE) == []


async def test_the_stamp_changes_with_every_change(store: Store) -> None:
    """The stamp changes with adding, removing, hiding and erasing in any scope, and not with reading."""
    stamps = [await store.stamp()]
    for change in (
        lambda: store.add(ARTICLE, EVERYONE),
        lambda: store.add(ARTICLE, GUILD),
        lambda: store.write([Write(ARTICLE, Act.REMOVED)], GUILD, "1"),
        lambda: store.write([Write(ARTICLE, Act.HIDDEN)], Scope(99), "1"),
        lambda: store.erase(GUILD),
    ):
        await change()
        stamps.append(await store.stamp())
        assert await store.stamp() == stamps[-1]
    assert len(set(stamps)) == 6


async def test_a_question_is_stored_exactly(store: Store) -> None:
    """A question is returned exactly as it was saved, whatever was typed."""
    question = AskedQuestion("Wer spielt mit? \0 \ud800 🎬 @everyone", GUILD, date(2026, 3, 10))
    key = await store.save_question(question)
    assert await store.load_question(key) == question
    assert await store.load_question(await store.save_question(AskedQuestion("When?"))) == AskedQuestion("When?")


async def test_a_question_is_found_before_and_after_it_is_written(store: Store) -> None:
    """A question can be loaded before and after it is written to the database."""
    key = await store.save_question(AskedQuestion("When?", GUILD))
    for _ in range(2):
        assert await store.load_question(key) == AskedQuestion("When?", GUILD)
        await write_questions(store)


async def test_an_erased_servers_question_is_not_written_later(store: Store) -> None:
    """Erasing a server also drops questions that are not written yet."""
    key = await store.save_question(AskedQuestion("When?", GUILD))
    await store.count_unanswered("When?", GUILD)
    await store.erase(GUILD)
    await write_questions(store)
    assert await store.unanswered(GUILD) == []
    with pytest.raises(ExpiredError):
        await store.load_question(key)


async def test_keys_fit_a_button_and_differ(store: Store) -> None:
    """A key has at most 16 letters and digits, and no two are the same."""
    keys = {await store.save_question(AskedQuestion("When?")) for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) <= 16 and key.isascii() and key.isalnum() for key in keys)


@pytest.mark.parametrize("key", ["", "0123456789abcdef", "x" * 5_000, "' OR 1=1 --"])
async def test_an_unknown_key_has_expired(store: Store, key: str) -> None:
    """An unknown key raises an error that says to ask again."""
    with pytest.raises(ExpiredError, match="ask again"):
        await store.load_question(key)


async def test_a_question_is_kept_for_ninety_days(new_store: Opener) -> None:
    """A question can be loaded until one second before ninety days are over."""
    moments = [datetime(2026, 3, 1, tzinfo=UTC)]
    store = await new_store(lambda: moments[-1])
    key = await store.save_question(AskedQuestion("When?"))
    moments.append(moments[0] + timedelta(days=90, seconds=-1))
    assert (await store.load_question(key)).text == "When?"
    moments.append(moments[0] + timedelta(days=90))
    with pytest.raises(ExpiredError):
        await store.load_question(key)


async def test_old_questions_are_dropped_when_new_ones_come(new_store: Opener) -> None:
    """Expired questions are deleted when the next one is written, even if the clock goes back."""
    moments = [datetime(2026, 3, 1, tzinfo=UTC)]
    store = await new_store(lambda: moments[-1])
    key = await store.save_question(AskedQuestion("When?"))
    await write_questions(store)
    moments.append(moments[0] + timedelta(days=91))
    await store.save_question(AskedQuestion("Who?"))
    await write_questions(store)
    moments.append(moments[0])
    with pytest.raises(ExpiredError):
        await store.load_question(key)


async def test_notes_are_kept_by_name(store: Store) -> None:
    """A note is '' before it is set, and the last value afterwards."""
    assert await store.note("commands") == ""
    await store.set_note("commands", "first")
    await store.set_note("commands", "zweitens \0")
    await store.set_note("other", "")
    assert (await store.note("commands"), await store.note("other")) == ("zweitens \0", "")


async def test_a_claim_has_one_holder_until_it_expires(new_store: Opener) -> None:
    """Others get the seconds to wait, the holder can renew the claim, and another name is another claim."""
    store = await new_store()
    assert await store.claim("login 0", "a", 60) == 0
    assert 0 < await store.claim("login 0", "b", 60) <= 60
    assert await store.claim("login 0", "a", 60) == 0
    assert await store.claim("login 1", "b", 60) == 0
    assert await store.claim("login 0", "b", 0) == 0


async def test_one_of_many_simultaneous_claims_succeeds(store: Store) -> None:
    """One of many simultaneous claimants takes the claim."""
    waits = await asyncio.gather(*(store.claim("login", str(number), 60) for number in range(12)))
    assert waits.count(0) == 1


async def test_exclusive_blocks_run_one_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exclusive block ends before the next begins, and the next begins as soon as the claim is released."""
    monkeypatch.setattr(coordination, "CLAIM_POLL_SECONDS", 0.01)
    inside: list[int] = []

    async def enter(number: int) -> None:
        async with coordination.exclusive(store, "sync", 60):
            inside.append(number)
            await asyncio.sleep(0.01)
            assert inside == [number]
            inside.clear()

    await asyncio.gather(*map(enter, range(4)))
