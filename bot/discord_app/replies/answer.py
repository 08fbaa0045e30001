"""An answer as a message: the question, its quotes, and the buttons that belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import discord

from bot.discord_app.components.delete import DeleteButton
from bot.discord_app.components.paging import PageButton
from bot.discord_app.components.share import ShareButton
from bot.discord_app.components.why import WhyButton
from bot.discord_app.custom_ids import AnswerPage, Order
from bot.discord_app.replies.card import Card, CardMaker, Part
from bot.discord_app.replies.escape import inline
from bot.discord_app.replies.look import EMBER, LONGEST_QUESTION, QUIET
from bot.discord_app.replies.pages import deal
from bot.discord_app.replies.quoting import verified
from bot.discord_app.replies.raw_components import Component, RawView, button_of, framed_in, row_of, text_of
from bot.domain import Answer, Excerpt, Reason, Verdict
from bot.phrases import Phrases
from bot.phrases.reasons import say_reason

_LAST_PAGE: Final = 999
"""The highest page that a button's custom id can hold."""
_WORDS_NAMED: Final = 5
_LONGEST_WORD: Final = 40
"""Of a reason's words, how many and how much of each are repeated to who asked."""


@dataclass(frozen=True, slots=True)
class AnswerReply:
    """One page of an answer for one reader.

    `concept_label` names the reason's concept in the reader's language; the note is a phrase about the question.
    """

    answer: Answer
    turn: AnswerPage
    phrases: Phrases
    today: date
    concept_label: str = ""
    note: str = ""

    def view(self) -> discord.ui.LayoutView:
        """The message; within Discord's 4,000 characters and 40 components for whatever the articles hold."""
        pages = deal(self._excerpts(), CardMaker(self.phrases, self.today))
        number = min(self.turn.page, len(pages) - 1, _LAST_PAGE)
        cards = [part.to_component_dict() for part in self._parts(pages[number])]
        frame = framed_in(EMBER if self._answers else QUIET, [text_of(self._heading(has_cards=bool(cards))), *cards])
        cards_left = sum(map(len, pages[number + 1 :]))
        return RawView([frame, row_of(self._buttons(replace(self.turn, page=number), cards_left))])

    @property
    def _answers(self) -> bool:
        return self.answer.verdict is Verdict.ANSWER

    def _excerpts(self) -> list[Excerpt]:
        if not self._answers:
            return verified(self.answer.nearest) if self.turn.order is Order.CLOSEST else []
        shown = self.answer.oldest_first() if self.turn.order is Order.OLDEST else self.answer
        return verified(shown.excerpts)

    def _parts(self, cards: Sequence[Card]) -> Iterator[Part]:
        if cards and not self._answers:
            yield discord.ui.Separator()
            yield discord.ui.TextDisplay(f"**{self.phrases.say('answer.closest')}**")
        for position, card in enumerate(cards):
            if position:
                yield discord.ui.Separator()
            yield from card.parts(self.phrases)

    def _heading(self, *, has_cards: bool) -> str:
        asked = inline(self.answer.question, LONGEST_QUESTION) or self.phrases.say("answer.heading")
        return "\n".join([f"### {asked}", *self._notes(has_cards=has_cards)])

    def _notes(self, *, has_cards: bool) -> Iterator[str]:
        if self.note:
            yield f"-# {self.note}"
        if self._answers:
            if not has_cards:
                yield self.phrases.say("answer.nothing_left")
            return
        yield f"**{self.phrases.say('answer.none')}**"
        yield say_reason(self._harmless_reason(), self.phrases, inline(self.concept_label, _LONGEST_WORD))

    def _harmless_reason(self) -> Reason:
        reason = self.answer.reason
        words = tuple(inline(word, _LONGEST_WORD) for word in reason.words[:_WORDS_NAMED])
        return replace(reason, words=words, concept=inline(reason.concept, _LONGEST_WORD))

    def _buttons(self, turn: AnswerPage, left: int) -> Iterator[Component]:
        say = self.phrases.say
        if turn.page:
            yield button_of(say("button.back"), PageButton.id_of(replace(turn, page=turn.page - 1)))
        if left:
            yield button_of(say("button.more", count=left), PageButton.id_of(replace(turn, page=turn.page + 1)))
        yield from self._other_order(turn)
        yield button_of(say("button.why" if self._answers else "button.why_none"), WhyButton.id_of(turn.key))
        if not turn.is_private:
            yield button_of(say("button.delete"), DeleteButton.id_of(turn.asker))
        elif self._answers:
            yield button_of(say("button.share"), ShareButton.id_of(turn), discord.ButtonStyle.primary)

    def _other_order(self, turn: AnswerPage) -> Iterator[Component]:
        if not self._answers:
            if self.answer.nearest and turn.order is not Order.CLOSEST:
                closest = replace(turn, order=Order.CLOSEST, page=0)
                yield button_of(self.phrases.say("button.closest"), PageButton.id_of(closest))
        elif len(self.answer.excerpts) > 1:
            is_oldest = turn.order is Order.OLDEST
            other, key = (Order.NEWEST, "newest_first") if is_oldest else (Order.OLDEST, "oldest_first")
            yield button_of(self.phrases.say(f"button.{key}"), PageButton.id_of(replace(turn, order=other, page=0)))
