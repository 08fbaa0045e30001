"""`/heat2 timeline`: the reply, its pages and its picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord_app.limits import MAX_COMPONENTS, MESSAGE_TEXT, utf16_length
from bot.discord_app.replies.timeline import STATEMENTS_ON_PAGE, TimelineReply
from bot.domain import DatedStatement, PublishedDate, Reason, ReasonCode, Timeline
from bot.library.picture.chart import Chart
from bot.library.picture.service import TimelinePictures
from bot.phrases import LANGUAGES, load
from tests.discord_app.process.bot_process import bot_process
from tests.discord_app.server import Server, buttons, components_of, reply, source, text, walk
from tests.discord_app.small_library import BERICHT, PLAN, TODAY, excerpt_of
from tests.loopback import GatewayRules, LoopbackDiscord

PNG = b"\x89PNG of a timeline"


def story(count: int, text_of: str = "Filming of Heat 2 starts in summer {}.") -> Timeline:
    """Return a timeline of that many statements, the first of which is older."""
    excerpts = [
        excerpt_of(
            replace(PLAN, id=str(n), text=text_of.format(n), published=PublishedDate(2020 + n // 12, n % 12 + 1)),
            older=n == 0,
        )
        for n in range(count)
    ]
    return Timeline("filming", tuple(DatedStatement(each, each.slices[0]) for each in excerpts))


def reply_of(timeline: Timeline, page: int = 0, language: str = "en") -> TimelineReply:
    """Return the reply to the member with the id 7."""
    return TimelineReply(timeline, "~filming", page, 7, load(language), TODAY, ["casting", "the budget"])


def test_statements_stand_in_order_with_date_source_and_marks() -> None:
    """The oldest stands first, numbered as in the picture; an superseded one is marked, its address a link."""
    view = reply_of(story(2)).view(PNG)
    assert "1. January 2020 · older · Harbor Weekly" in text(view)
    assert "**2.** **February 2020** · [Harbor Weekly](<https://harbor.example.com/filming>)" in source(view)
    assert text(view).index("starts in summer 0.") < text(view).index("starts in summer 1.")
    german = excerpt_of(BERICHT, also_in=(PLAN,))
    view = reply_of(Timeline("x", (DatedStatement(german, german.slices[0]),))).view()
    assert "about July 2025 · Kinoblatt · German · also in 1 more" in text(view)
    assert "oldest first" not in text(view)


def test_the_picture_has_a_text_alternative() -> None:
    """The gallery shows the attached picture, and describes it for people who cannot see it."""
    view = reply_of(story(2)).view(PNG)
    (gallery,) = [part for part in walk(components_of(view)) if part["type"] == 12]
    assert gallery["items"] == [
        {
            "media": {"url": "attachment://picture.png"},
            "description": "Timeline of filming. 1. January 2020: Filming of Heat 2 starts in summer 0.; "
            "2. February 2020: Filming of Heat 2 starts in summer 1.",
        }
    ]
    assert [file.fp.read() for file in view.new_files()] == [PNG]


def test_without_a_picture_the_text_comes_alone() -> None:
    """If nothing could be drawn, the reply has no gallery, and an edited message loses its former picture."""
    view = reply_of(story(2)).view()
    assert not [part for part in walk(components_of(view)) if part["type"] == 12]
    assert "starts in summer 1." in text(view)
    assert view.edited_files() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_turn_from_the_newest_to_the_oldest(language: str) -> None:
    """Page 0 has the newest statements; numbers go on over all pages, and a page that is gone shows the last."""
    count, say = 2 * STATEMENTS_ON_PAGE + 1, load(language).say
    older, newer = say("timeline.older"), say("timeline.newer")
    pages = [reply_of(story(count), page, language).view() for page in (0, 1, 2, 99)]
    assert [(older in buttons(page), newer in buttons(page)) for page in pages] == [
        (True, False), (True, True), (False, True), (False, True),
    ]  # fmt: skip
    assert buttons(pages[1])[older] == "heat2:timeline:~filming:2:7"
    assert buttons(pages[1])[newer] == "heat2:timeline:~filming:0:7"
    assert f"{count}." in text(pages[0])
    assert "starts in summer 0." in text(pages[2])


def test_a_page_keeps_discords_limits() -> None:
    """Endless quotes full of Markdown are cut visibly."""
    view = reply_of(story(STATEMENTS_ON_PAGE, "*_`|~[x](y) " * 300 + "{}")).view(PNG)
    parts = list(walk(components_of(view)))
    assert sum(utf16_length(part["content"]) for part in parts if part["type"] == 10) <= MESSAGE_TEXT
    assert len(parts) <= MAX_COMPONENTS
    assert "[…]" in text(view)


def test_a_topic_without_statements_gets_others_offered() -> None:
    """The reply says so kindly, escapes what was typed, and names topics that the articles mention."""
    timeline = Timeline("**bold** trailer", (), Reason(ReasonCode.NOT_MENTIONED))
    view = reply_of(timeline).view()
    assert r"\*\*bold\*\* trailer" in source(view)
    assert "The articles say nothing about “**bold** trailer” yet." in text(view)
    assert "You could try “casting” or “the budget”." in text(view)


async def test_a_member_sees_how_a_topic_changed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command shows picture and quotes to all, a refusal to the member alone, and offers topics while they type."""
    drawn: list[Chart] = []

    async def png(_self: TimelinePictures, chart: Chart) -> bytes:
        drawn.append(chart)
        return PNG

    monkeypatch.setattr(TimelinePictures, "png", png)
    message = reply(await server.asker.slash(server.channel, "heat2 timeline", topic="filming"))
    assert "Michael Mann says that filming of Heat 2 starts in summer." in text(message)
    assert not message.ephemeral
    assert [row.number for row in drawn[0].rows] == list(range(1, len(drawn[0].rows) + 1))
    refused = reply(await server.asker.slash(server.channel, "heat2 timeline", topic="zeppelins"))
    assert refused.ephemeral
    assert "The articles say nothing about “zeppelins” yet." in text(refused)
    choices = await server.asker.autocomplete(server.channel, "heat2 timeline", "topic", "film")
    assert [choice["name"] for choice in choices] == ["start of filming"]


async def test_the_whole_way_survives_a_restart(tmp_path: Path) -> None:
    """The running bot draws and attaches the picture; after a restart the buttons still turn its pages."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for n in range(STATEMENTS_ON_PAGE + 1):
        text_of = f"Filming of Heat 2 starts on {n + 3} {'May' if n % 2 else 'June'} {2020 + n}, said paper number {n}."
        head = f"---\ntitle: Heat 2 in {2020 + n}\ndate: {2019 + n}-0{n + 1}-03\nlanguage: en\n---\n"
        (corpus / f"{n}.md").write_text(head + text_of)
    settings = {"HEAT2_DATA_DIR": str(tmp_path / "data"), "HEAT2_CORPUS_DIR": str(corpus)}
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord:
        environment = {**discord.environment, **settings}
        neil = discord.member("Neil").with_answer_timeout(60.0)
        async with bot_process(environment):
            await discord.ready()
            shown = await neil.slash("heat2 timeline", topic="filming")
            assert [file.content[:4] for file in shown.message.attachments] == [b"\x89PNG"]
        async with bot_process(environment):
            await discord.ready()
            turned = await neil.click(shown.message, "Older")
            assert "Statement 1 of 7" in turned.message.text
            assert len(turned.message.attachments) == 1
        discord.assert_clean()
