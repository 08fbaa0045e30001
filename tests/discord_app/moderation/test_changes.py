"""`/heat2-sources edit`, `remove`, `hide` and `undo`: changes of articles, one moderator at a time."""

from __future__ import annotations

from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import buttons, reply, text


async def test_a_change_can_be_undone_by_its_button(moderated: ModeratedServer) -> None:
    """The button undoes the change; at a second press it says that there is nothing to undo."""
    done = await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
    undone = await moderated.press(done, "Undo")
    assert "Change #1 was undone." in text(reply(undone))
    assert await moderated.own() == []


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
