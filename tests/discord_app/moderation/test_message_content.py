"""The menus of messages read what a message says wherever Discord puts it: forwarded, embedded, or attached."""

from __future__ import annotations

import discord
import pytest

from tests.discord_app.moderated_server import ADDRESS, ModeratedServer
from tests.discord_app.server import MENU, reply, text
from tests.discord_app.small_library import FILMING

ADD = "Add to Heat 2 articles"
TEXT = "The pier is booked for nine nights in August, said the harbour master on Monday."


async def forwarded(moderated: ModeratedServer, content: str, **options: object) -> discord.Message:
    """Forward a message from one channel to another."""
    elsewhere = moderated.server.guild.create_text_channel("elsewhere")
    written = await moderated.server.stranger.send(elsewhere, content, **options)  # type: ignore[arg-type]
    message = await moderated.server.stranger.forward(written, moderated.server.channel)
    assert message.content == ""
    return message


async def added(moderated: ModeratedServer, message: discord.Message) -> str:
    """Return the preview that a moderator gets who adds the message."""
    return text(reply(await moderated.moderator.context_menu(moderated.server.channel, ADD, message)))


async def test_a_forwarded_question_is_answered(moderated: ModeratedServer) -> None:
    """The text of a forwarded message, which stands in a snapshot, is the question."""
    message = await forwarded(moderated, FILMING)
    result = await moderated.server.asker.context_menu(moderated.server.channel, MENU, message)
    assert "filming of Heat 2 starts in summer" in text(reply(result)).replace("*", "")


async def test_a_forwarded_text_link_or_file_becomes_an_article(moderated: ModeratedServer) -> None:
    """A forwarded message is previewed like any other."""
    assert "the harbour master on Monday" in await added(moderated, await forwarded(moderated, TEXT))
    assert "Harbor Weekly" in await added(moderated, await forwarded(moderated, f"look **{ADDRESS}**"))
    file = await forwarded(moderated, "see", attachments=[("a.txt", TEXT.encode())])
    assert "the harbour master on Monday" in await added(moderated, file)


async def test_an_embed_is_read_where_there_is_no_text(moderated: ModeratedServer) -> None:
    """Text in embeds is read; a link in the content has precedence over the embed that Discord adds to it."""
    embed = discord.Embed(title="Heat 2 news", description=TEXT)
    embed.add_field(name="Where", value="On the pier.")
    webhook = moderated.server.guild.create_webhook(moderated.server.channel)
    said = await added(moderated, await webhook.send(embed=embed))
    assert "Heat 2 news" in said or "the harbour master on Monday" in said
    assert "On the pier." in said
    linked = await webhook.send(embed=discord.Embed(title="Cameras roll", url=ADDRESS))
    assert "Harbor Weekly" in await added(moderated, linked)


async def test_the_bots_own_messages_are_no_articles(moderated: ModeratedServer) -> None:
    """An answer, which quotes articles, becomes neither an article nor a question."""
    answer = reply(await moderated.server.ask(FILMING)).message
    refused = "choose a message that somebody else has written"
    assert refused in await added(moderated, answer)
    asked = await moderated.server.asker.context_menu(moderated.server.channel, MENU, answer)
    assert refused in text(reply(asked))


async def test_a_text_without_a_sentence_is_refused(moderated: ModeratedServer) -> None:
    """A text without anything to quote is not offered for publication."""
    message = await moderated.server.stranger.send(moderated.server.channel, "🔥🔥")
    assert "no sentence in it that could be quoted" in await added(moderated, message)


@pytest.mark.parametrize("content", ["||{}||", "[the news]({})", "<{}>", "({})", "see {}!", "harbor.example.com/date"])
async def test_a_link_is_the_one_that_discord_links(moderated: ModeratedServer, content: str) -> None:
    """Markdown and brackets around a link are not part of it."""
    message = await moderated.server.stranger.send(moderated.server.channel, content.replace("!", ".").format(ADDRESS))
    assert "Harbor Weekly" in await added(moderated, message)


async def test_of_several_links_one_is_chosen(moderated: ModeratedServer) -> None:
    """For several links the moderator chooses one, and its preview replaces the question."""
    other = "https://en.wikipedia.org/wiki/Heat_(1995_film)"
    message = await moderated.server.stranger.send(moderated.server.channel, f"{other} or <{ADDRESS}>")
    asked = await moderated.moderator.context_menu(moderated.server.channel, ADD, message)
    assert "has several links. Which one is the article?" in text(reply(asked))
    failed = await moderated.moderator.select(reply(asked).message, [other], custom_id="heat2:link")
    assert "for subscribers" in text(reply(failed))
    form = await moderated.press(failed, "Add it as text")
    assert other in str(form.modal)
    chosen = await moderated.moderator.select(reply(asked).message, [ADDRESS], custom_id="heat2:link")
    assert "Harbor Weekly" in text(reply(chosen))


async def test_links_too_long_for_an_option_are_reported(moderated: ModeratedServer) -> None:
    """A link longer than 100 characters, Discord's limit for an option, is not offered."""
    long = f"https://example.com/{'a' * 100}"
    message = await moderated.server.stranger.send(moderated.server.channel, f"{ADDRESS} {long}")
    assert "Not every link fits here." in await added(moderated, message)


async def test_a_text_beside_links_is_the_article(moderated: ModeratedServer) -> None:
    """A message with enough words beside its link is an article itself."""
    message = await moderated.server.stranger.send(
        moderated.server.channel, f"{TEXT} Source: {ADDRESS} https://example.com/b"
    )
    assert "the harbour master on Monday" in await added(moderated, message)


async def test_a_message_with_nothing_to_read_says_so(moderated: ModeratedServer) -> None:
    """A forwarded picture is refused as a question and as an article."""
    message = await forwarded(moderated, "", attachments=[("a.png", b"png")])
    assert "no text, link or readable file" in await added(moderated, message)
    result = await moderated.server.asker.context_menu(moderated.server.channel, MENU, message)
    assert "has no text to answer" in text(reply(result))
