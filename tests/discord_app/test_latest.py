"""`/heat2 latest`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.discord_app.replies.dates import show_day
from bot.discord_app.replies.latest import ARTICLES_ON_PAGE, LatestReply, LatestTopic, opening_of
from bot.domain import Article
from bot.phrases import load
from tests.discord_app.server import Server, buttons, reply, source, text
from tests.discord_app.small_library import NOTES, PLAN, TODAY, excerpt_of


async def test_the_newest_article_stands_first(server: Server) -> None:
    """A member reads title, news, publisher and date of each article, newest first."""
    shown = text(reply(await server.asker.slash(server.channel, "heat2 latest")))
    places = [shown.index(word) for word in ("Filming starts in summer", "Michael Mann says", "Harbor", "Kinoblatt")]
    assert places == sorted(places)


async def test_pages_turn_for_the_asker_and_are_copied_for_others(server: Server) -> None:
    """“More” shows older articles: in the asker's message, and to others in a message of their own."""
    message = reply(await server.asker.slash(server.channel, "heat2 latest"))
    copy = reply(await server.stranger.click(message.message, label="More (2)"))
    assert copy.ephemeral
    assert "Page 2 of 2" in text(copy)
    turned = reply(await server.asker.click(message.message, label="More (2)"))
    assert turned.id == message.id
    assert "Page 2 of 2" in text(turned)
    assert "Back" in buttons(turned)


async def test_the_latest_of_a_topic_since_a_day(server: Server) -> None:
    """Topic and first day filter the list, are named above it, and stay when its pages turn."""
    options = {"topic": "cameras", "since": "Feb 2024"}
    message = reply(await server.asker.slash(server.channel, "heat2 latest", **options))
    assert "Newest articles: cameras" in text(message)
    assert f"since {show_day(date(2024, 2, 1), load('en'))}" in source(message)
    assert "Paper 3" in text(message)
    assert "Paper 1" not in text(message)
    none = reply(await server.asker.slash(server.channel, "heat2 latest", topic="zeppelins", since="2026-01-05"))
    assert "No article since a time says anything about “zeppelins”." in text(none)
    wrong = reply(await server.asker.slash(server.channel, "heat2 latest", since="soon"))
    assert wrong.ephemeral
    assert "I don't understand this date." in text(wrong)


def test_pages_keep_topic_and_day() -> None:
    """The custom id of a button holds the page, the asker, the first day and the topic."""
    topic = LatestTopic("a topic", date(2026, 3, 1), "~a topic")
    excerpts = [excerpt_of(replace(PLAN, id=str(n))) for n in range(ARTICLES_ON_PAGE + 1)]
    view = LatestReply(excerpts, 0, 7, load("en"), TODAY, topic=topic).view()
    assert buttons(view)["More (1)"] == "heat2:latest:1:7:20260301:~a topic"
    empty = LatestReply((), 0, 7, load("en"), TODAY, topic=LatestTopic(since=date(2026, 3, 1))).view()
    day = show_day(date(2026, 3, 1), load("en"))
    assert f"No article about Heat 2 has come out since {day}." in source(empty)


async def test_the_latest_can_be_asked_privately(server: Server) -> None:
    """A private list has no button to delete it."""
    message = reply(await server.asker.slash(server.channel, "heat2 latest", private=True))
    assert message.ephemeral
    assert "Delete" not in buttons(message)


def test_copies_and_older_news_are_marked() -> None:
    """The other articles with the same news are named, and news that a newer article supersedes is marked."""
    shown = text(LatestReply((excerpt_of(PLAN, also_in=NOTES[:1], older=True),), 0, 0, load("en"), TODAY).view())
    assert "also in Paper 3 (March 2024)" in shown
    assert "older · Harbor Weekly" in shown


def test_an_empty_list_says_so() -> None:
    """Without articles about the film the reply says so instead of being empty."""
    view = LatestReply((), 3, 0, load("en"), TODAY).view()
    assert "No articles about Heat 2 have been added yet." in text(view)


def test_a_page_holds_few_enough_articles() -> None:
    """Every page has the same number of articles, and a page beyond the last shows the last."""
    excerpts = [excerpt_of(replace(PLAN, id=str(n))) for n in range(ARTICLES_ON_PAGE * 2 + 1)]
    assert "Page 3 of 3" in text(LatestReply(excerpts, 99, 0, load("en"), TODAY).view())


def test_an_opening_is_whole_sentences() -> None:
    """The first sentences end where a sentence ends."""
    article = Article("a", "One sentence stands here. " * 40)
    opening = opening_of(article)
    assert opening is not None
    assert opening.is_verbatim
    assert opening.quote.endswith("here.")
    assert len(opening.quote) < 400


def test_an_article_of_boilerplate_has_no_opening() -> None:
    """An article without prose gets no quote."""
    assert opening_of(Article("a", "Share this Article:")) is None
