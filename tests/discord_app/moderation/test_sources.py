"""`/heat2-sources`: the work of moderators, and the refusal of everybody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import pytest
from simcord import Env

from bot.discord_app import custom_ids as ids
from bot.discord_app.client import Heat2Client
from bot.discord_app.replies.components import button
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.settings import language_options
from bot.domain import Act, GuildSettings, Mentions, Scope, settings_as_text
from bot.errors import StoreError
from bot.library.articles.listing import ArticleFilter
from bot.phrases import LANGUAGES, load
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import buttons, reply, source, text
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


async def test_a_change_can_be_undone_by_its_button(moderated: ModeratedServer) -> None:
    """The button undoes the change; at a second press it says that there is nothing to undo."""
    done = await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
    undone = await moderated.press(done, "Undo")
    assert "Change #1 was undone." in text(reply(undone))
    assert await moderated.own() == []


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


async def test_the_list_shows_the_servers_articles_and_can_be_filtered(moderated: ModeratedServer) -> None:
    """The list has own and everyone's articles, newest first, filtered by words, language, state and date."""
    await moderated.publish()
    said = text(reply(await moderated.use("list")))
    assert said.index("Cameras roll in August") < said.index("Filming starts in summer")
    assert "this server's" in said
    assert "@someone" in said
    only = text(reply(await moderated.use("list", words="cameras", language="en", since="2026", state="own")))
    assert "1 article" in only
    assert "no such articles" in text(reply(await moderated.use("list", until="1999-12-31")))
    assert "understand this date" in text(reply(await moderated.use("list", since="soon")))


async def test_a_long_list_has_pages(moderated: ModeratedServer) -> None:
    """The filter stays the same on every page."""
    for number in range(12):
        await moderated.publish(replace(FOUND, id=f"n{number:02}", url="", title=f"Pier {number:02}"))
    shown = await moderated.use("list", words="pier")
    assert "Page 1 of 2" in text(reply(shown))
    turned = await moderated.press(shown, "Next")
    assert "Page 2 of 2" in text(reply(turned))
    assert "12 articles" in text(reply(turned))
    assert "Page 1 of 2" in text(reply(await moderated.press(turned, "Back")))


async def test_an_article_is_shown_whole_with_its_history(moderated: ModeratedServer) -> None:
    """The passages of an article are numbered, and a button leads to its history."""
    await moderated.publish()
    shown = await moderated.use("show", article="found")
    said = text(reply(shown))
    assert "1 / 2" in said
    assert "2 / 2" in said
    assert "The pier is booked for nine nights." in said
    history = text(reply(await moderated.press(shown, "History")))
    assert "Cameras roll in August · added" in history
    assert "#1" in history


async def test_a_published_article_can_be_edited_by_one_at_a_time(moderated: ModeratedServer) -> None:
    """A form for an article that has changed since is refused, and says if the moderator has changed it themselves."""
    await moderated.publish()
    first, second = await moderated.use("edit", article="found"), await moderated.use("edit", article="found")
    values = {"publisher": "Paper", "url": "", "date": "2026-03-01", "language": "en"}
    done = await moderated.moderator.submit_modal(first, {"title": "First", **values})
    assert "was changed" in text(reply(done))
    late = text(reply(await moderated.moderator.submit_modal(second, {"title": "Second", **values})))
    assert "changed this article yourself meanwhile" in late
    assert [article.title for article in await moderated.own()] == ["First"]
    history = text(reply(await moderated.use("history")))
    assert "Title: Cameras roll in August → First" in history


async def test_removed_and_hidden_articles_leave_older_answers_too(moderated: ModeratedServer) -> None:
    """The buttons of an older answer no longer show removed or hidden articles."""
    await moderated.publish()
    answer = await moderated.server.ask("When do cameras roll?")
    assert "Cameras roll on Heat 2" in text(reply(answer)).replace("*", "")
    assert "no longer in any answer" in text(reply(await moderated.use("remove", article="found")))
    label = next(label for label in buttons(reply(answer)) if label.startswith(("Why these?", "More")))
    turned = await moderated.server.asker.click(reply(answer).message, label=label)
    assert "Cameras roll on Heat 2" not in text(reply(turned)).replace("*", "")
    assert "is back" in text(reply(await moderated.use("restore", article="found")))
    assert "hidden in this server" in text(reply(await moderated.use("hide", article="plan")))
    assert "plan" not in [article.id for article in await moderated.library.articles(moderated.scope)]
    assert "shown in this server again" in text(reply(await moderated.use("unhide", article="plan")))


async def test_undo_asks_before_it_changes_anything(moderated: ModeratedServer) -> None:
    """The command shows the last change, and a button undoes it."""
    assert "nothing to undo" in text(reply(await moderated.use("undo")))
    await moderated.publish()
    shown = await moderated.use("undo")
    assert "This undoes change #1" in text(reply(shown))
    assert await moderated.own() == [FOUND]
    await moderated.press(shown, "Yes, undo it")
    assert await moderated.own() == []


async def test_the_own_articles_can_be_exported(moderated: ModeratedServer) -> None:
    """The export is a file of JSON lines for `heat2 import`; without articles it is a sentence."""
    assert "no such articles" in text(reply(await moderated.use("export")))
    await moderated.publish()
    message = reply(await moderated.use("export")).message
    assert message.attachments[0].filename == "heat2-articles.jsonl"
    row = json.loads((await message.attachments[0].read()).decode())
    assert (row["id"], row["text"], row["date"]) == ("found", FOUND.text, "2026-03-01")


async def test_suggestions_are_the_servers_own(moderated: ModeratedServer, env: Env) -> None:
    """Each command suggests only articles that it can change, and never another server's."""
    await moderated.publish()
    other = Scope(moderated.scope.guild_id + 1)
    await moderated.moderation.publish(replace(FOUND, id="theirs", title="Theirs", url=""), other, "1")
    suggest = moderated.moderator.autocomplete
    channel = moderated.server.channel
    own = await suggest(channel, "heat2-sources remove", "article", "")
    assert [choice["value"] for choice in own] == ["found"]
    assert await suggest(channel, "heat2-sources show", "article", "theirs") == []
    await moderated.show_commands_to(moderated.server.asker)
    assert await moderated.server.asker.autocomplete(channel, "heat2-sources remove", "article", "") == []


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("add", {"address": ADDRESS}),
        ("add", {}),
        ("list", {}),
        ("show", {"article": "plan"}),
        ("edit", {"article": "found"}),
        ("remove", {"article": "found"}),
        ("restore", {"article": "found"}),
        ("hide", {"article": "plan"}),
        ("unhide", {"article": "plan"}),
        ("undo", {}),
        ("history", {}),
        ("gaps", {}),
        ("export", {}),
    ],
)
async def test_members_are_refused(moderated: ModeratedServer, command: str, options: dict[str, str]) -> None:
    """A member to whom Discord shows the command is refused, and nothing changes."""
    await moderated.publish()
    await moderated.show_commands_to(moderated.server.asker)
    refused = await moderated.use(command, moderated.server.asker, **options)
    assert "Only moderators of this server" in text(reply(refused))
    assert [event.act for event in await moderated.moderation.history(moderated.scope)] == [Act.ADDED]


@pytest.mark.parametrize(
    "custom_id",
    [
        ids.publish_id("0" * 16),
        ids.correct_id("0" * 16),
        ids.separate_id("0" * 16),
        ids.cancel_id("0" * 16),
        ids.reopen_id("0" * 16),
        ids.confirm_id("0" * 16),
        ids.list_id(0, ArticleFilter()),
        ids.show_id(0, ids.digest_of("found")),
        ids.history_id(0, ids.EVERY_ARTICLE),
        ids.undo_id(1),
        ids.switch_id("private_answers", on=True),
        ids.erase_server_id(is_confirmed=True),
    ],
)
async def test_a_forged_button_gains_nothing(moderated: ModeratedServer, custom_id: str) -> None:
    """A button is checked like a command: only a moderator can use it, wherever it came from."""
    await moderated.publish()
    message = await moderated.posted(framed(["Press"], [button("press", custom_id)]))
    said = text(reply(await moderated.server.asker.click(message, label="press")))
    assert "Only m" in said
    assert await moderated.own() == [FOUND]
    assert await moderated.moderation.server_data.settings(moderated.scope) == GuildSettings()


async def test_a_role_of_the_servers_choice_may_keep_articles_but_no_settings(
    moderated: ModeratedServer, env: Env
) -> None:
    """A role from the settings may change articles; the settings stay with those who manage the server."""
    role = moderated.server.guild.create_role("librarians")
    librarian = moderated.server.guild.add_member(env.create_user("librarian"), roles=[role])
    await moderated.show_commands_to(librarian)
    assert "Only moderators" in text(reply(await moderated.use("list", librarian)))
    await moderated.moderation.server_data.set_settings(moderated.scope, GuildSettings(frozenset({role.id})))
    assert "Articles" in text(reply(await moderated.use("list", librarian)))
    assert "may manage this server" in text(reply(await moderated.use("settings", librarian)))


async def test_a_permission_in_one_channel_makes_no_moderator(moderated: ModeratedServer, env: Env) -> None:
    """A permission in one channel does not make a moderator of the whole server."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    helper = moderated.server.guild.add_member(
        env.create_user("helper"), roles=[moderated.server.guild.create_role("helpers")]
    )
    guild = bot.get_guild(moderated.scope.guild_id)
    assert guild
    role = discord.utils.get(guild.roles, name="helpers")
    assert role
    own = moderated.server.guild.create_text_channel(
        "own", overwrites={role: discord.PermissionOverwrite(manage_messages=True)}
    )
    await moderated.show_commands_to(helper)
    shown = await helper.slash(own, "heat2-sources add", address=ADDRESS)
    assert "Only moderators" in text(reply(shown))


async def test_a_draft_of_another_cannot_be_published(moderated: ModeratedServer) -> None:
    """A guessed key, another moderator's draft and another server's draft are refused as expired."""
    drafts = [
        await moderated.moderation.save_draft(FOUND, moderated.scope, "1"),
        await moderated.moderation.save_draft(FOUND, Scope(1), str(moderated.moderator.id)),
        "0123456789abcdef",
    ]
    for key in drafts:
        message = await moderated.posted(framed(["Draft"], [button("Publish", ids.publish_id(key))]))
        pressed = await moderated.moderator.click(message, label="Publish")
        assert "no longer kept" in text(reply(pressed))
    assert await moderated.own() == []


def test_the_first_language_option_is_a_whole_phrase() -> None:
    """The first option is a whole phrase, because a select has no title."""
    first = language_options("", load("en"))[0]
    assert (first["label"], first["default"]) == ("In each member's own language", True)


async def test_settings_change_at_once(moderated: ModeratedServer) -> None:
    """Switches and selects store their setting, and the next answer follows it."""
    shown = await moderated.use("settings")
    assert "Answers are visible to everyone" in text(reply(shown))
    changed = await moderated.press(shown, "Answer privately")
    assert "visible only to the person who asks" in text(reply(changed))
    assert reply(await moderated.server.ask("When do cameras roll?")).ephemeral
    await moderated.moderator.select(reply(shown).message, ["de"], custom_id="heat2:settings:language")
    await moderated.moderator.select(
        reply(shown).message, [moderated.server.channel], custom_id="heat2:settings:channel"
    )
    role = moderated.server.guild.create_role("librarians")
    await moderated.moderator.select(reply(shown).message, [role], custom_id="heat2:settings:roles")
    settings = await moderated.moderation.server_data.settings(moderated.scope)
    assert settings == GuildSettings(
        frozenset({role.id}), moderated.server.channel.id, private_answers=True, language="de"
    )


async def test_where_mentions_are_answered_is_a_setting(moderated: ModeratedServer) -> None:
    """Moderators choose channels, turn answers to mentions off, and open threads for them."""
    shown = await moderated.use("settings")
    assert "Mentions and replies are answered: everywhere. Each answer is a reply to the message." in text(reply(shown))
    message, channel = reply(shown).message, moderated.server.channel
    chosen = await moderated.moderator.select(message, [channel], custom_id="heat2:settings:mention_channels")
    assert f"answered: <#{channel.id}>" in source(reply(chosen))
    in_threads = await moderated.press(chosen, "Answer in threads")
    assert "Each answer opens a thread." in text(reply(in_threads))
    off = await moderated.moderator.select(message, ["off"], custom_id="heat2:settings:mentions")
    assert "Mentions and replies are answered: nowhere." in text(reply(off))
    settings = await moderated.moderation.server_data.settings(moderated.scope)
    assert settings == GuildSettings(
        mentions=Mentions.OFF, mention_channels=frozenset({channel.id}), answers_in_threads=True
    )


async def test_new_articles_are_announced_where_that_is_wanted(moderated: ModeratedServer) -> None:
    """A new article is announced in the server's channel and language."""
    settings = GuildSettings(announce_channel=moderated.server.channel.id, language="de")
    await moderated.moderation.server_data.set_settings(moderated.scope, settings)
    done = await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
    assert "Announced in" in text(reply(done))
    card = text(moderated.server.channel.last_message)
    assert "Neuer Artikel" in card
    assert "Cameras roll on Heat 2 in August 2026" in card


async def test_a_failed_announcement_is_reported_to_the_moderator(moderated: ModeratedServer) -> None:
    """Where the bot may not write, the article is published and the moderator reads that it was not announced."""
    bot = moderated.server.env.bot
    assert isinstance(bot, Heat2Client)
    guild = bot.get_guild(moderated.scope.guild_id)
    assert guild
    closed = moderated.server.guild.create_text_channel(
        "closed", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    for channel in (1, closed.id):
        await moderated.moderation.server_data.set_settings(moderated.scope, GuildSettings(announce_channel=channel))
        done = await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
        assert "I am not allowed to write in" in text(reply(done))
        assert await moderated.own() == [FOUND]
        await moderated.press(done, "Undo")


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


async def test_all_of_a_server_can_be_erased(moderated: ModeratedServer) -> None:
    """All data of a server is erased after a second press."""
    await moderated.publish()
    shown = await moderated.use("settings")
    asked = await moderated.press(shown, "Erase everything")
    assert "cannot be undone" in text(reply(asked))
    assert await moderated.own() == [FOUND]
    assert "has been erased" in text(reply(await moderated.press(asked, "Erase for good")))
    assert await moderated.own() == []
    assert await moderated.moderation.history(moderated.scope) == []


async def test_buttons_work_after_a_restart(
    moderated: ModeratedServer, env: Env, new_bot: Callable[[], Heat2Client]
) -> None:
    """A preview from before a restart can be published after it."""
    shown = await moderated.use("add", address=ADDRESS)
    await env.restart_bot(new_bot())
    await moderated.press(shown, "Publish")
    assert await moderated.own() == [FOUND]


async def test_settings_are_in_the_history(moderated: ModeratedServer) -> None:
    """The history shows who changed which setting, among the changes of articles; erasing oneself removes the name."""
    await moderated.publish()
    await moderated.press(await moderated.use("settings"), "Answer privately")
    await moderated.moderation.remove("found", moderated.scope, "1")
    said = text(reply(await moderated.use("history")))
    setting = "Answers visible only to the person who asks: off → on"
    assert said.index("removed") < said.index(setting) < said.index("added")
    assert "Answers visible" not in text(reply(await moderated.use("history", article="found")))
    shown = reply(await moderated.moderator.slash(moderated.server.channel, "heat2 privacy"))
    assert "changes of settings: 1" in text(shown)
    await moderated.library.store.erase_user(str(moderated.moderator.id))
    assert "a former moderator" in text(reply(await moderated.use("history"))).split("→ on")[1]


async def test_a_long_history_of_settings_has_pages(moderated: ModeratedServer) -> None:
    """Pages go on where the former one ends, in both kinds of changes."""
    for number in range(12):
        settings = GuildSettings(announce_channel=number + 1)
        await moderated.moderation.server_data.set_settings(moderated.scope, settings, "1")
    await moderated.publish()
    shown = await moderated.use("history")
    first = source(reply(shown))
    assert ("added" in first, "<#12>" in first, "→ <#3>" in first) == (True, True, False)
    second = source(reply(await moderated.press(shown, "Next")))
    assert ("added" in second, "→ <#3>" in second, "– → <#1>" in second) == (False, True, True)


def test_every_setting_has_a_name() -> None:
    """The history names every setting in every language."""
    for language in LANGUAGES:
        named = {key.removeprefix("setting.") for key in load(language).texts if key.startswith("setting.")}
        assert settings_as_text(GuildSettings()).keys() <= named


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
