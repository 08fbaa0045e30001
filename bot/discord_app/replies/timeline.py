"""The timeline of a topic as a message: a picture, and under it the statements, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.replies.card import CardMaker, button_address
from bot.discord_app.replies.components import (
    NEUTRAL_COLOR,
    QUOTE_COLOR,
    Component,
    ComponentView,
    button,
    container,
    picture,
    row,
    separator,
    text,
)
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.quoting import verified
from bot.domain import DatedStatement, Timeline
from bot.library.picture.chart import Chart, alternative, chart_of
from bot.phrases import Phrases
from bot.phrases.explanations import say_about, say_no_timeline

STATEMENTS_ON_PAGE: Final = 6
_CARD_LENGTH: Final = 580
"""UTF-16 units of a statement: six of them, and a heading, fit into a message."""
_MAX_PUBLISHER: Final = 40
_MAX_PAGE: Final = 999
"""The highest page number that a custom id can hold."""


@dataclass(frozen=True, slots=True)
class TimelineReply:
    """One page of a timeline for one member. Page 0 has the newest statements, the next one those before them.

    `key` is the key of the topic in custom ids; `asker` is 0 in a reply that only the asker can see; `topics` are
    offered if the articles say nothing about this one.
    """

    timeline: Timeline
    key: str
    page: int
    asker: int
    phrases: Phrases
    today: date
    topics: Sequence[str] = ()

    @property
    def chart(self) -> Chart | None:
        """The chart of this page; None if there is nothing to draw."""
        first, statements = self._shown
        return chart_of(statements, self.phrases, first + 1) if statements else None

    def view(self, png: bytes = b"") -> ComponentView:
        """Return the message with its picture, or without one where that could not be drawn."""
        first, statements = self._shown
        if not statements:
            return self._nothing()
        chart = self.chart if png else None
        parts = [text(self._heading(first, len(statements)))]
        if chart:
            parts.append(picture(alternative(chart, self.timeline.topic, self.phrases)))
        for number, statement in enumerate(statements, first + 1):
            parts += [separator(), *self._statement(number, statement)]
        buttons = list(self._buttons(first))
        return ComponentView([container(QUOTE_COLOR, parts), *([row(buttons)] if buttons else [])], picture=png)

    @property
    def _statements(self) -> list[DatedStatement]:
        return [each for each in self.timeline.statements if verified([each.excerpt])]

    @property
    def _page(self) -> int:
        """The page; the last one if articles were removed since the button was sent."""
        return min(self.page, _MAX_PAGE, max(-(-len(self._statements) // STATEMENTS_ON_PAGE) - 1, 0))

    @property
    def _shown(self) -> tuple[int, list[DatedStatement]]:
        """The statements of the page, and the number of those before them."""
        statements = self._statements
        end = len(statements) - self._page * STATEMENTS_ON_PAGE
        first = max(end - STATEMENTS_ON_PAGE, 0)
        return first, statements[first:end]

    @property
    def _topic(self) -> str:
        return inline(self.timeline.topic, MAX_QUESTION)

    def _nothing(self) -> ComponentView:
        heading = self.phrases.say("timeline.heading", topic=self._topic)
        lines = [f"### {heading}", say_no_timeline(replace(self.timeline, topic=self._topic), self.phrases)]
        if self.topics:
            offered = [self.phrases.say("reason.word", word=inline(topic, MAX_QUESTION)) for topic in self.topics]
            lines.append(f"-# {self.phrases.say('timeline.try', topics=self.phrases.any_of(offered))}")
        buttons = [row([self._delete_button()])] if self.asker else []
        return ComponentView([container(NEUTRAL_COLOR, [text("\n".join(lines))]), *buttons], picture=b"")

    def _heading(self, first: int, count: int) -> str:
        heading = f"### {self.phrases.say('timeline.heading', topic=self._topic)}"
        number = len(self._statements)
        if number == 1:
            return heading
        if count == 1:
            place = self.phrases.say("timeline.place_one", first=first + 1, count=number)
        else:
            place = self.phrases.say("timeline.place", first=first + 1, last=first + count, count=number)
        return f"{heading}\n-# {place}"

    def _statement(self, number: int, statement: DatedStatement) -> list[Component]:
        excerpt, article = statement.excerpt, statement.excerpt.article
        address, publisher = button_address(article.url), inline(article.publisher, _MAX_PUBLISHER)
        name = publisher or self.phrases.say("answer.publisher_unknown")
        marks = [f"`{self.phrases.say('answer.older')}`"] if excerpt.older else []
        marks += [f"`{about}`"] if (about := say_about(excerpt.about, self.phrases)) else []
        marks.append(f"[{name}](<{address}>)" if address else name)
        if article.language not in ("", self.phrases.language):
            marks.append(inline(self.phrases.name_of_language(article.language), _MAX_PUBLISHER))
        marks += [self._also_in(len(excerpt.also_in))] if excerpt.also_in else []
        head = f"**{number}.** **{show_date(article.published, self.phrases)}** · {' · '.join(marks)}"
        return [text(part) for part in CardMaker(self.phrases, self.today).under(head, excerpt, _CARD_LENGTH).texts]

    def _also_in(self, count: int) -> str:
        return self.phrases.say("answer.also_in", articles=self.phrases.say("answer.and_more", count=count))

    def _buttons(self, first: int) -> Iterator[Component]:
        if first:
            yield button(self.phrases.say("timeline.older"), ids.timeline_id(self.key, self._page + 1, self.asker))
        if self._page:
            yield button(self.phrases.say("timeline.newer"), ids.timeline_id(self.key, self._page - 1, self.asker))
        if self.asker:
            yield self._delete_button()

    def _delete_button(self) -> Component:
        return button(self.phrases.say("button.delete"), ids.delete_id(self.asker))
