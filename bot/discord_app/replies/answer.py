"""An answer as a message: the best quote alone and large, and the other quotes behind “More”."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.custom_ids import AnswerPage, Choice, Order
from bot.discord_app.limits import CHOICE_TEXT, MAX_QUESTION
from bot.discord_app.replies.card import Card, CardMaker
from bot.discord_app.replies.components import (
    NEUTRAL_COLOR,
    PRIMARY,
    QUOTE_COLOR,
    Component,
    ComponentView,
    button,
    container,
    row,
    separator,
    text,
)
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.quoting import verified
from bot.discord_app.replies.translation import NO_TRANSLATOR, Translator
from bot.domain import Answer, Excerpt, Reason, ReasonCode, Verdict
from bot.phrases import Phrases
from bot.phrases.explanations import say_reason

_PAGE_LENGTH: Final = 2300
"""UTF-16 units that the cards of a page may take: a message's text less heading, reason and notes."""
_CARDS_ON_PAGE: Final = 4
THUMB_UP: Final = "👍"
THUMB_DOWN: Final = "👎"
MAX_BUTTONS: Final = 5
"""Buttons in a row."""
_MAX_PAGE: Final = 999
"""The highest page number that a custom id can hold."""
_MAX_REASON_WORDS: Final = 5
"""Words of a reason that are shown to the asker."""
_MAX_WORD: Final = 40
"""Characters of each of them."""


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """One page of an answer for one member.

    Page 0 has the first quote alone, and the pages from 1 all quotes. `concept_label` names the reason's concept in the
    member's language; `note` is a phrase about the question.
    """

    answer: Answer
    page: AnswerPage
    phrases: Phrases
    today: date
    concept_label: str = ""
    note: str = ""
    translator: Translator = NO_TRANSLATOR
    takes_votes: bool = False
    """Whether the server's moderators want to know what members think of answers."""

    def view(self) -> ComponentView:
        """Return the message, which keeps Discord's limits whatever the articles hold."""
        excerpts = self._excerpts()
        number, page, left = self._page_of(excerpts)
        frame = container(
            QUOTE_COLOR if self._is_answered else NEUTRAL_COLOR,
            [text(self._heading(has_cards=bool(page))), *self._cards(page)],
        )
        shown = replace(self.page, page=number)
        rows = [list(self._browsing(shown, left)), list(self._actions(shown))]
        # Few buttons fit into one row.
        rows = [[*rows[0], *rows[1]]] if len(rows[0]) + len(rows[1]) <= MAX_BUTTONS else rows
        return ComponentView([frame, *(row(each) for each in rows if each)], is_private=self.page.is_private)

    def _page_of(self, excerpts: Sequence[Excerpt]) -> tuple[int, list[Card], int]:
        """Return the number of the page that is shown, its cards, and the number of quotes that are not shown yet."""
        maker = CardMaker(self.phrases, self.today, self.translator)
        if len(excerpts) <= 1 or not self.page.page:
            first = [maker.quote(excerpt, _PAGE_LENGTH, is_large=self._is_answered) for excerpt in excerpts[:1]]
            return 0, first, max(0, len(excerpts) - 1)
        number, page, shown = 0, list[Card](), 0
        # Articles may have been removed since the button was sent. If the page is gone, the last one is shown.
        for number, page in enumerate(_paginated(excerpts, maker), 1):
            shown += len(page)
            if number == min(self.page.page, _MAX_PAGE):
                break
        return number, page, len(excerpts) - shown

    @property
    def _is_answered(self) -> bool:
        return self.answer.verdict is Verdict.ANSWER

    def _excerpts(self) -> list[Excerpt]:
        if not self._is_answered:
            return verified(self.answer.nearest) if self.page.order is Order.CLOSEST else []
        ordered = self.answer.oldest_first() if self.page.order is Order.OLDEST else self.answer
        return verified(ordered.excerpts)

    def _cards(self, cards: Sequence[Card]) -> list[Component]:
        components: list[Component] = []
        if cards and not self._is_answered:
            components += [separator(), text(f"**{self.phrases.say('answer.closest')}**")]
        for position, card in enumerate(cards):
            components += [separator()] if position else []
            components += card.components(self.phrases)
        return components

    def _heading(self, *, has_cards: bool) -> str:
        question = inline(self.answer.question, MAX_QUESTION) or self.phrases.say("answer.heading")
        return "\n".join([f"-# {question}", *self._notes(has_cards=has_cards)])

    def _notes(self, *, has_cards: bool) -> Iterator[str]:
        if not self._is_answered:
            yield say_reason(self._escaped_reason(), self.phrases, inline(self.concept_label, _MAX_WORD))
        elif not has_cards:
            yield self.phrases.say("answer.nothing_left")
        if self.note:
            yield f"-# {self.note}"

    def _escaped_reason(self) -> Reason:
        reason = self.answer.reason
        # The words of small talk are example questions of this program, which are shown whole.
        length = CHOICE_TEXT if reason.small_talk else _MAX_WORD
        words = tuple(inline(word, length) for word in reason.words[:_MAX_REASON_WORDS])
        return replace(reason, words=words, concept=inline(reason.concept, _MAX_WORD))

    def _browsing(self, page: AnswerPage, left: int) -> Iterator[Component]:
        """Yield the buttons that show other quotes of this answer."""
        say = self.phrases.say
        if page.page > 1:
            yield button(say("button.back"), replace(page, page=page.page - 1).page_id)
        elif page.page:
            yield button(say("button.less"), replace(page, page=0, order=Order.NEWEST).page_id)
        if left:
            yield button(say("button.more", count=left), replace(page, page=page.page + 1).page_id)
        if page.page and self._is_answered:
            is_oldest = page.order is Order.OLDEST
            other, key = (Order.NEWEST, "newest_first") if is_oldest else (Order.OLDEST, "oldest_first")
            yield button(say(f"button.{key}"), replace(page, order=other, page=1).page_id)
        if not self._is_answered and self.answer.nearest and page.order is not Order.CLOSEST:
            yield button(say("button.closest"), replace(page, order=Order.CLOSEST, page=1).page_id)

    def _actions(self, page: AnswerPage) -> Iterator[Component]:
        """Yield the buttons that do something with the answer."""
        say = self.phrases.say
        if self._is_answered and self.takes_votes:
            yield button(THUMB_UP, ids.vote_id(Choice.UP, page.key))
            yield button(THUMB_DOWN, ids.vote_id(Choice.DOWN, page.key))
        if not self.answer.reason.small_talk and self.answer.reason.code is not ReasonCode.NO_QUESTION:
            yield button(say("button.why" if self._is_answered else "button.why_none"), ids.why_id(page.key))
        if not page.is_private:
            yield button(say("button.delete"), ids.delete_id(page.asker))
        elif self._is_answered:
            yield button(say("button.share"), page.share_id, PRIMARY)


def _paginated(excerpts: Sequence[Excerpt], maker: CardMaker) -> Iterator[list[Card]]:
    """Yield every excerpt in order, on pages that fit into a message; at least one page, which may be empty.

    Only the first card of an article on a page has the evidence of its date.
    """
    page, articles = list[Card](), set[str]()
    for excerpt in excerpts:
        card = maker.quote(excerpt, _PAGE_LENGTH, with_evidence=excerpt.article.id not in articles)
        if page and (len(page) == _CARDS_ON_PAGE or sum(each.length for each in page) + card.length > _PAGE_LENGTH):
            yield page
            page, articles = [], set()
            card = maker.quote(excerpt, _PAGE_LENGTH)
        page.append(card)
        articles.add(excerpt.article.id)
    yield page
