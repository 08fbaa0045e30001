"""`/heat2-sources gaps` and the weekly message."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest

from bot.discord_app.client import Heat2Client
from bot.discord_app.custom_ids import gap_add_id, gap_dismiss_id, gaps_id
from bot.discord_app.jobs.digest import DIGEST, RETRY, send_digest
from bot.discord_app.replies.components import button
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.gaps import ON_PAGE, GapsPage, digest_view, gaps_view
from bot.domain import GuildSettings, Scope, VoteReason
from bot.library.gaps import Gap, MissedQuestion
from bot.library.library import Library
from bot.phrases import LANGUAGES, load
from bot.store.jobs import Job
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import FOUND, ModeratedServer
from tests.discord_app.replies.test_answer import SIGNS, check_fits
from tests.discord_app.server import buttons, reply, text
from tests.discord_app.small_library import ARTICLES, FILMING, HELP, TODAY
from tests.language_data import shipped_concepts

NOW = datetime(2026, 7, 1, tzinfo=UTC)


async def test_what_members_miss_reaches_the_moderators(moderated: ModeratedServer) -> None:
    """Moderators read questions and votes without names, open the form, and dismiss what is not for them."""
    assert "Nothing is missing" in text(reply(await moderated.use("gaps")))
    await moderated.server.ask(HELP)
    for question in ("who won the superbowl", "wer gewann den superbowl", "will there be popcorn"):
        await moderated.server.ask(question)
    await moderated.server.asker.click(reply(await moderated.server.ask(FILMING)).message, label="👎")
    shown = await moderated.use("gaps")
    said = text(reply(shown))
    assert reply(shown).ephemeral
    assert "who won the superbowl" in said
    assert re.search(r"When does filming start\?\n1 👎 · last", said)
    assert "asker" not in said
    assert HELP not in said
    ids = buttons(reply(shown))
    assert {"Add an article", "Not for us"} <= set(ids)
    opened = await moderated.moderator.click(reply(shown).message, custom_id=ids["Add an article"])
    assert opened.modal is not None
    dismissed = reply(await moderated.moderator.click(reply(shown).message, custom_id=ids["Not for us"]))
    gone = re.search(r"“(.*)” will not come back here", text(dismissed))
    assert gone
    await moderated.server.ask(gone[1])
    assert text(reply(await moderated.use("gaps"))).count(gone[1]) == 0
    back = reply(await moderated.moderator.click(dismissed.message, label="Bring it back"))
    assert gone[1] in text(back)


@pytest.fixture
def real_library(store: MemoryStore) -> Library:
    """Return a library that really searches the small articles."""
    return Library(ARTICLES, store, shipped_concepts(), lambda: TODAY)


class TestFilling:
    """An article that is added from a gap."""

    @pytest.fixture
    def library(self, real_library: Library) -> Library:
        """Search for real."""
        return real_library

    @pytest.fixture
    def new_bot(self, library: Library) -> Callable[[], Heat2Client]:
        """Return a function that makes a client over that library."""
        return lambda: client_over(library, shipped_concepts(), lambda: TODAY)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ("The budget of Heat 2 is 150 million dollars, the studio said.", "“What is the budget?” is answered now"),
            (
                "The poster of Heat 2 shows a bridge in Chicago at night.",
                "No article answers “What is the budget?” yet",
            ),
        ],
    )
    async def test_the_question_is_named_and_asked_again(
        self, moderated: ModeratedServer, given: str, said: str
    ) -> None:
        """The form names the question; after a correction and Publish, the moderator reads whether it is answered."""
        await moderated.server.ask("What is the budget?")
        shown = await moderated.use("gaps")
        form = await moderated.press(shown, "Add an article")
        assert "that answers: “What is the budget?”" in str(form.modal)
        refused = await moderated.moderator.submit_modal(form, {"text": given, "date": "soon"})
        again = await moderated.moderator.click(reply(refused).message, label="Open the form again")
        preview = await moderated.moderator.submit_modal(again, {"text": given, "date": "9.3.2026"})
        corrected = await moderated.moderator.submit_modal(
            await moderated.press(preview, "Edit"), {"title": "News", "date": "2026-03-09", "language": "en"}
        )
        done = text(reply(await moderated.press(corrected, "Publish")))
        assert said in done
        assert ("150 million dollars" in done) == ("150" in given)

    async def test_a_gap_that_is_gone_says_nothing(self, moderated: ModeratedServer) -> None:
        """If the question is no longer kept, the form still adds the article."""
        await moderated.server.ask("What is the budget?")
        shown = await moderated.use("gaps")
        await moderated.press(shown, "Not for us")
        form = await moderated.moderator.click(
            await moderated.posted(framed(["x"], [button("Add", gap_add_id("0" * 16))])), label="Add"
        )
        assert "budget" not in str(form.modal)
        preview = await moderated.moderator.submit_modal(form, {"text": FOUND.text, "date": "9.3.2026"})
        done = text(reply(await moderated.press(preview, "Publish")))
        assert "was added" in done
        assert "answer" not in done


async def test_nothing_is_kept_where_the_server_forbids_it(moderated: ModeratedServer) -> None:
    """With the setting off, the reply says how to turn it on, and no question is stored."""
    await moderated.moderation.server_data.set_settings(moderated.scope, GuildSettings(keeps_unanswered=False))
    await moderated.server.ask("who won the superbowl")
    assert "not kept in this server" in text(reply(await moderated.use("gaps")))
    assert await moderated.library.store.unanswered(moderated.scope) == []


async def test_members_cannot_use_the_buttons(moderated: ModeratedServer) -> None:
    """A member who reaches a button is refused, and nothing is dismissed."""
    await moderated.server.ask("who won the superbowl")
    key = (await moderated.moderation.gaps.current(moderated.scope))[0].key
    posted = await moderated.posted(framed(["x"], [button("a", gap_dismiss_id(0, key)), button("b", gaps_id(0))]))
    for label in ("a", "b"):
        assert "Only moderators" in text(reply(await moderated.server.stranger.click(posted, label=label)))
    assert len(await moderated.moderation.gaps.current(moderated.scope)) == 1


async def test_the_weekly_message_is_sent_once(moderated: ModeratedServer) -> None:
    """A server that wants it gets one message a week with what was missed, and none when nothing was."""
    bot, services = moderated.server.env.bot, moderated.server.env.bot.services  # type: ignore[attr-defined]
    assert isinstance(bot, Heat2Client)
    await moderated.press(await moderated.use("settings"), "Weekly message")
    assert [job.interval for job in await services.jobs.scheduled(DIGEST, moderated.scope)] == [timedelta(days=7)]
    settings = await moderated.moderation.server_data.settings(moderated.scope)
    changed = replace(settings, announce_channel=moderated.server.channel.id)
    await moderated.moderation.server_data.set_settings(moderated.scope, changed)
    job = Job(DIGEST, timedelta(days=7), NOW, moderated.scope)
    assert await send_digest(job, services, bot) is None
    assert moderated.server.channel.last_message is None
    away = replace(job, scope=Scope(99))
    await moderated.moderation.server_data.set_settings(away.scope, changed)
    assert await send_digest(away, services, bot) == RETRY
    await moderated.server.ask("who won the superbowl")
    for _ in range(2):
        await send_digest(job, services, bot)
    (sent,) = moderated.server.channel.history()
    assert "What members missed this week" in text(sent)
    assert "who won the superbowl" in text(sent)
    shown = reply(await moderated.moderator.click(sent, label="Show all"))
    assert shown.ephemeral
    assert "What members miss" in text(shown)
    await moderated.press(await moderated.use("settings"), "No weekly message")
    assert await services.jobs.scheduled(DIGEST, moderated.scope) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sign", SIGNS)
def test_any_gaps_fit_into_a_message(sign: str, language: str) -> None:
    """However long and strange the questions of members are, every gap of a page is shown with its buttons."""
    reasons = dict.fromkeys(VoteReason, 999)
    gaps = [
        Gap(tuple(MissedQuestion(f"{n}{sign * 300}"[:300], 999, 999, 999, reasons, NOW) for _ in range(9)))
        for n in range(12)
    ]
    phrases: list[discord.ui.LayoutView] = []
    for number in (0, 2, 99):
        page = GapsPage(gaps, number, frozenset(gap.key for gap in gaps), gaps[0])
        phrases.append(gaps_view(page, load(language), is_kept=True))
    phrases.append(digest_view(gaps, load(language)))
    for view in phrases:
        check_fits(view)
    shown = sum(1 for custom_id in buttons_of(phrases[0]) if ":dismiss:" in custom_id)
    assert shown == ON_PAGE


def buttons_of(view: discord.ui.LayoutView) -> list[str]:
    """Return the custom ids of all buttons, those of equal labels too."""
    return [part["custom_id"] for part in check_fits(view) if part["type"] == 2 and "custom_id" in part]
