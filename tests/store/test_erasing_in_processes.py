"""A user is erased in one process, and every other one notices."""

from __future__ import annotations

from bot.domain import ERASED_USER, Act, Article, AskedQuestion, PublishedDate, Scope, Write
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from bot.store.sql import open_store

WHO, GUILD = "120000000000000001", Scope(7)
STATED = PublishedDate(2026, 4, 2, evidence=f"stated by a moderator ({WHO})")
ARTICLE = Article("a", "Filming of Heat 2 starts in August, says Michael Mann.", "Filming", published=STATED)


async def test_an_answer_of_another_process_no_longer_names_the_user(database_url: str) -> None:
    """The other process has answered before, and holds the article; its next answer and its history have no id."""
    one, other = await open_store(database_url), await open_store(database_url)
    library = Library((), other, ConceptList([]))
    await one.write([Write(ARTICLE, Act.ADDED, 0)], GUILD, WHO)
    question = AskedQuestion("When does filming of Heat 2 start?", GUILD)
    before = await library.ask(question)
    assert WHO in repr(before)
    await one.erase_user(WHO)
    library.invalidate_revisions()
    after = await library.ask(question)
    assert [each.slices for each in after.excerpts] == [each.slices for each in before.excerpts]
    assert after.excerpts
    assert WHO not in repr(after)
    assert [event.by for event in await other.events(GUILD)] == [ERASED_USER]
    await one.close()
    await other.close()
