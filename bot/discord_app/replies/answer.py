"""An answer as a message: the question, its quotes, and the buttons that belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.discord_app import custom_ids as ids
from bot.discord_app.custom_ids import AnswerPage, Order
from bot.discord_app.limits import CHOICE_TEXT, MAX_QUESTION
from bot.discord_app.replies.card import Card, CardMaker
from bot.discord_app.replies.components import (
    EMBER,
    PRIMARY,
    QUIET,
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
from bot.domain import Answer, Excerpt, Reason, Verdict
from bot.phrases import Phrases
from bot.phrases.explanations import say_reason

_PAGE_LENGTH: Final = 2300
"""UTF-16 units that the cards of a page may take: a message's text less heading, reason and notes."""
_CARDS_ON_PAGE: Final = 3
_MAX_PAGE: Final = 999
"""The highest page number that a custom id can hold."""
_MAX_REASON_WORDS: Final = 5
"""Words of a reason that are shown to the asker."""
_MAX_WORD: Final = 40
"""Characters of each of them."""


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """One page of an answer for one member.

    `concept_label` names the reason's concept in the member's language; `note` is a phrase about the question.
    """

    answer: Answer
    page: AnswerPage
    phrases: Phrases
    today: date
    concept_label: str = ""
    note: str = ""

    def view(self) -> ComponentView:
        """Return the message, which keeps Discord's limits whatever the articles hold."""
        excerpts = self._excerpts()
        number, page, shown = 0, list[Card](), 0
        # Articles may have been removed since the button was sent. If the page is gone, the last one is shown.
        for number, page in enumerate(_paginated(excerpts, CardMaker(self.phrases, self.today))):
            shown += len(page)
            if number == min(self.page.page, _MAX_PAGE):
                break
        cards = self._cards(page)
        frame = container(EMBER if self._is_answered else QUIET, [text(self._heading(has_cards=bool(cards))), *cards])
        buttons = list(self._buttons(replace(self.page, page=number), cards_left=len(excerpts) - shown))
        return ComponentView([frame, *([row(buttons)] if buttons else [])])

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
        return "\n".join([f"### {question}", *self._notes(has_cards=has_cards)])

    def _notes(self, *, has_cards: bool) -> Iterator[str]:
        if self.note:
            yield f"-# {self.note}"
        if self._is_answered:
            if not has_cards:
                yield self.phrases.say("answer.nothing_left")
            return
        if not self.answer.reason.small_talk:
            yield f"**{self.phrases.say('answer.none')}**"
        yield say_reason(self._escaped_reason(), self.phrases, inline(self.concept_label, _MAX_WORD))

    def _escaped_reason(self) -> Reason:
        reason = self.answer.reason
        # The words of small talk are example questions of this program, which are shown whole.
        length = CHOICE_TEXT if reason.small_talk else _MAX_WORD
        words = tuple(inline(word, length) for word in reason.words[:_MAX_REASON_WORDS])
        return replace(reason, words=words, concept=inline(reason.concept, _MAX_WORD))

    def _buttons(self, page: AnswerPage, cards_left: int) -> Iterator[Component]:
        say = self.phrases.say
        if page.page:
            yield button(say("button.back"), replace(page, page=page.page - 1).page_id)
        if cards_left:
            yield button(say("button.more", count=cards_left), replace(page, page=page.page + 1).page_id)
        yield from self._other_order(page)
        if not self.answer.reason.small_talk:
            yield button(say("button.why" if self._is_answered else "button.why_none"), ids.why_id(page.key))
        if not page.is_private:
            yield button(say("button.delete"), ids.delete_id(page.asker))
        elif self._is_answered:
            yield button(say("button.share"), page.share_id, PRIMARY)

    def _other_order(self, page: AnswerPage) -> Iterator[Component]:
        if not self._is_answered:
            if self.answer.nearest and page.order is not Order.CLOSEST:
                closest = replace(page, order=Order.CLOSEST, page=0)
                yield button(self.phrases.say("button.closest"), closest.page_id)
        elif len(self.answer.excerpts) > 1:
            is_oldest = page.order is Order.OLDEST
            other, key = (Order.NEWEST, "newest_first") if is_oldest else (Order.OLDEST, "oldest_first")
            yield button(self.phrases.say(f"button.{key}"), replace(page, order=other, page=0).page_id)


def _paginated(excerpts: Sequence[Excerpt], maker: CardMaker) -> Iterator[list[Card]]:
    """Yield every excerpt in order, on pages that fit into a message; at least one page, which may be empty."""
    page: list[Card] = []
    for excerpt in excerpts:
        card = maker.quote(excerpt, _PAGE_LENGTH)
        if page and (len(page) == _CARDS_ON_PAGE or sum(each.length for each in page) + card.length > _PAGE_LENGTH):
            yield page
            page = []
        page.append(card)
    yield page
