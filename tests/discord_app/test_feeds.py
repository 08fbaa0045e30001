"""Feeds in a server: the commands of moderators, and a proposal from the poll to the published article."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.discord_app.client import Heat2Client
from bot.discord_app.jobs.feed_notifiers import LogFeedNotifier
from bot.discord_app.members import Member, Moderator
from bot.discord_app.replies.components import button
from bot.discord_app.replies.framed import framed
from bot.domain import EVERYONE, Article, FeedContent, FeedEntry, FeedSource, FeedVersion, GuildSettings, PublishedDate
from bot.errors import PageError, PageFault
from bot.library.feeds.polling import DEAD_FAILURES
from bot.library.feeds.readers import FeedReaders
from bot.library.library import Library
from bot.phrases import load
from bot.phrases.messages import page_error
from bot.search.language.concepts import ConceptList
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import ModeratedServer
from tests.discord_app.server import buttons, reply, source, text
from tests.discord_app.small_library import TODAY

ADDRESS = "https://harbor.example.com/feed"
ARTICLE = Article(
    "news",
    "Cameras roll on Heat 2 in August, the producer of Heat 2 said.\n\nThe pier is booked for nine nights.",
    "Cameras roll in August",
    "Harbor Weekly",
    "https://harbor.example.com/cameras",
    PublishedDate(2026, 3, 1),
    "en",
)


class Site:
    """A site with one feed of one article."""

    def __init__(self) -> None:
        self.fault: PageError | None = None
        self.entries = [FeedEntry(ARTICLE.url, ARTICLE.title)]
        self.page: Article | PageError = ARTICLE

    async def read_feed(self, _address: str, _version: FeedVersion) -> FeedContent:
        """Return the feed. Raises PageError."""
        if self.fault:
            raise self.fault
        return FeedContent(ADDRESS, "Harbor Weekly", tuple(self.entries))

    async def find_feed(self, address: str) -> FeedContent:
        """Find the feed. Raises PageError."""
        if "harbor" not in address:
            raise page_error(PageFault.NO_FEED)
        return await self.read_feed(address, FeedVersion())

    async def read_article(self, _address: str) -> Article:
        """Return the article. Raises PageError."""
        if isinstance(self.page, PageError):
            raise self.page
        return self.page


@pytest.fixture
def site() -> Site:
    """The only site on the web."""
    return Site()


@pytest.fixture
def new_bot(library: Library, concepts: ConceptList, site: Site) -> Callable[[], Heat2Client]:
    """Make a client that reads the site."""
    readers = FeedReaders(site.read_feed, site.find_feed, site.read_article)
    return lambda: client_over(library, concepts, lambda: TODAY, site.read_article, readers)


async def use_channel(moderated: ModeratedServer) -> None:
    """Make the server's channel that of the moderators and of announcements."""
    channel = moderated.server.channel.id
    settings = GuildSettings(announce_channel=channel, moderator_channel=channel)
    await moderated.moderation.server_data.set_settings(moderated.scope, settings)


async def poll(moderated: ModeratedServer) -> None:
    """Poll the feeds of the server, as their job does."""
    bot = moderated.server.env.bot
    assert isinstance(bot, Heat2Client)
    jobs = bot.services.jobs
    for job in await jobs.scheduled("feed", moderated.scope):
        await jobs._functions["feed"](job)


async def test_a_feed_proposes_an_article_that_is_published(moderated: ModeratedServer) -> None:
    """A feed is added, its article is proposed once, and a press publishes and announces it."""
    await use_channel(moderated)
    added = text(reply(await moderated.use("feeds add", address="harbor.example.com")))
    assert "Harbor Weekly was added" in added
    await poll(moderated)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    assert "Publish this article?" in text(proposed)
    assert "Proposed by the feed Harbor Weekly" in text(proposed)
    assert "Cameras roll on Heat 2 in August" in text(proposed)
    refused = await moderated.server.stranger.click(proposed, label="Publish")
    assert "moderators" in text(reply(refused)).lower()
    await moderated.moderator.click(proposed, label="Publish")
    assert [article.url for article in await moderated.own()] == [ARTICLE.url]
    decided, announced = moderated.server.channel.history()
    assert "was added" in text(decided)
    assert "New article" in text(announced)


async def test_a_proposal_can_be_edited_or_skipped(moderated: ModeratedServer) -> None:
    """Edit opens a preview for one moderator alone; Skip ends the proposal for all, and says who did it."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    edited = reply(await moderated.moderator.click(proposed, label="Edit"))
    assert edited.ephemeral
    assert "Add this article?" in text(edited)
    await moderated.moderator.click(proposed, label="Skip")
    (skipped,) = moderated.server.channel.history()
    assert f"Skipped by <@{moderated.moderator.id}>" in source(skipped)
    assert buttons(skipped) == {}
    await poll(moderated)
    assert len(moderated.server.channel.history()) == 1
    assert await moderated.own() == []


async def test_proposals_wait_for_a_channel(moderated: ModeratedServer) -> None:
    """Articles found while the moderators have no channel are proposed once they have one."""
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    assert moderated.server.channel.history() == []
    await use_channel(moderated)
    await poll(moderated)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    await moderated.moderator.click(proposed, label="Publish")
    assert [article.url for article in await moderated.own()] == [ARTICLE.url]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": "Cameras roll in May"}, "Cameras roll in May"),
        ({"text": ARTICLE.text.replace("August", "September")}, "Cameras roll on Heat 2 in September"),
        ({"url": "https://harbor.example.com/moved"}, "https://harbor.example.com/moved"),
        ({"published": PublishedDate(2026, 3, 2)}, "Date: "),
    ],
)
async def test_a_page_that_changed_is_shown_before_it_is_published(
    moderated: ModeratedServer, site: Site, change: dict[str, Any], said: str
) -> None:
    """Publish shows what has changed since the proposal; the second press publishes the version that it shows."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    site.page = replace(ARTICLE, **change)
    await moderated.moderator.click(proposed, label="Publish")
    (shown,) = moderated.server.channel.history()
    assert "has changed since it was proposed" in text(shown)
    assert said in text(shown)
    assert await moderated.own() == []
    site.page = replace(ARTICLE, text="Another version again, which nobody has seen. Heat 2.")
    await moderated.moderator.click(shown, label="Publish")
    assert await moderated.own() == [replace(ARTICLE, **change)]


@pytest.mark.parametrize(
    ("fault", "said", "is_published"),
    [
        (PageFault.NOT_FOUND, "The page of this article is gone", False),
        (PageFault.UNREACHABLE, "could not be read just now", True),
    ],
)
async def test_a_page_that_cannot_be_read_again(
    moderated: ModeratedServer, site: Site, fault: PageFault, said: str, is_published: bool
) -> None:
    """A withdrawn article is published at a second press only; one that cannot be checked is published with a note."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    site.page = page_error(fault)
    await moderated.moderator.click(proposed, label="Publish")
    shown = moderated.server.channel.history()[0]
    assert said in text(shown)
    assert await moderated.own() == ([ARTICLE] if is_published else [])
    if not is_published:
        await moderated.moderator.click(shown, label="Publish")
        assert await moderated.own() == [ARTICLE]


async def test_white_space_is_no_change(moderated: ModeratedServer, site: Site) -> None:
    """A page that only has other line breaks is published as it was proposed."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    site.page = replace(ARTICLE, text=ARTICLE.text.replace("\n\n", "\n \n"))
    await moderated.moderator.click(proposed, label="Publish")
    assert await moderated.own() == [ARTICLE]


async def test_a_message_that_shows_another_version_publishes_nothing(moderated: ModeratedServer, site: Site) -> None:
    """If a process is killed after sending a proposal, and the page changes, nothing is published unseen."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    services = moderated.server.env.bot.services  # type: ignore[attr-defined]
    (proposal,) = await services.feeds.proposals._store.proposals(moderated.scope)
    changed = replace(ARTICLE, title="Cameras roll in May")
    await services.feeds.proposals.change_article(proposal, changed)
    site.page = changed
    await moderated.moderator.click(proposed, label="Publish")
    (shown,) = moderated.server.channel.history()
    assert "has changed since it was proposed" in text(shown)
    assert await moderated.own() == []
    await moderated.moderator.click(shown, label="Publish")
    assert await moderated.own() == [changed]


async def test_an_edited_article_is_not_replaced(moderated: ModeratedServer) -> None:
    """Publish under a proposal leaves an article alone that a moderator has edited and published meanwhile."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    edited = replace(ARTICLE, title="A better title")
    await moderated.publish(edited)
    await moderated.moderator.click(proposed, label="Publish")
    assert await moderated.own() == [edited]
    (decided,) = moderated.server.channel.history()
    assert "published already" in text(decided)


async def test_a_publication_that_is_interrupted_decides_nothing(
    moderated: ModeratedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the program ends while an article is being published, its proposal stays open."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    services = moderated.server.env.bot.services  # type: ignore[attr-defined]
    moderator = Moderator(Member(1, moderated.scope, load("en"), True), services.moderators.moderation)
    (proposal,) = await services.feeds.proposals._store.proposals(moderated.scope)

    async def interrupted(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(services.moderators.moderation, "publish", interrupted)
    with pytest.raises(asyncio.CancelledError):
        await services.feeds.publish(proposal.key, proposal.version, None, moderator)
    assert await services.feeds.proposals.find_open(proposal.key, moderated.scope) == proposal


async def test_the_log_names_the_site_of_a_feed_only(caplog: pytest.LogCaptureFixture) -> None:
    """An address may hold a password or a key, so the operator reads the name of the site."""
    feed = FeedSource(EVERYONE, "a" * 16, "https://me:password@harbor.example.com/feed?key=secret", failures=6)
    await LogFeedNotifier().report(replace(feed, fault="server"), is_working=False)
    assert caplog.messages == ["the feed of harbor.example.com has failed 6 times (server)"]


async def test_two_moderators_decide_at_the_same_moment(moderated: ModeratedServer) -> None:
    """The second press reads what the first one decided, and nothing is published twice."""
    await use_channel(moderated)
    await moderated.use("feeds add", address=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    skip = buttons(proposed)["Skip"]
    await moderated.moderator.click(proposed, label="Publish")
    stale = await moderated.posted(framed(["Publish?"], [button("Skip", skip)]))
    again = await moderated.moderator.click(stale, label="Skip")
    assert "published already" in text(reply(again))


async def test_the_list_shows_how_feeds_are(moderated: ModeratedServer, site: Site) -> None:
    """The list names each feed with its state and its last error, and warns where there is no channel for proposals."""
    assert "There are no feeds yet" in text(reply(await moderated.use("feeds list")))
    added = text(reply(await moderated.use("feeds add", address=ADDRESS)))
    assert "No channel for moderators is set" in added
    channel = moderated.server.channel
    choices = await moderated.moderator.autocomplete(channel, "heat2-sources feeds trust", "feed", "har")
    assert [choice["name"] for choice in choices] == ["Harbor Weekly"]
    assert "publishes its articles" in text(reply(await moderated.use("feeds trust", feed=choices[0]["value"])))
    site.fault = page_error(PageFault.NOT_FOUND)
    await poll(moderated)
    listed = text(reply(await moderated.use("feeds list")))
    assert "publishes by itself · read" in listed
    assert "There is nothing at this address. (1×)" in listed
    for command, said in {
        "untrust": "are now proposed",
        "pause": "is paused",
        "resume": "is read again",
        "remove": "is no longer read",
    }.items():
        assert said in text(reply(await moderated.use(f"feeds {command}", feed=ADDRESS)))
    assert "no such feed" in text(reply(await moderated.use("feeds pause", feed=ADDRESS)))
    site.fault = None
    assert "No feed was found" in text(reply(await moderated.use("feeds add", address="https://kino.example.com")))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (PageFault.NOT_FOUND, "there is nothing at this address. Check the address, or give that of another feed."),
        (PageFault.SERVER, "the site has a problem of its own. Try again later."),
        (PageFault.UNREACHABLE, "the site cannot be reached. Check the address"),
        (PageFault.ADDRESS, "This is not a web address"),
    ],
)
async def test_a_feed_that_cannot_be_added(moderated: ModeratedServer, site: Site, fault: PageFault, said: str) -> None:
    """The reason and what to do are those for a feed, which cannot be pasted as an article can."""
    site.fault = page_error(fault)
    shown = text(reply(await moderated.use("feeds add", address=ADDRESS)))
    assert said in shown
    assert "as text" not in shown


async def test_a_proposal_from_the_future_asks_about_its_date(moderated: ModeratedServer, site: Site) -> None:
    """Moderators read that the page states a day to come, also if the feed is trusted."""
    await use_channel(moderated)
    site.page = replace(ARTICLE, published=PublishedDate(2027, 8, 1))
    await moderated.use("feeds add", address=ADDRESS)
    await moderated.use("feeds trust", feed=ADDRESS)
    await poll(moderated)
    (proposed,) = moderated.server.channel.history()
    assert "is in the future. Is that right?" in text(proposed)
    assert await moderated.own() == []


async def test_a_dead_feed_is_reported_once(moderated: ModeratedServer, site: Site) -> None:
    """The moderators' channel reads once that a feed fails, and once that it is well again."""
    await use_channel(moderated)
    site.entries = []
    await moderated.use("feeds add", address=ADDRESS)
    site.fault = page_error(PageFault.SERVER)
    for _ in range(DEAD_FAILURES + 2):
        await poll(moderated)
    (dead,) = moderated.server.channel.history()
    assert "cannot be read any more: the site has a problem of its own." in text(dead)
    assert "remove it with /heat2-sources feeds remove" in text(dead)
    site.fault = None
    await poll(moderated)
    said = [text(message) for message in moderated.server.channel.history()]
    assert sum("Harbor Weekly works again" in each for each in said) == 1


async def test_a_trusted_feed_announces(moderated: ModeratedServer, site: Site) -> None:
    """A trusted feed's article is published and announced; the history names the feed, not a person."""
    await use_channel(moderated)
    entry = site.entries.pop()
    await moderated.use("feeds add", address=ADDRESS)
    await moderated.use("feeds trust", feed=ADDRESS)
    site.entries.append(entry)
    await poll(moderated)
    (announced,) = moderated.server.channel.history()
    assert "New article" in text(announced)
    assert "a trusted feed" in text(reply(await moderated.use("history")))


async def test_announcements_can_be_tested(moderated: ModeratedServer) -> None:
    """The settings choose the channels and the role, and a button sends a test there; without a channel it says so."""
    shown = await moderated.use("settings")
    nowhere = await moderated.press(shown, "Test announcement")
    assert "No channel for announcements is set" in text(reply(nowhere))
    role = moderated.server.guild.create_role("fans")
    channel = moderated.server.channel
    select = moderated.moderator.select
    await select(reply(shown).message, [channel], custom_id="heat2:settings:channel")
    await select(reply(shown).message, [channel], custom_id="heat2:settings:moderators")
    await select(reply(shown).message, [role], custom_id="heat2:settings:announce_role")
    settings = await moderated.moderation.server_data.settings(moderated.scope)
    assert settings == replace(
        GuildSettings(), announce_channel=channel.id, moderator_channel=channel.id, announce_role=role.id
    )
    done = text(reply(await moderated.press(shown, "Test announcement")))
    assert "A test was sent to" in done
    (test,) = channel.history()
    assert source(test).startswith(f"<@&{role.id}>\n")
    assert "This is a test." in text(test)
