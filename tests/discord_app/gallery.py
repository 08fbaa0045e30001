"""A picture of every kind of reply, in one of the bot's languages, for people who look whether it reads well.

`python -m tests.discord_app.gallery FOLDER de [PART…]` draws the replies over the articles of `tests/discord_app/news`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import discord
from playwright.async_api import Browser
from simcord import ChannelHandle, Env, MemberActor
from simcord.builders import UserHandle

from bot.discord_app.client import Heat2Client
from bot.discord_app.custom_ids import digest_of, pick_id
from bot.discord_app.jobs.digest import DIGEST, send_digest
from bot.discord_app.jobs.feed_notifiers import ServerFeedNotifier
from bot.discord_app.replies.command_links import set_command_ids
from bot.discord_app.replies.feeds import report_view
from bot.discord_app.replies.greeting import greeting_view
from bot.discord_app.services.follow_service import JOB, NEWS_DELAY
from bot.domain import EVERYONE, Article, FeedContent, FeedEntry, FeedSource, FeedVersion, GuildSettings, PublishedDate
from bot.errors import PageFault
from bot.library.articles.listing import ArticleFilter
from bot.library.feeds.readers import FeedReaders
from bot.library.library import Library
from bot.phrases import Phrases, load, set_subject
from bot.phrases.messages import page_error
from bot.reading.corpus import load_corpus
from bot.reading.subject import load_subject
from bot.store.jobs import Job
from bot.store.memory import MemoryStore
from bot.store.rules import utc_now
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import ModeratedServer
from tests.discord_app.pictures import CORPUS, chromium, picture, smaller, speaking
from tests.discord_app.server import Server, buttons, reply
from tests.language_data import shipped_concepts

NEWS: Final = Path(__file__).with_name("news")
DAY: Final = date(2026, 11, 26)
NOON: Final = datetime.combine(DAY, time(12), UTC)
PHONE: Final = 430
"""Width of a picture in pixels, about as wide as a phone."""
LOCALES: Final[Mapping[str, str]] = {"en": "en-US", "de": "de", "es": "es-ES", "fr": "fr", "it": "it"}

PAGE: Final = "https://harborweekly.example.com/heat-2-stunts"
ARTICLE: Final = Article(
    "stunts",
    "Stunt drivers for Heat 2 train at night on the docks of San Pedro, the harbour master said on Tuesday.\n\n"
    "Eleven cars were wrecked in the first week. The last night of the training is 4 December.",
    "Heat 2 drivers train on the docks",
    "Harbor Weekly",
    PAGE,
    PublishedDate(2026, 11, 24, evidence="datePublished in the page's JSON-LD"),
    "en",
)
GUESSED: Final = replace(
    ARTICLE,
    id="guess",
    url=f"{PAGE}-2",
    text=ARTICLE.text.replace("Eleven", "Twelve"),
    published=PublishedDate(2026, 11, 20, inferred=True, evidence="guessed from the text of the page"),
)
FEED: Final = "https://harborweekly.example.com/feed"


DEAD: Final = FeedSource(EVERYONE, "feed", FEED, "Harbor Weekly", failures=9, fault="not_found")


GONE: Final = replace(ARTICLE, id="gone", url=f"{PAGE}-gone", title="Bridge closed for two nights")
PAGES: Final[dict[str, Article]] = {}
"""What pages read by now that have changed since they were proposed."""


async def read_page(address: str) -> Article:
    """Return the article at an address of a small web. Raises PageError for any other."""
    for each in (ARTICLE, GUESSED):
        if each.url == address:
            return PAGES.get(address, each)
    raise page_error(PageFault.NOT_FOUND if address == GONE.url else PageFault.PAYWALL)


async def read_feed(_address: str, _version: FeedVersion) -> FeedContent:
    """Return the only feed."""
    return FeedContent(FEED, "Harbor Weekly", (FeedEntry(ARTICLE.url, ARTICLE.title),))


async def find_feed(address: str) -> FeedContent:
    """Find the only feed. Raises PageError for any other address."""
    if "harbor" not in address:
        raise page_error(PageFault.NO_FEED)
    return await read_feed(address, FeedVersion())


@dataclass
class Stage:
    """A server whose members speak one language, and the folder of the pictures."""

    moderated: ModeratedServer
    language: str
    folder: Path
    browser: Browser

    @property
    def phrases(self) -> Phrases:
        """What the bot says in that language."""
        return load(self.language)

    @property
    def asker(self) -> MemberActor:
        """A member."""
        return self.moderated.server.asker

    @property
    def channel(self) -> ChannelHandle:
        """The channel."""
        return self.moderated.server.channel

    @property
    def bot(self) -> Heat2Client:
        """The bot."""
        bot = self.moderated.server.env.bot
        assert isinstance(bot, Heat2Client)
        return bot

    @property
    def guild(self) -> discord.Guild:
        """The server as the bot sees it."""
        guild = self.bot.get_guild(self.moderated.scope.guild_id)
        assert guild
        return guild

    async def show(self, name: str, target: Any, viewer: MemberActor | UserHandle | None = None) -> Any:
        """Draw a message, a reply or a form, and return it."""
        server = self.moderated.server
        png = await picture(
            self.browser, server, viewer or self.asker, target, width=PHONE, locale=LOCALES[self.language], now=NOON
        )
        (self.folder / f"{name}.png").write_bytes(smaller(png))
        return target

    async def ask(self, name: str, question: str, **options: object) -> Any:
        """Ask, and draw the answer."""
        return await self.show(name, await self.moderated.server.ask(question, **options))

    async def use(self, name: str, command: str, **options: object) -> Any:
        """Use a command of `/heat2`, and draw the reply."""
        return await self.show(name, await self.asker.slash(self.channel, f"heat2 {command}", **options))

    async def manage(self, name: str, command: str, **options: Any) -> Any:
        """Use a command of `/heat2-sources`, and draw the reply."""
        return await self.show(name, await self.moderated.use(command, **options), self.moderated.moderator)

    async def press(self, name: str, shown: Any, key: str, who: MemberActor | None = None) -> Any:
        """Press the button with this label, or one that begins with it, and draw the result."""
        message = shown if isinstance(shown, discord.Message) else reply(shown).message
        label = self.phrases.texts.get(key, key).split("{")[0]
        found = next((id_ for name, id_ in buttons(message).items() if name.startswith(label)), label)
        return await self.show(name, await (who or self.asker).click(message, custom_id=found), who)

    async def manager_presses(self, name: str, shown: Any, key: str) -> Any:
        """Press a button as the moderator."""
        return await self.press(name, shown, key, self.moderated.moderator)

    async def submit(self, name: str, form: Any, values: dict[str, Any]) -> Any:
        """Send a form, and draw the reply."""
        who = self.moderated.moderator
        return await self.show(name, await who.submit_modal(form, values), who)


QUESTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "answer": "When does filming start?",
        "none": "Will Heat 2 have a post-credits scene?",
        "vague": "Heat 2",
        "hello": "hi there",
        "topic": "release date",
        "other": "What is the best pizza in Rome?",
        "cast": "Who plays Vincent Hanna?",
        "reply": "and who plays Chris?",
    },
    "de": {
        "answer": "Wann beginnt der Dreh?",
        "none": "Gibt es bei Heat 2 eine Szene nach dem Abspann?",
        "vague": "Heat 2",
        "hello": "hallo",
        "topic": "Kinostart",
        "other": "Wo gibt es die beste Pizza in Rom?",
        "cast": "Wer spielt Vincent Hanna?",
        "reply": "und wer spielt Chris?",
    },
    "es": {
        "answer": "¿Cuándo empieza el rodaje?",
        "none": "¿Habrá una escena poscréditos en Heat 2?",
        "vague": "Heat 2",
        "hello": "hola",
        "topic": "fecha de estreno",
        "other": "¿Dónde está la mejor pizza de Roma?",
        "cast": "¿Quién hace de Vincent Hanna?",
        "reply": "¿y quién hace de Chris?",
    },
    "fr": {
        "answer": "Quand commence le tournage ?",
        "none": "Y aura-t-il une scène post-générique dans Heat 2 ?",
        "vague": "Heat 2",
        "hello": "bonjour",
        "topic": "date de sortie",
        "other": "Où est la meilleure pizza de Rome ?",
        "cast": "Qui joue Vincent Hanna ?",
        "reply": "et qui joue Chris ?",
    },
    "it": {
        "answer": "Quando iniziano le riprese?",
        "none": "Ci sarà una scena dopo i titoli di coda in Heat 2?",
        "vague": "Heat 2",
        "hello": "ciao",
        "topic": "data di uscita",
        "other": "Dov'è la migliore pizza di Roma?",
        "cast": "Chi interpreta Vincent Hanna?",
        "reply": "e chi interpreta Chris?",
    },
}
"""What members ask, by language."""


async def answers(stage: Stage) -> None:
    """Draw answers and everything under them."""
    asks = QUESTIONS[stage.language]
    shown = await stage.ask("answer", asks["answer"])
    await stage.press("why", shown, "button.why")
    await stage.press("vote-up", shown, "👍")
    down = await stage.press("vote-down", shown, "👎")
    thanks = await stage.press("vote-reason", down, "votes.outdated")
    await stage.press("vote-back", thanks, "votes.take_back")
    more = await stage.press("answer-more", shown, "button.more")
    await stage.press("answer-oldest", more, "button.oldest_first")
    private = await stage.ask("answer-cast", asks["cast"], private=True)
    greeting = greeting_view([asks["answer"], asks["cast"]], stage.phrases)
    await stage.show("greeting", await stage.moderated.posted(greeting))
    await stage.press("shared-notice", private, "button.share")
    await stage.show("shared", stage.channel.history()[-1])
    await stage.ask("answer-as-of", asks["answer"], **{"as-of": "2026-07"})
    await stage.ask("as-of-not-understood", asks["answer"], **{"as-of": "32.13."})
    none = await stage.ask("none", asks["none"])
    await stage.press("none-why", none, "button.why_none")
    await stage.press("none-closest", none, "button.closest")
    for name in ("vague", "hello", "other"):
        await stage.ask(name, asks[name])
    menu = await stage.asker.send(stage.channel, asks["answer"])
    await stage.show("menu", await stage.asker.context_menu(stage.channel, "Answer from Heat 2 articles", menu))


async def members(stage: Stage) -> None:
    """Draw the other commands of members."""
    asks = QUESTIONS[stage.language]
    latest = await stage.use("latest", "latest")
    await stage.press("latest-more", latest, "button.more")
    await stage.use("latest-topic", "latest", topic=asks["topic"], since="2026-05")
    await stage.use("latest-none", "latest", since="2026-11-25")
    await stage.use("latest-none-topic", "latest", topic=asks["none"], since="2026-11-20")
    await stage.use("help", "help")
    await stage.use("timeline", "timeline", topic=asks["topic"])
    await stage.use("timeline-filming", "timeline", topic=asks["answer"])
    await stage.use("timeline-none", "timeline", topic="zeppelin")
    await stage.use("timeline-vague", "timeline", topic="Heat 2")
    await stage.use("following-none", "following")
    follow = await stage.use("follow", "follow", topic=asks["topic"])
    await stage.use("follow-again", "follow", topic=asks["topic"])
    await stage.use("follow-refused", "follow", topic="xyzzy")
    await stage.use("follow-second", "follow", topic=asks["answer"])
    await stage.use("following", "following")
    await stage.press("unfollow", follow, "follow.stop")
    privacy = await stage.use("privacy", "privacy")
    erase = await stage.press("privacy-erase", privacy, "privacy.erase")
    await stage.press("privacy-erased", erase, "privacy.erase_yes")
    await stage.use("follow-not-moderator", "follow", topic=asks["topic"], channel=stage.channel)


async def conversation(stage: Stage) -> None:
    """Draw answers to mentions and replies."""
    asks, server = QUESTIONS[stage.language], stage.moderated.server
    assert stage.bot.user
    mention = f"<@{stage.bot.user.id}>"

    async def say(name: str, words: str, **options: Any) -> Any:
        await stage.asker.send(stage.channel, words, **options)
        await server.env.settle()
        return await stage.show(name, stage.channel.history()[-1])

    first = await say("mention", f"{mention} {asks['cast']}")
    await say("mention-reply", asks["reply"], reply_to=first)
    await say("mention-empty", mention)
    await say("mention-emoji", f"{mention} 🔥🔥🔥")
    await say("mention-insult", f"{mention} you are a stupid bot")
    await say("mention-injection", f"{mention} **bold** @everyone [x](https://x.example.com) `code` ||{asks['cast']}||")
    await say("mention-long", f"{mention} {asks['cast']} {'bla ' * 300}")
    for _ in range(15):
        await stage.moderated.server.ask(asks["cast"])
    await stage.ask("cooldown", asks["cast"])


async def direct(stage: Stage) -> None:
    """Draw what somebody reads in direct messages."""
    asks, user = QUESTIONS[stage.language], stage.asker.user

    async def say(name: str, words: str, **options: Any) -> Any:
        await user.send_dm(words, **options)
        await stage.moderated.server.env.settle()
        return await stage.show(name, user.dm_channel.history()[-1], user)

    first = await say("direct-answer", asks["cast"])
    backend = stage.moderated.server.env.backend
    to = {"channel_id": str(user.dm_channel.id), "message_id": str(first.id)}
    await say("direct-reply", asks["reply"], reference=backend.normalize_message_reference(user.dm_channel.id, to))
    await say("direct-none", asks["none"])
    await say("direct-help", stage.phrases.say("command.help"))
    shown = await stage.show("direct-command", await user.slash("heat2 ask", question=asks["answer"]), user)
    more = next(id_ for id_ in buttons(reply(shown).message).values() if id_.startswith("heat2:turn:"))
    await stage.show("direct-more", await user.click(reply(shown).message, custom_id=more), user)
    await stage.show("direct-timeline", await user.slash("heat2 timeline", topic=asks["topic"]), user)
    follow = await user.slash("heat2 follow", topic="San Pedro")
    await stage.show("direct-follow", follow, user)
    await stage.bot.services.members._library.add_all([ARTICLE], EVERYONE)
    await stage.bot.services.follows.deliver(Job(JOB, NEWS_DELAY, utc_now(), EVERYONE), stage.bot)
    await stage.show("direct-news", user.dm_channel.history()[-1], user)
    await stage.show("direct-following", await user.slash("heat2 following"), user)
    await stage.show("direct-privacy", await user.slash("heat2 privacy"), user)


async def adding(stage: Stage) -> None:
    """Draw how articles are added."""
    chosen = GuildSettings(announce_channel=stage.channel.id, language=stage.language)
    await stage.moderated.moderation.server_data.set_settings(stage.moderated.scope, chosen)
    form = await stage.manage("form-add", "add")
    await stage.submit("add-nothing", form, {})
    form = await stage.moderated.use("add")
    refused = await stage.submit("add-wrong", form, {"text": ARTICLE.text, "date": "soon", "url": "no address"})
    await stage.manager_presses("form-add-again", refused, "sources.reopen")
    form = await stage.moderated.use("add")
    preview = await stage.submit("preview-text", form, {"text": ARTICLE.text, "date": "24.11.2026"})
    await stage.manager_presses("form-draft", preview, "sources.correct")
    await stage.manager_presses("cancelled", preview, "sources.cancel")
    await stage.manage("add-paywall", "add", address="https://closed.example.com/x")
    await stage.manage("preview-guessed", "add", address=GUESSED.url)
    preview = await stage.manage("preview", "add", address=PAGE)
    published = await stage.manager_presses("published", preview, "sources.publish")
    await stage.show("announcement", stage.channel.history()[-1])
    await stage.manage("preview-alike", "add", address=GUESSED.url)
    await stage.manage("add-known", "add", address=PAGE)
    await stage.manage("preview-file", "add", file=("news.txt", b"Heat 2 has a new poster."))
    await stage.manage("add-bad-file", "add", file=("news.docx", b"PK\x03\x04 x"))
    await stage.manager_presses("undone", published, "sources.undo")
    linked = await stage.asker.send(stage.channel, f"{PAGE} {GUESSED.url}")
    who = stage.moderated.moderator
    await stage.show("which-link", await who.context_menu(stage.channel, "Add to Heat 2 articles", linked), who)
    await stage.show("not-a-moderator", await _forbidden(stage))


async def _forbidden(stage: Stage) -> Any:
    await stage.moderated.show_commands_to(stage.asker)
    return await stage.moderated.use("list", stage.asker)


async def articles(stage: Stage) -> None:
    """Draw what is done with articles."""
    own = [replace(ARTICLE, id=key, title=f"Docks {key}", url="", text=f"{key}. {ARTICLE.text}") for key in ("a", "b")]
    for each in own:
        await stage.moderated.publish(each)
    who = stage.moderated.moderator
    await stage.manage("show", "show", article="a")
    form = await stage.manage("form-edit", "edit", article="a")
    typed = {"title": "Docks, a", "publisher": "", "url": "", "date": "1.12.2027", "language": "en"}
    await stage.submit("edit-future", form, typed)
    form = await stage.moderated.use("edit", article="a")
    await stage.submit("edited", form, {**typed, "date": "Juni 2026" if stage.language == "de" else "2026-06"})
    form = await stage.moderated.use("edit", article="a")
    await stage.submit("edit-nothing", form, {**typed, "date": "2026-06"})
    await stage.manage("form-text", "edit-text", article="a")
    await stage.moderated.publish(replace(ARTICLE, id="long", title="Long", text="The pier is booked.\n\n" * 300))
    await stage.manage("text-by-file", "edit-text", article="long")
    await stage.manage("hidden", "hide", article="02-casting-en")
    await stage.manage("hide-own", "hide", article="a")
    await stage.manage("remove-everyones", "remove", article="01-release-first")
    await stage.manage("removed", "remove", article="b")
    listed = await stage.manage("list", "list")
    await stage.manager_presses("list-next", listed, "sources.next")
    await stage.manage("list-none", "list", words="zeppelin")
    await stage.manage("list-no-date", "list", since="32.13.")
    await stage.manage("restored", "restore", article="b")
    listed = await stage.manage("list-words", "list", words="docks")
    pick = pick_id(0, ArticleFilter("docks"))
    picked = await who.select(reply(listed).message, [digest_of("a"), digest_of("b")], custom_id=pick)
    await stage.show("several", picked, who)
    form = await stage.manager_presses("form-several", picked, "sources.several_fields")
    await stage.submit("several-done", form, {"publisher": "Paper", "date": "2026-11"})
    undo = await stage.manage("undo", "undo")
    await stage.manager_presses("undo-done", undo, "sources.undo_yes")
    await stage.manage("history", "history")
    await stage.manage("export", "export")


async def server_settings(stage: Stage) -> None:
    """Draw the settings and what follows from them."""
    shown = await stage.manage("settings", "settings")
    await stage.manager_presses("settings-test-none", shown, "settings.test")
    channel = stage.channel.id
    data = stage.moderated.moderation.server_data
    role = stage.moderated.server.guild.create_role("Heat fans")
    chosen = GuildSettings(
        announce_channel=channel, moderator_channel=channel, announce_role=role.id, language=stage.language
    )
    await data.set_settings(stage.moderated.scope, chosen)
    shown = await stage.manage("settings-chosen", "settings")
    await stage.manager_presses("settings-test", shown, "settings.test")
    await stage.show("test-announcement", stage.channel.history()[-1])
    shown = await stage.manager_presses("settings-switched", shown, "settings.private_answers_on")
    await stage.manage("history-settings", "history")
    erase = await stage.manager_presses("settings-erase", shown, "settings.erase")
    await stage.manager_presses("settings-erased", erase, "settings.erase_yes")


async def news(stage: Stage) -> None:
    """Draw feeds, proposals, pins, gaps, the weekly message, and news on followed topics."""
    channel, who = stage.channel, stage.moderated.moderator
    await stage.manage("feeds-none", "feeds list")
    await stage.manage("feed-not-found", "feeds add", address="nowhere.example.com")
    await stage.manage("feed-added-no-channel", "feeds add", address="harborweekly.example.com")
    chosen = GuildSettings(announce_channel=channel.id, moderator_channel=channel.id, language=stage.language)
    await stage.moderated.moderation.server_data.set_settings(stage.moderated.scope, chosen)
    followed = await who.slash(channel, "heat2 follow", topic="San Pedro", channel=channel)
    await stage.show("follow-channel", followed, who)
    jobs = stage.bot.services.jobs
    for job in await jobs.scheduled("feed", stage.moderated.scope):
        await jobs._functions["feed"](job)
    proposal = await stage.show("proposal", channel.history()[-1], who)
    await stage.press("proposal-edit", proposal, "sources.correct", who)
    await stage.show("feed-dead", await stage.moderated.posted(report_view(DEAD, stage.phrases, is_working=False)), who)
    await proposals_that_changed(stage, proposal)
    await stage.show("proposal-published", channel.history()[0], who)
    await stage.manage("feeds-list", "feeds list")
    await stage.manage("feed-trusted", "feeds trust", feed=FEED)
    await stage.manage("feed-paused", "feeds pause", feed=FEED)
    await stage.manage("feed-removed", "feeds remove", feed=FEED)
    await stage.bot.services.follows.deliver(Job(JOB, NEWS_DELAY, utc_now(), stage.moderated.scope), stage.bot)
    await stage.show("followed-news", channel.history()[-1], who)
    await closed_channel(stage, chosen)
    await stage.manage("pins-none", "import-pins")
    pinned = await stage.asker.send(channel, f"{GUESSED.url} {PAGE} https://closed.example.com/x")
    place = stage.bot.get_channel(channel.id)
    assert isinstance(place, discord.TextChannel)
    await place.get_partial_message(pinned.id).pin()
    pins = await stage.moderated.use("import-pins")
    await stage.show("pins", pins.response, who)
    await stage.manage("gaps-none", "gaps")
    asks = QUESTIONS[stage.language]
    for question in (asks["none"], asks["none"], "Will there be a video game?"):
        await stage.moderated.server.ask(question)
    answer = await stage.moderated.server.ask(asks["cast"])
    down = await stage.asker.click(reply(answer).message, label="👎")
    await stage.asker.click(reply(down).message, label=stage.phrases.say("votes.outdated"))
    gaps = await stage.manage("gaps", "gaps")
    add = buttons(reply(gaps).message)[stage.phrases.say("gaps.add")]
    for name, news in (("gap-still-open", "The pier is booked."), ("gap-filled", "Heat 2 gets a video game in 2028.")):
        form = await who.click(reply(gaps).message, custom_id=add)
        await stage.show("gap-add", form, who)
        preview = await who.submit_modal(form, {"text": f"{news} {ARTICLE.text}", "date": "24.11.2026"})
        await stage.manager_presses(name, preview, "sources.publish")
    await stage.manager_presses("gap-dismissed", gaps, "gaps.dismiss")
    await stage.moderated.moderation.server_data.set_settings(
        stage.moderated.scope, replace(chosen, weekly_digest=True)
    )
    await send_digest(Job(DIGEST, NEWS_DELAY, utc_now(), stage.moderated.scope), stage.bot.services, stage.bot)
    await stage.show("digest", channel.history()[-1], who)


async def proposals_that_changed(stage: Stage, proposal: discord.Message) -> None:
    """Draw what a moderator reads if an article has changed since its proposal, or is gone."""
    channel, who, publish = stage.channel, stage.moderated.moderator, stage.phrases.say("sources.publish")
    service = stage.bot.services.feeds
    feed = (await service.feeds.statuses(stage.moderated.scope))[0].feed
    notifier = ServerFeedNotifier(stage.guild, stage.bot.services.notices, stage.moderated.moderation)
    await service.proposals.propose(feed, GONE, (), notifier)
    gone = channel.history()[-1]
    await who.click(gone, label=publish)
    await stage.show("proposal-gone", channel.history()[-1], who)
    PAGES[PAGE] = replace(
        ARTICLE, title="Heat 2 drivers crash on the docks", text=ARTICLE.text.replace("Eleven", "Nine")
    )
    await who.click(proposal, label=publish)
    await stage.show("proposal-changed", channel.history()[0], who)
    await who.click(channel.history()[0], label=publish)


async def closed_channel(stage: Stage, chosen: GuildSettings) -> None:
    """Draw what moderators read about channels that the bot may no longer write in."""
    channel, who, guild = stage.channel, stage.moderated.moderator, stage.guild
    closed = stage.moderated.server.guild.create_text_channel(
        "news", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    data = stage.moderated.moderation.server_data
    await data.set_settings(stage.moderated.scope, replace(chosen, announce_channel=closed.id))
    published = await stage.manager_presses(
        "published-not-announced", await stage.moderated.use("add", address=GUESSED.url), "sources.publish"
    )
    await stage.show("channel-closed", channel.history()[-1], who)
    await stage.moderated.press(published, stage.phrases.say("sources.undo"))
    await data.set_settings(stage.moderated.scope, chosen)


Part = Callable[[Stage], Awaitable[None]]
PARTS: Final[Mapping[str, Part]] = {
    part.__name__: part for part in (answers, members, conversation, direct, adding, articles, server_settings, news)
}


async def draw(part: Part, language: str, folder: Path) -> None:
    """Draw a part of the replies in a new server."""
    concepts = shipped_concepts()
    library = Library(load_corpus(NEWS), MemoryStore(lambda: NOON), concepts, lambda: DAY)
    readers = FeedReaders(read_feed, find_feed, read_page)
    client = client_over(library, concepts, lambda: DAY, read_page, readers=readers)
    folder.mkdir(parents=True, exist_ok=True)
    with speaking(LOCALES[language]):
        env = Env(client, settle_timeout=60.0)
        await env.start()
        env.backend.bot_user.name = "Heat 2"
        for task in client._background:
            task.cancel()  # periodic jobs would run for each hour until that day
        set_command_ids((), {})  # the browser's page never gets ready with a command that can be clicked
        await env.advance_time((NOON - env.now()).total_seconds())
        moderated = ModeratedServer.build(env, Server.build(env), library)
        async with chromium() as browser:
            stage = Stage(moderated, language, folder, browser)
            await part(stage)
        await env.shutdown()


if __name__ == "__main__":
    set_subject(load_subject(CORPUS, CORPUS))
    for part_name in sys.argv[3:] or PARTS:
        asyncio.run(draw(PARTS[part_name], sys.argv[2], Path(sys.argv[1]) / sys.argv[2]))
