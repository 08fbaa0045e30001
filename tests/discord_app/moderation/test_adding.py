"""`/heat2-sources add` and the menu of a message: from a source to a published article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.domain import GuildSettings
from bot.errors import StoreError
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import buttons, reply, text
from tests.reading.pdf.pdfs import pdf_of

MENU = "Add to Heat 2 articles"


async def test_an_address_is_previewed_published_and_found(moderated: ModeratedServer) -> None:
    """An address, a preview and Publish are all it takes, and the next question quotes the article."""
    shown = await moderated.use("add", address=ADDRESS)
    assert reply(shown).ephemeral
    said = text(reply(shown))
    for part in (
        "Cameras roll in August",
        "Harbor Weekly",
        "for search engines",
        "English",
        "2 passages",
        "nine nights",
    ):
        assert part in said
    assert "seems to be about" not in said
    assert list(buttons(reply(shown))) == ["Publish", "Edit", "Cancel"]
    assert await moderated.own() == []
    done = await moderated.press(shown, "Publish")
    assert "was added and can be quoted from now on" in text(reply(done))
    assert "/heat2-sources undo" in text(reply(done))
    answer = await moderated.server.ask("When do cameras roll?")
    assert "Cameras roll on Heat 2 in August 2026" in text(reply(answer)).replace("*", "")


async def test_a_draft_can_be_corrected_first(moderated: ModeratedServer) -> None:
    """The form starts with the values of the draft; the corrected values are previewed and published."""
    shown = await moderated.use("add", address=ADDRESS)
    form = await moderated.press(shown, "Edit")
    corrected = await moderated.moderator.submit_modal(
        form, {"title": "Fixed", "publisher": "", "url": ADDRESS, "date": "2026-02", "language": "en"}
    )
    assert "Fixed" in text(reply(corrected))
    await moderated.moderator.click(reply(shown).message, label="Publish")
    (article,) = await moderated.own()
    assert (article.title, article.publisher, article.published.edtf, article.text) == (
        "Fixed",
        "",
        "2026-02",
        FOUND.text,
    )
    assert article.published.evidence == "stated by a moderator"


async def test_mistakes_in_a_form_are_listed_and_nothing_is_lost(moderated: ModeratedServer) -> None:
    """A form with mistakes lists all of them, and the draft stays unchanged."""
    shown = await moderated.use("add", address=ADDRESS)
    form = await moderated.press(shown, "Edit")
    wrong = {"title": "Fixed", "publisher": "", "url": "no address", "date": "soon", "language": "xx"}
    said = text(reply(await moderated.moderator.submit_modal(form, wrong)))
    assert "Web address: “no address” is not one." in said
    assert "“soon” is not understood" in said
    assert "Language: “xx” is not a code that I know." in said
    await moderated.moderator.click(reply(shown).message, label="Publish")
    assert await moderated.own() == [FOUND]


async def test_cancel_leaves_nothing(moderated: ModeratedServer) -> None:
    """A cancelled draft is gone, and its other buttons say so."""
    shown = await moderated.use("add", address=ADDRESS)
    assert "Nothing was added." in text(reply(await moderated.press(shown, "Cancel")))
    assert await moderated.own() == []


async def test_an_unreadable_page_is_explained_in_the_moderators_language(moderated: ModeratedServer) -> None:
    """A page behind a paywall gets its own sentence, which says what to do instead."""
    said = text(reply(await moderated.use("add", address="https://example.com/paywall")))
    assert "for subscribers" in said
    assert "as text" in said


async def test_several_files_each_have_a_preview(moderated: ModeratedServer) -> None:
    """A file that cannot be read is reported, and the other files are previewed."""
    lines = [
        "Filming of the sequel starts in August, the producer said, and it will take nine nights",
        "on a pier.",
    ] * 2
    files: dict[str, Any] = {
        "file": ("plan.txt", b"Filming starts in August, the producer said."),
        "file2": ("bad.pdf", b"PK\x03\x04nothing"),
        "file3": ("plan.pdf", pdf_of([lines])),
    }
    shown = await moderated.use("add", **files)
    said = [text(message) for message in (shown.response, *shown.followups) if message]
    assert any("Filming starts in August, the producer said." in each for each in said)
    assert any("damaged" in each for each in said)
    assert any("take nine nights on a pier" in each for each in said)


async def test_with_nothing_given_text_can_be_pasted(moderated: ModeratedServer) -> None:
    """A form takes a text; the preview points out that no date was found."""
    form = await moderated.use("add")
    values = {"text": "The pier is booked for nine nights, said the harbour master."}
    said = text(reply(await moderated.moderator.submit_modal(form, values)))
    assert "The pier is booked for nine nights" in said
    assert "date unknown" in said
    assert "No date was found." in said
    assert "Check the date" not in said


async def test_a_preview_warns_of_a_text_about_something_else(moderated: ModeratedServer) -> None:
    """The preview says that no paragraph seems to be about the film, and the text can be published all the same."""
    form = await moderated.use("add")
    values = {"text": "Cut the onions into fine rings.\n\nFry them in butter until they are brown."}
    shown = await moderated.moderator.submit_modal(form, values)
    assert "No paragraph of this article seems to be about Heat 2." in text(reply(shown))
    assert "was added" in text(reply(await moderated.press(shown, "Publish")))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f"look at this {ADDRESS}", "Cameras roll in August"),
        (f"<{ADDRESS}>", "Cameras roll in August"),
        ("The harbour master says that the pier is booked for nine nights in August.", "the pier is booked"),
    ],
)
async def test_a_message_becomes_an_article(moderated: ModeratedServer, content: str, found: str) -> None:
    """A message that is little more than a link adds the linked page, any other message adds its text."""
    message = await moderated.server.stranger.send(moderated.server.channel, content)
    shown = await moderated.moderator.context_menu(moderated.server.channel, MENU, message)
    assert found in text(reply(shown))


async def test_a_file_of_a_message_becomes_an_article(moderated: ModeratedServer) -> None:
    """A readable file has precedence over the text of its message; a message with nothing readable is refused."""
    channel = moderated.server.channel
    message = await moderated.server.stranger.send(channel, "see", attachments=[("a.txt", b"The pier is booked.")])
    assert "The pier is booked." in text(reply(await moderated.moderator.context_menu(channel, MENU, message)))
    picture = await moderated.server.stranger.send(channel, "", attachments=[("a.png", b"png")])
    assert "no text, link or readable file" in text(
        reply(await moderated.moderator.context_menu(channel, MENU, picture))
    )


async def test_a_failure_after_publishing_does_not_hide_the_success(
    moderated: ModeratedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of the database or Discord after publishing is not shown as a failure to publish."""

    async def lost(*_: object, **__: object) -> None:
        raise StoreError("The database cannot be reached.")

    async def broken(*_: object, **__: object) -> None:
        raise aiohttp.ClientOSError

    await moderated.moderation.server_data.set_settings(
        moderated.scope, GuildSettings(announce_channel=moderated.server.channel.id)
    )
    shown = await moderated.use("add", address=ADDRESS)
    monkeypatch.setattr(moderated.library.store, "delete_draft", lost)
    monkeypatch.setattr(discord.TextChannel, "send", broken)
    done = text(reply(await moderated.press(shown, "Publish")))
    assert "was added and can be quoted from now on" in done
    assert "was not announced" in done


async def test_an_expired_preview_says_so(moderated: ModeratedServer) -> None:
    """A moderator who presses a button of an expired preview reads that the preview is gone."""
    shown = await moderated.use("add", address=ADDRESS)
    await moderated.library.store.delete_draft(buttons(reply(shown))["Publish"].rpartition(":")[2])
    assert "preview is no longer kept" in text(reply(await moderated.press(shown, "Publish")))


async def test_buttons_work_after_a_restart(
    moderated: ModeratedServer, env: Env, new_bot: Callable[[], Heat2Client]
) -> None:
    """A preview from before a restart can be published after it."""
    shown = await moderated.use("add", address=ADDRESS)
    await env.restart_bot(new_bot())
    await moderated.press(shown, "Publish")
    assert await moderated.own() == [FOUND]


async def test_the_text_of_a_page_that_cannot_be_read_can_be_pasted(moderated: ModeratedServer) -> None:
    """Under the refusal a button opens the form with the address, and the pasted text gets it."""
    refused = await moderated.use("add", address="https://closed.example.com/heat-2")
    assert "for subscribers" in text(reply(refused))
    form = await moderated.press(refused, "Add it as text")
    assert "https://closed.example.com/heat-2" in str(form.modal)
    typed = {"url": "https://closed.example.com/heat-2", "text": "The pier is booked for nine nights."}
    assert typed["url"].removeprefix("https") in text(reply(await moderated.moderator.submit_modal(form, typed)))


async def test_of_several_files_those_that_cannot_be_read_are_named(moderated: ModeratedServer) -> None:
    """Among several files each refusal names its file, in the moderator's language; a single file needs no name."""
    bad = ("plan.docx", b"PK")
    shown = await moderated.use("add", file=("news.txt", FOUND.text.encode()), file2=bad)
    assert "nine nights" in text(shown.response)
    assert [text(each).startswith("plan.docx: Files of this type are not read") for each in shown.followups] == [True]
    assert text(reply(await moderated.use("add", file=bad))).startswith("Files of this type")
    assert "This file is empty" in text(reply(await moderated.use("add", file=("news.txt", b" \n"))))
