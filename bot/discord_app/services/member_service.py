"""The use cases of members: questions go to the library, and its answers become replies."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from bot.discord_app.custom_ids import MAX_INLINE_TOPIC, AnswerPage, inline_key, inline_question
from bot.discord_app.install_links import InstallLinks
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.members import Member, RefusedError
from bot.discord_app.replies.answer import AnswerReply
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.dates import show_day
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.replies.help import HelpContext, HelpPlace, help_view
from bot.discord_app.replies.latest import LatestReply, LatestTopic
from bot.discord_app.replies.quoting import verified
from bot.discord_app.replies.timeline import TimelineReply
from bot.discord_app.replies.translation import NO_TRANSLATOR, Translator
from bot.discord_app.replies.votes import vote_view
from bot.discord_app.replies.why import why_view
from bot.domain import (
    DEFAULT_SETTINGS,
    EVERYONE,
    Answer,
    AskedQuestion,
    GuildSettings,
    PublishedDate,
    Scope,
    SmallTalk,
    Timeline,
    Verdict,
    Vote,
)
from bot.errors import DateError, ExpiredError, StoreError
from bot.library.articles.moderation import Moderation
from bot.library.library import Library, today
from bot.library.picture.service import TimelinePictures
from bot.library.rate_limit import RateLimit
from bot.phrases import LANGUAGES, load
from bot.reading.dates.typed import parse_typed_date
from bot.search.language.concepts import ConceptList

_SETTINGS_TIMEOUT_SECONDS: Final = 1.0
"""Time to wait for settings before a question is acknowledged, for which Discord allows three seconds."""

_NO_TOPIC: Final = LatestTopic()
_EXAMPLES_IN_HELP: Final = 3
"""Number of example questions in the help."""
_TOPICS_OFFERED: Final = 3
"""Number of topics that are offered if the articles say nothing about the one that was given."""
_NOTE_TIMEOUT_SECONDS: Final = 1.0
"""Time to wait for a server's settings, which say whether a question without an answer is stored."""

_HELP: Final = "help"
"""The question that a message without any words asks."""

_log = logging.getLogger(__name__)


class MemberService:
    """Makes the replies to members. Each method raises Heat2Error with a message that can be shown."""

    def __init__(
        self,
        library: Library,
        concepts: ConceptList,
        moderation: Moderation,
        rate_limit: RateLimit,
        clock: Callable[[], date] = today,
        translator: Translator = NO_TRANSLATOR,
    ) -> None:
        """Take the names of missing facts from the concepts, and server settings from the moderation."""
        self._library = library
        self._concepts = concepts
        self._moderation = moderation
        self._rate_limit = rate_limit
        self._clock = clock
        self._pictures = TimelinePictures()
        self._translator = translator

    async def warm_up(self) -> None:
        """Build the search for everyone, so that the first member does not wait for it. Raises StoreError.

        Other languages than English and those of the articles are read when somebody first asks in one of them.
        """
        if self._library.statistics():
            return
        began = time.monotonic()
        engine = await self._library.engine(EVERYONE)
        languages = {"en", *(article.language for article in self._library.shipped.values())}
        await asyncio.to_thread(engine.warm_up, self._clock(), languages)
        if found := self._library.statistics():
            seconds = time.monotonic() - began
            _log.info("articles: %d, passages: %d, loaded in %.1f s", found.articles, found.passages, seconds)

    def stop_loading(self) -> None:
        """Stop analysing articles, because the program ends. Servers that are loaded keep working."""
        self._library.close()

    def admit(self, member: Member) -> None:
        """Count a request. Raises RateLimitError when the member or their server has made too many."""
        self._rate_limit.admit(member.id, member.scope)

    async def is_private(self, member: Member) -> bool:
        """Return whether the member's server wants answers that only the asker sees; False if that is unknown."""
        return (await self._settings(member)).private_answers

    async def in_public(self, member: Member) -> Member:
        """Return the member with the phrases of the language that the server wants in public."""
        language = (await self._settings(member)).language
        return replace(member, phrases=load(language)) if language else member

    async def _settings(self, member: Member) -> GuildSettings:
        """Return the server's settings, and the defaults where the database is slow or away."""
        if member.scope.is_everyone:
            return DEFAULT_SETTINGS
        try:
            async with asyncio.timeout(_SETTINGS_TIMEOUT_SECONDS):
                return await self._moderation.server_data.cached_settings(member.scope)
        except (StoreError, TimeoutError) as error:
            _log.warning("a server's settings could not be read: %s", error)
            return DEFAULT_SETTINGS

    async def answers_mentions(self, member: Member, channels: frozenset[int]) -> bool:
        """Return whether the member's server wants mentions answered in a channel, see `answers_mentions_in`."""
        return (await self._settings(member)).answers_mentions_in(channels)

    async def answers_in_threads(self, member: Member) -> bool:
        """Return whether the member's server wants mentions answered in threads."""
        return (await self._settings(member)).answers_in_threads

    async def answer(
        self,
        asked: AskedQuestion,
        member: Member,
        *,
        private: bool,
        private_refusal: bool = False,
        origin: int = 0,
        note: str = "",
    ) -> ComponentView:
        """Return the first page of the answer to a question, with a note under its heading.

        With `private_refusal` a reply without an answer is private although an answer would be public. `origin` is the
        message whose text is the question; 0 when it was typed.
        """
        member = member if private else await self.in_public(member)
        answer = await self._ask(asked, member)
        note = note or _say_as_of(asked, member)
        private = private or (private_refusal and answer.verdict is Verdict.NONE)
        page = AnswerPage(await self._key_of(asked, answer, member), asker=0 if private else member.id, origin=origin)
        return await self._reply(answer, page, member, note)

    async def answer_message(
        self,
        question: str,
        member: Member,
        former_key: str = "",
        *,
        is_cut: bool = False,
        links: InstallLinks | None = None,
    ) -> ComponentView:
        """Return the public answer to a message, in the language of the server's settings or else of the question.

        A few words may not reveal their language; then that of the question before is used.

        A message without words asks for help; in a direct message, the whole help is shown, with these links. What the
        question lacks is taken from the question of `former_key`; a note says what was understood. `is_cut` tells
        that the message was longer than the question.
        """
        asked = AskedQuestion(question or _HELP, member.scope, after=await self._former_question(former_key, member))
        answer = await self._library.ask(asked)
        complete = AskedQuestion(answer.question, member.scope)
        # "merci mec" does not reveal its language, but it replies to an answer in French.
        language = answer.language or _language_of_help(question) or await self._library.language_of(asked)
        if question and language in LANGUAGES:
            member = replace(member, phrases=load(language))
        member = await self.in_public(member)
        if answer.reason.small_talk is SmallTalk.HELP and not member.has_moderators:
            return await self.help(member, HelpContext(HelpPlace.DIRECT, links=links))
        answer = await self._library.with_examples(answer, complete, member.phrases.language)
        say, notes = member.phrases.say, list[str]()
        if is_cut:
            notes.append(say("answer.question_cut", count=MAX_QUESTION))
        if complete.text != asked.text:
            notes.append(say("answer.understood", question=inline(complete.text, MAX_QUESTION)))
        page = AnswerPage(await self._key_of(complete, answer, member), asker=member.id)
        return await self._reply(replace(answer, question=question), page, member, " · ".join(notes))

    async def _former_question(self, key: str, member: Member) -> str:
        """Return the question of that key; '' if it is gone or is of another server."""
        try:
            return (await self._question(key, member)).text if key else ""
        except (ExpiredError, StoreError):
            return ""

    async def _key_of(self, asked: AskedQuestion, answer: Answer, member: Member) -> str:
        """Return the key of a question for its buttons, and note a question without an answer."""
        is_of_now = asked.as_of is None
        if answer.misses_article and member.has_moderators and is_of_now:
            await self._note_unanswered(asked.text, asked.scope)
        # A short question is in its buttons: nothing is stored for it, and they never expire.
        return (inline_key(asked.text) if is_of_now else "") or await self._library.store.save_question(asked)

    async def _note_unanswered(self, question: str, scope: Scope) -> None:
        # The reply must not wait for settings that a database which is away cannot give.
        try:
            async with asyncio.timeout(_NOTE_TIMEOUT_SECONDS):
                await self._moderation.server_data.record_unanswered(question, scope)
        except (StoreError, TimeoutError) as error:
            _log.warning("a question without an answer could not be stored: %s", str(error) or "the database is slow")

    async def show(self, page: AnswerPage, member: Member) -> ComponentView:
        """Return a page of an answer. Raises ExpiredError when its question is gone or is of another server."""
        question = await self._question(page.key, member)
        return await self._reply(await self._ask(question, member), page, member, _say_as_of(question, member))

    async def _reply(self, answer: Answer, page: AnswerPage, member: Member, note: str = "") -> ComponentView:
        label = self._concept_name(answer.reason.concept, member.phrases.language)
        takes_votes = member.has_moderators and (await self._settings(member)).keeps_unanswered
        return AnswerReply(
            answer, page, member.phrases, self._clock(), label, note, self._translator, takes_votes
        ).view()

    async def vote(self, key: str, vote: Vote | None, member: Member) -> ComponentView:
        """Store a vote on the answer to a question, and return the reply to it; None takes the vote back.

        Raises ExpiredError as `show` does.
        """
        question = await self._question(key, member)
        server_data = self._moderation.server_data
        is_kept = member.has_moderators and await server_data.vote(question.text, member.scope, member.id, vote)
        return vote_view(key, vote, member.phrases) if is_kept else notice_view(member.phrases.say("votes.off"))

    async def explain(self, key: str, member: Member) -> ComponentView:
        """Return the reasons for an answer. Raises ExpiredError as `show` does."""
        language = member.phrases.language
        answer = await self._answer(key, member)
        return why_view(answer, member.phrases, lambda concept: self._concept_name(concept, language))

    async def _answer(self, key: str, member: Member) -> Answer:
        return await self._ask(await self._question(key, member), member)

    async def _question(self, key: str, member: Member) -> AskedQuestion:
        """Return the question of a key. Raises ExpiredError when it is gone or is of another server."""
        typed = inline_question(key)
        question = AskedQuestion(typed, member.scope) if typed else await self._library.store.load_question(key)
        # A custom id can be copied to another server, where its members must not read this server's articles.
        if question.scope != member.scope:
            _log.warning("a button of another server's answer was pressed: the scope here is %s", member.scope)
            raise ExpiredError("This answer belongs to another server: ask again here.")
        return question

    async def _ask(self, question: AskedQuestion, member: Member) -> Answer:
        """Return the answer; if it asks for help, with example questions in the member's language."""
        return await self._library.with_examples(await self._library.ask(question), question, member.phrases.language)

    def _concept_name(self, concept: str, language: str) -> str:
        return self._concepts[concept].name(language) if concept in self._concepts else concept

    async def latest(
        self, page: int, member: Member, topic: LatestTopic = _NO_TOPIC, *, private: bool
    ) -> ComponentView:
        """Return a page of the newest articles; a page beyond the last one shows the last."""
        found = await self._library.latest(member.scope, topic=topic.text, since=topic.since)
        if topic.text and found:
            key = inline_key(topic.text, MAX_INLINE_TOPIC)
            key = key or await self._library.store.save_question(AskedQuestion(topic.text, member.scope))
            topic = replace(topic, key=key)
        asker = 0 if private else member.id
        return LatestReply(verified(found), page, asker, member.phrases, self._clock(), self._translator, topic).view()

    async def topic_of(self, key: str, member: Member) -> str:
        """Return the topic of a key, '' for none. Raises ExpiredError when it is gone or is of another server."""
        return (await self._question(key, member)).text if key else ""

    def typed_day(self, typed: str, locale: str) -> PublishedDate:
        """Return the day, month or year that a member typed. Raises RefusedError for other texts."""
        try:
            date_ = parse_typed_date(typed, language=locale, today=self._clock())
        except DateError as error:
            raise RefusedError("error.no_date") from error
        if not date_.is_known:
            raise RefusedError("error.no_date")
        return date_

    async def help(self, member: Member, context: HelpContext) -> ComponentView:
        """Return what the bot can do, with questions and topics that the member's server has articles on."""
        language = member.phrases.language
        questions = await self.examples(member.scope, language, _EXAMPLES_IN_HELP)
        topics = await self._library.suggest_topics("", member.scope, language, _TOPICS_OFFERED)
        return help_view(questions, topics, member.phrases, context)

    async def examples(self, scope: Scope, language: str, count: int) -> list[str]:
        """Return that many questions that the articles of a server answer, or fewer."""
        return await self._library.suggest("", scope, language, count)

    async def timeline(
        self, topic: str, member: Member, *, private: bool, private_refusal: bool = False
    ) -> ComponentView:
        """Return the timeline of a topic with its newest statements.

        With `private_refusal` a reply without statements is private although a timeline would be public.
        """
        member = member if private else await self.in_public(member)
        found = await self._library.timeline(topic, member.scope)
        is_refused = private_refusal and not found.statements
        key = inline_key(topic)
        if not key and found.statements:
            key = await self._library.store.save_question(AskedQuestion(topic, member.scope))
        view = await self._timeline_view(found, key, 0, member, private=private or is_refused)
        view.is_private = is_refused
        return view

    async def show_timeline(self, key: str, page: int, member: Member, *, private: bool) -> ComponentView:
        """Return a page of a timeline. Raises ExpiredError when its topic is gone or is of another server."""
        question = await self._question(key, member)
        member = member if private else await self.in_public(member)
        found = await self._library.timeline(question.text, member.scope)
        return await self._timeline_view(found, key, page, member, private=private)

    async def _timeline_view(
        self, timeline: Timeline, key: str, page: int, member: Member, *, private: bool
    ) -> ComponentView:
        phrases = member.phrases
        topics = [] if timeline.statements else await self._offered_topics(member)
        shown = TimelineReply(timeline, key, page, 0 if private else member.id, phrases, self._clock(), topics)
        chart = shown.chart
        return shown.view(await self._pictures.png(chart) if chart else b"")

    async def _offered_topics(self, member: Member) -> list[str]:
        return await self._library.suggest_topics("", member.scope, member.phrases.language, _TOPICS_OFFERED)

    async def suggest_topics(self, typed: str, member: Member) -> list[str]:
        """Return topics that begin with or contain what is typed."""
        return await self._library.suggest_topics(typed, member.scope, member.phrases.language)

    async def suggest(self, typed: str, member: Member) -> list[str]:
        """Return questions that begin with or contain what is typed."""
        return await self._library.suggest(typed, member.scope, member.phrases.language)


def _language_of_help(question: str) -> str:
    """Return the language in which the question is the one word for help; '' for other questions."""
    word = question.strip(" ?!.").casefold()
    return next((each for each in LANGUAGES if word == load(each).say("command.help")), "")


def _say_as_of(question: AskedQuestion, member: Member) -> str:
    """Return the note of an answer as of a former day, '' for one of today."""
    day = show_day(question.as_of, member.phrases)
    return member.phrases.say("answer.as_of", date=day) if day else ""
