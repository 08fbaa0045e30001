"""Dead links: what counts, how often a link is tried, and what moderators see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import EVERYONE, Article, Scope
from bot.library.articles.dead_links import MAX_PER_HOST, MAX_PER_RUN, LinkCheck
from bot.library.articles.moderation import Moderation
from bot.library.library import Library
from bot.store.base import Store
from bot.store.links import Link
from bot.store.memory import MemoryStore
from tests.language_data import shipped_concepts
from tests.store.conftest import Opener

GUILD = Scope(7)
SHIPPED = Article("shipped", "A text.", url="https://a.example.com/shipped")
OWN = Article("own", "A text.", url="https://b.example.com/own")
OTHER = Article("other", "A text.", url="https://c.example.com/other")
PLAIN = Article("plain", "A text.")


class Web:
    """A web whose pages can vanish, and the addresses that were tried."""

    def __init__(self) -> None:
        self.states: dict[str, bool | None] = {}
        self.tried: list[str] = []

    async def probe(self, address: str) -> bool | None:
        """Return whether the page has vanished."""
        self.tried.append(address)
        return self.states.get(address, False)


class Setup:
    """Links over a store, with a clock that the test moves."""

    def __init__(self, store: Store) -> None:
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.web = Web()
        self.library = Library([SHIPPED], store, shipped_concepts())
        self.check = LinkCheck(self.library, store, self.web.probe, lambda: self.now)
        self.moderation = Moderation(self.library, store)

    async def after(self, days: int) -> list[str]:
        """Try links this many days later, and return the ids of articles whose links are shown as dead."""
        self.now += timedelta(days=days)
        await self.check.run()
        return sorted(each.article.id for each in await self.moderation.articles.list_all(GUILD) if each.is_link_dead)


async def test_a_link_is_dead_after_two_tries_days_apart(new_store: Opener) -> None:
    """A link that has led nowhere is tried again some days later, and then shown; a month later it may be back."""
    setup = Setup(await new_store())
    await setup.library.add_all([OWN, PLAIN], GUILD)
    await setup.library.add_all([OTHER], Scope(8))
    setup.web.states = {OWN.url: True, SHIPPED.url: True, OTHER.url: None}
    assert await setup.after(0) == []
    assert sorted(setup.web.tried) == [SHIPPED.url, OWN.url, OTHER.url]
    assert await setup.after(1) == []
    assert len(setup.web.tried) == 3
    assert await setup.after(2) == ["own", "shipped"]
    assert await setup.after(5) == ["own", "shipped"]
    assert len(setup.web.tried) == 5
    setup.web.states[OWN.url] = False
    assert await setup.after(30) == ["shipped"]


async def test_an_edited_link_is_another_one(new_store: Opener) -> None:
    """An article whose address was corrected is tried again, and not shown as dead."""
    setup = Setup(await new_store())
    await setup.library.add_all([OWN], GUILD)
    setup.web.states = {OWN.url: True}
    await setup.after(0)
    assert await setup.after(3) == ["own"]
    await setup.library.add_all([replace(OWN, url="https://b.example.com/new")], GUILD)
    assert await setup.after(0) == []
    assert setup.web.tried[-1] == "https://b.example.com/new"
    await setup.library.store.erase(GUILD)
    assert await setup.library.store.links.known(GUILD) == []


async def test_a_site_is_not_tried_often() -> None:
    """Of many links, few of each site and few altogether are tried at once; the others follow."""
    setup = Setup(MemoryStore())
    many = [replace(OWN, id=f"{n}", url=f"https://{n % 12}.example.com/{n}") for n in range(60)]
    await setup.library.add_all(many, EVERYONE)
    await setup.check.run()
    assert len(setup.web.tried) == MAX_PER_RUN
    hosts = [address.split("/")[2] for address in setup.web.tried]
    assert max(map(hosts.count, hosts)) <= MAX_PER_HOST
    for _ in range(3):
        await setup.check.run()
    assert len(set(setup.web.tried)) == len(setup.web.tried) == 61
    assert await setup.check.run() == 0


async def test_a_server_with_many_links_leaves_turns_to_others(new_store: Opener) -> None:
    """Links that are due are read from every server by turns, those that wait longest first."""
    store = await new_store()
    setup = Setup(store)
    many = [replace(OWN, id=f"own-{number}", text=f"Text {number}.") for number in range(9)]
    many = [replace(each, url=f"{OWN.url}/{each.id}") for each in many]
    await setup.library.add_all(many, GUILD)
    await setup.library.add_all([OTHER], Scope(8))
    due = [link.article_id for link in await store.links.due(setup.now, 4)]
    assert due == ["own-0", "other", "own-1", "own-2"]
    await store.links.save([Link(GUILD, many[0].id, many[0].url, setup.now)])
    later = setup.now + timedelta(days=40)
    assert [link.article_id for link in await store.links.due(later, 2)] == ["own-1", "other"]
    assert [link.article_id for link in await store.links.due(later, 99)][-1] == "own-0"
