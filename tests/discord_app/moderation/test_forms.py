"""Forms: nothing that was typed is lost, dates are read as people write them, and doubtful values are confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from simcord import Env, InteractionResult

from bot.discord_app.client import Heat2Client
from bot.discord_app.forms.cache import FormCache
from bot.discord_app.forms.content import FormContent, FormKind, rebased, result_of, values_of
from bot.discord_app.forms.store import FormStore
from bot.discord_app.members import RefusedError
from bot.discord_app.replies.dates import show_day
from bot.discord_app.services import moderator_service
from bot.domain import Act, Article, PublishedDate, Scope
from bot.errors import DraftExpiredError, SourceError, StoreError
from bot.library.articles.moderation import Moderation
from bot.library.library import Library
from bot.phrases import load
from bot.phrases.messages import say_error
from bot.store.memory import MemoryStore
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import buttons, reply, source, text, walk
from tests.discord_app.small_library import TODAY

TEXT = "The pier is booked for nine nights in August, said the harbour master on Monday."
AGAIN = "Open the form again"


def standing_in(form: InteractionResult) -> dict[str, str]:
    """Return the values that a form is opened with."""
    assert form.modal
    fields = (part["component"] for part in walk(form.modal["components"]) if part["type"] == 18)
    return {field["custom_id"]: field.get("value", "") for field in fields}


async def test_everything_typed_is_still_there_after_a_refusal(moderated: ModeratedServer) -> None:
    """A button under each refusal opens the form again with everything that was typed."""
    form = await moderated.press(await moderated.use("add", address=ADDRESS), "Edit")
    wrong = {"title": "Fixed", "publisher": "P", "url": "no address", "date": "32.13.2026", "language": "xx"}
    for _ in range(2):
        refused = await moderated.moderator.submit_modal(form, wrong)
        said = text(reply(refused))
        assert "“32.13.2026”" in said
        form = await moderated.press(refused, AGAIN)
        assert standing_in(form) == wrong
    right = {**wrong, "url": ADDRESS, "date": "11.6.2025", "language": "en"}
    shown = source(reply(await moderated.moderator.submit_modal(form, right)))
    assert f"was understood as {show_day(date(2025, 6, 11), load('en'))}" in shown


async def test_a_refused_addition_can_be_opened_again(moderated: ModeratedServer) -> None:
    """A refused form for new articles can be opened again with all that was typed, and it still has its files."""
    form = await moderated.use("add")
    typed = {"url": "no address", "text": TEXT, "publisher": "Harbor Weekly", "date": "soon"}
    refused = await moderated.moderator.submit_modal(form, {**typed, "files": ("pier.txt", TEXT.encode())})
    said = text(reply(refused))
    assert "Web address: “no address” is not one." in said
    assert "“soon” is not understood" in said
    assert list(buttons(reply(refused))) == [AGAIN]
    form = await moderated.press(refused, AGAIN)
    assert standing_in(form) == {**typed, "files": ""}
    assert form.modal
    assert "Still here: pier.txt." in str(form.modal)
    shown = await moderated.moderator.submit_modal(form, {**typed, "url": "", "date": "9.3.2026"})
    assert shown.response
    for message in (shown.response, *shown.followups):
        assert "Harbor Weekly" in text(message)
        assert "stated by a moderator" in text(message)
    assert len(shown.followups) == 1


async def test_one_form_adds_a_text_an_address_or_files(moderated: ModeratedServer) -> None:
    """An address alone is read; beside one text or one file it is where that comes from; nothing is refused."""
    form = await moderated.use("add")
    assert "At most 4,000 characters. Add a longer text as a file" in str(form.modal)
    read = await moderated.moderator.submit_modal(form, {"url": "harbor.example.com/date", "publisher": "Mine"})
    assert "Cameras roll in August" in text(reply(read))
    assert "Mine" in text(reply(read))
    long = ("nights.txt", ("The pier is booked for nine nights. " * 300).encode())
    for given in ({"files": long}, {"text": TEXT}):
        shown = text(
            reply(await moderated.moderator.submit_modal(await moderated.use("add"), {"url": ADDRESS, **given}))
        )
        assert "harbor.example.com/date" in shown
        assert "The pier is booked for nine nights" in shown
    both = {"url": ADDRESS, "text": TEXT, "files": long}
    assert "one article only" in text(reply(await moderated.moderator.submit_modal(await moderated.use("add"), both)))
    nothing = await moderated.moderator.submit_modal(await moderated.use("add"), {"publisher": "Mine"})
    assert "nothing to add" in text(reply(nothing))
    assert standing_in(await moderated.press(nothing, AGAIN))["publisher"] == "Mine"


async def test_a_refused_edit_keeps_later_changes_of_others(moderated: ModeratedServer) -> None:
    """The reopened form has the moderator's own changes, and the current values in all other fields."""
    await moderated.publish()
    first, second = await moderated.use("edit", article="found"), await moderated.use("edit", article="found")
    await moderated.moderator.submit_modal(first, {**values_of(FOUND), "publisher": "Paper"})
    late = await moderated.moderator.submit_modal(second, {**values_of(FOUND), "title": "Second"})
    assert "meanwhile" in text(reply(late))
    again = await moderated.press(late, AGAIN)
    assert standing_in(again) == {**values_of(FOUND), "title": "Second", "publisher": "Paper"}
    done = text(reply(await moderated.moderator.submit_modal(again, standing_in(again))))
    assert "Title: Cameras roll in August → Second" in done
    (article,) = await moderated.own()
    assert (article.title, article.publisher) == ("Second", "Paper")


async def test_a_form_is_shown_to_its_author_only(moderated: ModeratedServer, env: Env) -> None:
    """The key of a form works only for its author, in its server."""
    forms, typed = FormCache(), FormContent(FormKind.ADD, {"text": TEXT})
    key = forms.put(typed, Scope(1), "7")
    assert forms.get(key, Scope(1), "7") == typed
    for scope, by in ((Scope(1), "8"), (Scope(2), "7")):
        with pytest.raises(DraftExpiredError):
            forms.get(key, scope, by)


def test_forms_are_cached_for_a_day_and_within_a_size() -> None:
    """Forms are dropped after a day, when their server or author is erased, and when there is no room."""
    now = [0.0]
    forms = FormCache(lambda: now[0])
    big = FormContent(FormKind.ADD, {"text": "x" * 4_000})
    first = forms.put(big, Scope(1), "7")
    keys = [forms.put(big, Scope(2), "7") for _ in range(1_000)]
    with pytest.raises(DraftExpiredError):
        forms.get(first, Scope(1), "7")
    forms.forget_server(Scope(2))
    with pytest.raises(DraftExpiredError):
        forms.get(keys[-1], Scope(2), "7")
    mine, theirs = forms.put(big, Scope(1), "7"), forms.put(big, Scope(1), "8")
    forms.forget_user("8")
    assert forms.get(mine, Scope(1), "7") == big
    with pytest.raises(DraftExpiredError):
        forms.get(theirs, Scope(1), "8")
    old = forms.put(big, Scope(1), "7")
    now[0] = 25 * 3600.0
    with pytest.raises(DraftExpiredError):
        forms.get(old, Scope(1), "7")


async def test_a_form_outlives_a_restart(
    moderated: ModeratedServer, env: Env, new_bot: Callable[[], Heat2Client]
) -> None:
    """After a restart the form is opened again with what was typed; without it a kind sentence says that it is gone."""
    typed = {"url": "", "text": TEXT, "publisher": "", "date": "someday"}
    refused = await moderated.moderator.submit_modal(await moderated.use("add"), typed)
    await env.restart_bot(new_bot())
    again = await moderated.press(refused, AGAIN)
    assert standing_in(again)["text"] == TEXT
    assert standing_in(again)["date"] == "someday"
    await moderated.moderation.server_data.erase_user(str(moderated.moderator.id))
    await env.restart_bot(new_bot())
    assert "no longer kept, as it is older than a day" in text(reply(await moderated.press(refused, AGAIN)))


async def test_a_form_is_kept_in_memory_while_the_database_is_away(
    store: MemoryStore, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form whose draft cannot be stored is found in this process anyway."""

    async def away(*_: object) -> str:
        raise StoreError("The database is away.")

    moderation = Moderation(library, store)
    forms, typed = FormStore(moderation), FormContent(FormKind.ADD, {"text": TEXT})
    monkeypatch.setattr(store, "save_draft", away)
    key = await forms.put(typed, Scope(1), "7")
    assert await forms.get(key, Scope(1), "7") == typed
    for kept in (forms, FormStore(moderation)):
        with pytest.raises(RefusedError):
            await kept.get(key, Scope(1), "8")


async def test_a_preview_ends_after_a_time(moderated: ModeratedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article whose preview takes too long gets a sentence that says what to do."""

    async def slow(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(Moderation, "preview", slow)
    monkeypatch.setattr(moderator_service, "PREVIEW_SECONDS", 0.01)
    typed = {"url": "", "text": TEXT, "publisher": "", "date": ""}
    refused = await moderated.moderator.submit_modal(await moderated.use("add"), typed)
    assert "Split it into parts" in text(reply(refused))


async def test_a_date_in_the_future_is_asked_about(moderated: ModeratedServer) -> None:
    """A date in the future is asked about in a preview and before an edit, and a press confirms it."""
    soon = date.today() + timedelta(days=400)
    form = await moderated.press(await moderated.use("add", address=ADDRESS), "Edit")
    shown = await moderated.moderator.submit_modal(form, {**values_of(FOUND), "date": soon.isoformat()})
    assert "is in the future. Is that right?" in text(reply(shown))
    assert "Yes, publish" in buttons(reply(shown))
    await moderated.publish()
    form = await moderated.use("edit", article="found")
    asked = await moderated.moderator.submit_modal(form, {**values_of(FOUND), "date": soon.isoformat()})
    assert "is in the future. Is that right?" in text(reply(asked))
    assert await moderated.own() == [FOUND]
    assert standing_in(await moderated.press(asked, AGAIN))["date"] == soon.isoformat()
    assert "was changed" in text(reply(await moderated.press(asked, "Yes, change it")))
    (article,) = await moderated.own()
    assert article.published == PublishedDate(soon.year, soon.month, soon.day, evidence="stated by a moderator")


async def test_a_cleared_date_becomes_unknown(moderated: ModeratedServer) -> None:
    """A date that is cleared or typed as a word for unknown becomes unknown."""
    await moderated.publish()
    form = await moderated.use("edit", article="found")
    said = text(reply(await moderated.moderator.submit_modal(form, {**values_of(FOUND), "date": "unknown"})))
    assert "Date: unknown. Answers will say so." in said
    assert "→ date unknown" in said


async def test_adding_an_article_again_keeps_fields_that_the_new_text_lacks(moderated: ModeratedServer) -> None:
    """The preview shows what would change, and keeps publisher and date."""
    await moderated.publish()
    form = await moderated.use("add")
    values = {"url": ADDRESS, "text": FOUND.text + "\n\nThe boats are hired as well, he said."}
    shown = await moderated.moderator.submit_modal(form, values)
    said = text(reply(shown))
    assert "Update this article?" in said
    assert "new version of “Cameras roll in August”" in said
    assert "% different" in said
    assert "Harbor Weekly" in said
    await moderated.press(shown, "Publish")
    (article,) = await moderated.own()
    assert article == replace(FOUND, text=values["text"])


async def test_adding_the_same_article_again_would_change_nothing(moderated: ModeratedServer) -> None:
    """The preview of an article that is stored like this says so, and promises no new version."""
    await moderated.publish()
    shown = await moderated.moderator.submit_modal(await moderated.use("add"), {"url": ADDRESS, "text": FOUND.text})
    said = text(reply(shown))
    assert "“Cameras roll in August” is already stored like this. Publishing it would change nothing." in said
    assert "new version" not in said


async def test_an_article_of_the_same_title_may_be_another(moderated: ModeratedServer) -> None:
    """An article of the same title can replace the known one or become another, as the moderator chooses."""
    await moderated.publish(replace(FOUND, url=""))
    form = await moderated.use("add")
    shown = await moderated.moderator.submit_modal(form, {"text": f"Title: {FOUND.title}\n\n{TEXT}"})
    assert list(buttons(reply(shown))) == ["Publish", "It is another article", "Edit", "Cancel"]
    other = await moderated.press(shown, "It is another article")
    assert "Add this article?" in text(reply(other))
    assert "date unknown" in text(reply(other))
    await moderated.press(other, "Publish")
    assert sorted(article.text for article in await moderated.own()) == sorted([FOUND.text, TEXT])


async def test_a_stale_preview_is_shown_again_before_publishing(moderated: ModeratedServer) -> None:
    """When two moderators add the same article, the second sees what publishing would change now."""
    early = await moderated.use("add", address=ADDRESS)
    await moderated.publish(replace(FOUND, publisher="The Paper", text=TEXT))
    stale = await moderated.press(early, "Publish")
    said = text(reply(stale))
    assert "was changed meanwhile" in said
    assert "Publisher: The Paper → Harbor Weekly" in said
    assert [article.text for article in await moderated.own()] == [TEXT]
    await moderated.press(stale, "Publish")
    assert [article.text for article in await moderated.own()] == [FOUND.text]


@pytest.mark.parametrize("address", ["harbor.example.com/date", f" <{ADDRESS}> ", f"**{ADDRESS}**"])
async def test_a_pasted_text_that_is_only_a_link_is_an_address(moderated: ModeratedServer, address: str) -> None:
    """A pasted text that is only a link adds the linked page."""
    form = await moderated.use("add")
    assert "Harbor Weekly" in text(reply(await moderated.moderator.submit_modal(form, {"text": address})))


async def test_a_text_that_is_too_short_is_asked_about(moderated: ModeratedServer) -> None:
    """A very short text is published only after a confirmation."""
    form = await moderated.use("add")
    shown = await moderated.moderator.submit_modal(form, {"text": "hi"})
    assert "has 1 word. Is it really an article?" in text(reply(shown))
    assert list(buttons(reply(shown))) == ["Yes, publish", "Edit", "Cancel"]
    message = await moderated.server.stranger.send(moderated.server.channel, "hi")
    shown = await moderated.moderator.context_menu(moderated.server.channel, "Add to Heat 2 articles", message)
    assert "Is it really an article?" in text(reply(shown))


@pytest.mark.parametrize("article", ["plan", "Filming starts in summer"])
async def test_remove_points_to_hide_for_an_article_of_everyones(moderated: ModeratedServer, article: str) -> None:
    """Removing an article of everyone's is refused with the command that hides it."""
    said = text(reply(await moderated.use("remove", article=article)))
    assert "/heat2-sources hide" in said
    assert "Filming starts in summer" in said
    assert "hidden in this server" in text(reply(await moderated.use("hide", article=article)))
    assert "already" in text(reply(await moderated.use("remove", article="plan")))


async def test_hide_points_to_remove_for_an_own_article(moderated: ModeratedServer) -> None:
    """Hiding an own article is refused with the command that removes it, which takes its title too."""
    await moderated.publish()
    assert "/heat2-sources remove" in text(reply(await moderated.use("hide", article="found")))
    assert "removed" in text(reply(await moderated.use("remove", article="Cameras roll in August")))
    assert [event.act for event in await moderated.moderation.history(moderated.scope)] == [Act.REMOVED, Act.ADDED]


@pytest.mark.parametrize(
    ("typed", "locale", "edtf", "said"),
    [
        ("June 11, 2025", "en-US", "2025-06-11", show_day(date(2025, 6, 11), load("en"))),
        ("11.6.2025", "de", "2025-06-11", show_day(date(2025, 6, 11), load("de"))),
        ("gestern", "de", "2026-03-09", show_day(date(2026, 3, 9), load("de"))),
        ("ayer", "es-ES", "2026-03-09", show_day(date(2026, 3, 9), load("es"))),
        ("mars 2026", "fr", "2026-03", "mars 2026"),
        ("2026", "it", "2026", "2026"),
        ("2025-06~", "en-GB", "2025-06~", "about June 2025"),
    ],
)
def test_a_date_is_understood_as_people_type_it(typed: str, locale: str, edtf: str, said: str) -> None:
    """A date is understood in the moderator's language, and the note says in words how."""
    values = {**values_of(FOUND), "date": typed}
    done = result_of(values, FOUND, load(locale), locale, TODAY)
    assert done.corrections.published.edtf == edtf
    assert said in done.note


def test_a_date_that_was_not_touched_keeps_its_evidence() -> None:
    """A corrected title leaves the date and its evidence."""
    done = result_of({**values_of(FOUND), "title": "T"}, FOUND, load("en"), "en-US", TODAY)
    assert done.corrections.published is FOUND.published
    assert done.note == ""


@pytest.mark.parametrize(("typed", "said"), [("bald", "nicht zu verstehen"), ("11. Juni", "kein Jahr"),
                                             ("30.2.2026", "im Kalender nicht")])  # fmt: skip
def test_an_invalid_date_is_explained_in_the_moderators_language(typed: str, said: str) -> None:
    """A text that is no date is refused in the moderator's language, with what is missing."""
    with pytest.raises(SourceError) as caught:
        result_of({**values_of(FOUND), "date": typed}, FOUND, load("de"), "de", TODAY)
    assert said in say_error(caught.value, load("de"))


def test_a_rebased_form_keeps_only_changed_fields() -> None:
    """Fields that the moderator changed win over the current values, other fields do not."""
    opened = values_of(Article("a", "t", "Old", "P"))
    typed = {**opened, "title": "Mine"}
    now = {**opened, "title": "Theirs", "publisher": "Q"}
    assert rebased(typed, opened, now) == {**opened, "title": "Mine", "publisher": "Q"}


async def test_an_address_that_fails_beside_a_file_can_be_added_as_text(moderated: ModeratedServer) -> None:
    """Of an address and a file, the address that cannot be read has a button for its text, and the file is shown."""
    closed = "https://closed.example.com/x"
    shown = await moderated.use("add", address=closed, file=("pier.txt", TEXT.encode()))
    assert shown.response
    assert "for subscribers" in text(shown.response)
    (preview,) = shown.followups
    assert "Add this article?" in text(preview)
    form = await moderated.moderator.click(shown.response.message, label="Add it as text")
    assert closed in str(form.modal)
