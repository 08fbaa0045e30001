"""The newest articles with their news, and the announcement of a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.replies.card import Card, CardMaker
from bot.discord_app.replies.components import (
    QUOTE_COLOR,
    Component,
    ComponentView,
    button,
    container,
    row,
    separator,
    text,
)
from bot.discord_app.replies.dates import show_day
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.translation import NO_TRANSLATOR, Translator
from bot.domain import Article, Excerpt, Passage, PassageKind, Span
from bot.phrases import Phrases
from bot.phrases.explanations import say_no_latest
from bot.search.language.passages import split_passages
from bot.search.language.sentences import sentence_spans

ARTICLES_ON_PAGE: Final = 4
_CARD_LENGTH: Final = 950
"""UTF-16 units of a card: four of them, and a heading, fit into a message."""
_OPENING: Final = 280
"""Characters of an article's opening after which no further sentence begins."""
_MAX_SEARCHED: Final = 20_000
"""Characters in which an opening is looked for: to split an article of megabytes would take seconds."""


@dataclass(frozen=True, slots=True)
class LatestTopic:
    """The topic of the newest articles, '' for any, and their first day, None for any."""

    text: str = ""
    since: date | None = None
    key: str = ""
    """The key of the topic in custom ids."""


@dataclass(frozen=True, slots=True)
class LatestReply:
    """One page of the newest statements for one member; `asker` is 0 in a reply that only the asker can see."""

    excerpts: Sequence[Excerpt]
    page: int
    asker: int
    phrases: Phrases
    today: date
    translator: Translator = NO_TRANSLATOR
    topic: LatestTopic = LatestTopic()

    def view(self) -> ComponentView:
        """Return the message; a page beyond the last one shows the last."""
        page = min(self.page, self._pages - 1)
        components = [text(self._heading(page))]
        for card in self._cards(page):
            components += [separator(), *card.components(self.phrases)]
        buttons = list(self._buttons(page))
        return ComponentView([container(QUOTE_COLOR, components), *([row(buttons)] if buttons else [])])

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self.excerpts) // ARTICLES_ON_PAGE))

    def _heading(self, page: int) -> str:
        say, topic = self.phrases.say, inline(self.topic.text, MAX_QUESTION)
        heading = f"### {say('latest.heading_topic', topic=topic) if topic else say('latest.heading')}"
        since = show_day(self.topic.since, self.phrases)
        if not self.excerpts:
            return f"{heading}\n{say_no_latest(topic, since, self.phrases)}"
        place = say("latest.page", page=page + 1, pages=self._pages) if self._pages > 1 else ""
        details = " · ".join(filter(None, [say("latest.since_day", date=since) if since else "", place]))
        return f"{heading}\n-# {details}" if details else heading

    def _cards(self, page: int) -> Iterator[Card]:
        first = page * ARTICLES_ON_PAGE
        maker = CardMaker(self.phrases, self.today, self.translator)
        for excerpt in self.excerpts[first : first + ARTICLES_ON_PAGE]:
            yield maker.under_title(excerpt, _CARD_LENGTH)

    def _page_id(self, page: int) -> str:
        return ids.latest_id(page, self.asker, self.topic.since, self.topic.key)

    def _buttons(self, page: int) -> Iterator[Component]:
        if page:
            yield button(self.phrases.say("button.back"), self._page_id(page - 1))
        left = len(self.excerpts) - (page + 1) * ARTICLES_ON_PAGE
        if left > 0:
            yield button(self.phrases.say("button.more", count=left), self._page_id(page + 1))
        if self.asker:
            yield button(self.phrases.say("button.delete"), ids.delete_id(self.asker))


def announcement_view(article: Article, phrases: Phrases, today: date) -> ComponentView:
    """Return the message that tells a channel of a new article."""
    heading = text(f"### {phrases.say('sources.new_article')}")
    return ComponentView(
        [container(QUOTE_COLOR, [heading, *opening_card(article, phrases, today).components(phrases)])]
    )


def opening_card(article: Article, phrases: Phrases, today: date) -> Card:
    """Return the card of an article with its first sentences, if it has any."""
    maker, opening = CardMaker(phrases, today), opening_of(article)
    return maker.under_title(opening, _CARD_LENGTH) if opening else maker.without_quote(article)


def opening_of(article: Article) -> Excerpt | None:
    """Return the first sentences of the article's first paragraph of prose; None where it has none."""
    # Spans count from the beginning of the text, so they hold for the whole article too.
    head = replace(article, text=article.text[:_MAX_SEARCHED])
    passage = next((part for part in split_passages(head) if part.kind is PassageKind.PROSE), None)
    return Excerpt(passage, (Span(passage.span.start, _opening_end(passage)),), 0.0) if passage else None


def _opening_end(passage: Passage) -> int:
    end = passage.span.start
    for sentence in sentence_spans(passage.article.text, passage.span):
        if end > passage.span.start and sentence.end - passage.span.start > _OPENING:
            break
        end = sentence.end
    return end
