"""Several articles changed at once from the list, and the text of an article edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from simcord import Env, InteractionResult

from bot.discord_app.client import Heat2Client
from bot.discord_app.custom_ids import digest_of, pick_id
from bot.discord_app.forms.content import fits_form
from bot.domain import PublishedDate
from bot.errors import AnalysisError, AnalysisFault
from bot.library.articles.listing import ArticleFilter
from tests.discord_app.moderated_server import FOUND, ModeratedServer
from tests.discord_app.server import buttons, reply, text

ONE, TWO = (replace(FOUND, id=key, title=f"Pier {key}", url="", text=f"{key}. {FOUND.text}") for key in ("one", "two"))
LONG = replace(FOUND, text="The pier is booked for nine nights.\r\n" * 200)


async def chosen(moderated: ModeratedServer, *articles: str) -> InteractionResult:
    """Open the list and choose articles."""
    shown = await moderated.use("list")
    values = [digest_of(each) for each in articles]
    return await moderated.moderator.select(reply(shown).message, values, custom_id=pick_id(0, ArticleFilter()))


async def test_several_articles_are_changed_at_once(
    moderated: ModeratedServer, env: Env, new_bot: Callable[[], Heat2Client]
) -> None:
    """A form sets fields of all chosen articles, also after a restart; one undo takes all of it back."""
    for article in (ONE, TWO):
        await moderated.publish(article)
    picked = await chosen(moderated, "one", "two", "plan")
    assert list(buttons(reply(picked))) == ["Publisher, date, language", "Hide", "Remove"]
    await env.restart_bot(new_bot())
    form = await moderated.press(picked, "Publisher, date, language")
    typed = {"publisher": "Paper", "date": "2026-02", "language": ""}
    refused = await moderated.moderator.submit_modal(form, {**typed, "date": "soon"})
    assert "“soon” is not understood" in text(reply(refused))
    form = await moderated.press(refused, "Open the form again")
    done = await moderated.moderator.submit_modal(form, typed)
    said = text(reply(done))
    assert "2 articles were changed" in said
    assert "Filming starts in summer: Every server has this article" in said
    dated = PublishedDate(2026, 2, evidence="stated by a moderator")
    assert await moderated.own() == [replace(each, publisher="Paper", published=dated) for each in (ONE, TWO)]
    undone = await moderated.press(done, "Undo")
    assert "2 changes were undone" in text(reply(undone))
    assert await moderated.own() == [ONE, TWO]
    assert "nothing to undo" not in text(reply(await moderated.use("undo")))


async def test_several_articles_are_hidden_shown_again_and_removed(moderated: ModeratedServer) -> None:
    """Each action changes the articles that it fits, and says of the others why not."""
    await moderated.publish(ONE)
    done = await moderated.press(await chosen(moderated, "one", "plan", "bericht"), "Hide")
    said = text(reply(done))
    assert "2 articles were changed" in said
    assert "Pier one: This article is this server's own" in said
    shared = {each.id for each in await moderated.library.articles(moderated.scope)}
    assert shared.isdisjoint({"plan", "bericht"})
    assert "To the list" in buttons(reply(done))
    undo = await moderated.use("undo")
    assert "This undoes 2 changes" in text(reply(undo))
    await moderated.press(undo, "Yes, undo it")
    assert "plan" in {each.id for each in await moderated.library.articles(moderated.scope)}
    await moderated.press(await chosen(moderated, "plan"), "Hide")
    shown = text(reply(await moderated.press(await chosen(moderated, "plan"), "Show again")))
    assert "1 article was changed" in shown
    await moderated.press(await chosen(moderated, "one"), "Remove")
    assert await moderated.own() == []


async def test_a_form_about_several_articles_needs_a_field(moderated: ModeratedServer) -> None:
    """An empty form changes nothing and says so."""
    await moderated.publish(ONE)
    form = await moderated.press(await chosen(moderated, "one"), "Publisher, date, language")
    empty = await moderated.moderator.submit_modal(form, {"publisher": " ", "date": "", "language": ""})
    assert "Nothing was typed" in text(reply(empty))
    assert await moderated.own() == [ONE]


async def test_a_text_is_edited_letter_for_letter(moderated: ModeratedServer) -> None:
    """A form holds the text without its outer white space, which stays; the change can be undone."""
    article = replace(FOUND, text=f"\n {FOUND.text}\n\n")
    await moderated.publish(article)
    form = await moderated.press(await moderated.use("show", article="found"), "Edit the text")
    assert form.modal
    same = await moderated.moderator.submit_modal(form, {"text": FOUND.text})
    assert "Nothing is different" in text(reply(same))
    form = await moderated.use("edit-text", article="found")
    unquotable = await moderated.moderator.submit_modal(form, {"text": "🔥🔥"})
    assert "no sentence in it that could be quoted" in text(reply(unquotable))
    form = await moderated.use("edit-text", article="found")
    done = await moderated.moderator.submit_modal(form, {"text": "Cameras\u00a0roll in **May**."})
    assert "% different" in text(reply(done))
    assert [each.text for each in await moderated.own()] == ["\n Cameras\u00a0roll in **May**.\n\n"]
    await moderated.press(done, "Undo")
    assert await moderated.own() == [article]


async def test_a_long_text_is_edited_by_file(moderated: ModeratedServer) -> None:
    """A text that a form cannot hold comes as a file, and its corrected file is stored as it is."""
    await moderated.publish(LONG)
    shown = await moderated.use("edit-text", article="found")
    (sent,) = reply(shown).message.attachments
    assert (await sent.read()).decode() == LONG.text
    assert sent.filename == "cameras-roll-in-august.txt"
    form = await moderated.press(shown, "Upload the corrected text")
    corrected = "Title: this is text\r\n\r\n" + LONG.text
    done = await moderated.moderator.submit_modal(form, {"files": ("found.txt", corrected.encode())})
    assert "was changed" in text(reply(done))
    assert [each.text for each in await moderated.own()] == [corrected]
    form = await moderated.press(shown, "Upload the corrected text")
    late = await moderated.moderator.submit_modal(form, {"files": ("found.txt", b"Other.")})
    assert "meanwhile" in text(reply(late))
    form = await moderated.press(late, "Open the form again")
    assert "was changed" in text(reply(await moderated.moderator.submit_modal(form, {})))
    assert [each.text for each in await moderated.own()] == ["Other."]
    page = await moderated.use("edit-text", article="found", file=("a.html", b"<html><body>Hi</body></html>"))
    assert "not plain text" in text(reply(page))
    empty = await moderated.use("edit-text", article="found", file=("a.txt", b" "))
    assert "is empty" in text(reply(empty))


async def test_the_list_shows_articles_that_cannot_be_searched(moderated: ModeratedServer) -> None:
    """An article whose analysis has failed is marked in the list, and no other is."""
    for article in (ONE, TWO):
        await moderated.publish(article)
    shared = moderated.library._engines._shared
    assert shared
    await shared.analysis.record_failed(moderated.scope, {"one": AnalysisError(AnalysisFault.FAILED, 1)}, {"one": ONE})
    _, *blocks = text(reply(await moderated.use("list", words="pier"))).split("Pier ")
    assert [each[:3] for each in blocks if "cannot be prepared for the search" in each] == ["one"]


@pytest.mark.parametrize(
    ("value", "fits"),
    [("x" * 4_000, True), ("x" * 4_001, False), ("a\r\nb", False), ("a\u00a0b\n", True), ("a\u00adb", False)],
)
def test_a_form_holds_what_it_gives_back(value: str, fits: bool) -> None:
    """A text with characters that a form may drop is not put into one."""
    assert fits_form(value) is fits
