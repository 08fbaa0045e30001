"""The reply to a vote: thanks, or the question what was wrong."""

from __future__ import annotations

from bot.discord_app import custom_ids as ids
from bot.discord_app.custom_ids import Choice
from bot.discord_app.replies.components import NEUTRAL_COLOR, ComponentView, button
from bot.discord_app.replies.framed import framed
from bot.domain import Vote, VoteReason
from bot.phrases import Phrases


def vote_view(key: str, vote: Vote | None, phrases: Phrases) -> ComponentView:
    """Return the reply to a vote on the answer to the question of that key; None was taken back."""
    if vote is None:
        return framed([phrases.say("votes.taken_back")], colour=NEUTRAL_COLOR)
    take_back = [button(phrases.say("votes.take_back"), ids.vote_id(Choice.NONE, key))]
    if vote.is_up or vote.reason:
        thanks = phrases.say("votes.up" if vote.is_up else "votes.down")
        return framed([f"{thanks}\n-# {phrases.say('votes.kept')}"], take_back, colour=NEUTRAL_COLOR)
    reasons = [button(phrases.say(f"votes.{reason.value}"), ids.reason_id(reason, key)) for reason in VoteReason]
    return framed([phrases.say("votes.what")], reasons, take_back, colour=NEUTRAL_COLOR)
