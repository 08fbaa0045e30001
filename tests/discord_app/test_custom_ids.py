"""Custom ids: every form that was ever sent goes on working, and no forged one does."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app import custom_ids as ids
from bot.discord_app.components import ALL_COMPONENTS
from bot.discord_app.custom_ids import AnswerPage, Order, inline_key, inline_question
from bot.discord_app.limits import CUSTOM_ID, utf16_length
from bot.library.articles.listing import ArticleFilter, ArticleState

KEY = "0123456789abcdef"
FILTER = ArticleFilter("cameras roll", "en", date(2025, 1, 31), date(2026, 2, 1), "7", ArticleState.REMOVED)

SENT: Final = {
    "heat2:turn:k3y:n:0:0:0": "PageButton",
    "heat2:turn:~When does filming start?:o:2:18446744073709551615:0": "PageButton",
    "heat2:turn:k3y:c:999:7:9": "PageButton",
    "heat2:share:k3y:n:1:0:1234567890123456789": "ShareButton",
    "heat2:why:k3y": "WhyButton",
    "heat2:why:~Is it shot: yes or no?": "WhyButton",
    "heat2:delete:1234567890123456789": "DeleteButton",
    "heat2:latest:3:0": "LatestButton",
    "heat2:latest:1:18446744073709551615:20260301:~What about: this?": "LatestButton",
    "heat2:latest:1:7::k3y": "LatestButton",
    "heat2:latest:1:7:20260301:": "LatestButton",
    "heat2:timeline:~release date:2:7": "TimelineButton",
    "heat2:publish:0123456789abcdef": "PublishButton",
    "heat2:publish:12:0123456789abcdef": "PublishButton",
    "heat2:correct:0123456789abcdef": "CorrectButton",
    "heat2:separate:0123456789abcdef": "SeparateButton",
    "heat2:cancel:0123456789abcdef": "CancelButton",
    "heat2:reopen:0123456789abcdef": "ReopenButton",
    "heat2:confirm:0123456789abcdef": "ConfirmButton",
    "heat2:link": "LinkSelect",
    "heat2:pins:1234567890123456789:0123456789abcdef": "PinsButton",
    "heat2:list:0::::::": "ListButton",
    "heat2:list:2:3:en:20250131:20260201:7:cameras roll": "ListButton",
    "heat2:pick:2:3:en:20250131:20260201:7:cameras roll": "PickSelect",
    "heat2:several:hide": "BulkChangeButton",
    "heat2:several:fields": "BulkChangeButton",
    "heat2:text:0123456789abcdef": "TextButton",
    "heat2:newtext:3:0123456789abcdef": "NewTextButton",
    "heat2:show:4:0123456789abcdef": "ShowButton",
    "heat2:history:0:-": "HistoryButton",
    "heat2:history:17:0123456789abcdef": "HistoryButton",
    "heat2:history:17.3:-": "HistoryButton",
    "heat2:undo:17": "UndoButton",
    "heat2:unfollow:0123456789abcdef": "UnfollowButton",
    "heat2:unfollow:all": "UnfollowAllButton",
    "heat2:follows:own": "FollowsSelect",
    "heat2:follows:channels": "FollowsSelect",
    "heat2:settings:mentions": "MentionsSelect",
    "heat2:settings:mention_channels": "MentionChannelsSelect",
    "heat2:proposal:publish:0123456789abcdef": "ProposalButton",
    "heat2:proposal:edit:0123456789abcdef": "ProposalButton",
    "heat2:proposal:confirm:0123456789abcdef:89abcdef": "ProposalButton",
    "heat2:proposal:skip:0123456789abcdef": "ProposalButton",
    "heat2:settings:moderators": "ModeratorChannelSelect",
    "heat2:settings:announce_role": "AnnounceRoleSelect",
    "heat2:settings:test": "AnnouncementTestButton",
    "heat2:settings:roles": "RolesSelect",
    "heat2:settings:channel": "ChannelSelect",
    "heat2:settings:language": "LanguageSelect",
    "heat2:settings:private_answers:1": "SwitchButton",
    "heat2:settings:keeps_unanswered:0": "SwitchButton",
    "heat2:erase:0": "EraseServerButton",
    "heat2:privacy:1": "EraseMemberButton",
    "heat2:settings:weekly_digest:1": "SwitchButton",
    "heat2:vote:up:~who plays: Neil?": "VoteButton",
    "heat2:vote:none:k1": "VoteButton",
    "heat2:reason:should_know:k1": "ReasonButton",
    "heat2:gaps:3": "GapsButton",
    "heat2:gap:add:0123456789abcdef": "GapAddButton",
    "heat2:gap:dismiss:0:0123456789abcdef": "GapDismissButton",
    "heat2:publish:3:0123456789abcdef:fedcba9876543210": "PublishButton",
    "heat2:correct:0123456789abcdef:fedcba9876543210": "CorrectButton",
    "heat2:separate:0123456789abcdef:fedcba9876543210": "SeparateButton",
    "heat2:as_text": "AsTextSelect",
    "heat2:gap:restore:0:0123456789abcdef": "GapRestoreButton",
}
"""Ids in messages that were sent by earlier versions. Lines may be added, and none may be changed."""


@pytest.mark.parametrize(("custom_id", "component"), SENT.items())
def test_every_id_that_was_ever_sent_is_understood(custom_id: str, component: str) -> None:
    """A button under an old message reaches the same component after an update, and no other."""
    found = [each for each in ALL_COMPONENTS if each.__discord_ui_compiled_template__.fullmatch(custom_id)]
    assert [each.__name__ for each in found] == [component]


def test_every_component_has_an_example() -> None:
    """A new component adds its ids to the list above."""
    assert set(SENT.values()) == {component.__name__ for component in ALL_COMPONENTS}


@pytest.mark.parametrize(
    ("made", "custom_id"),
    [
        (AnswerPage("k3y", Order.CLOSEST, 999, 7, 9).page_id, "heat2:turn:k3y:c:999:7:9"),
        (AnswerPage("k3y", page=1, origin=1234567890123456789).share_id, "heat2:share:k3y:n:1:0:1234567890123456789"),
        (ids.why_id("k3y"), "heat2:why:k3y"),
        (ids.delete_id(7), "heat2:delete:7"),
        (ids.latest_id(3, 0), "heat2:latest:3:0"),
        (ids.latest_id(1, 7, None, "k3y"), "heat2:latest:1:7::k3y"),
        (ids.latest_id(1, 7, date(2026, 3, 1)), "heat2:latest:1:7:20260301:"),
        (ids.timeline_id("~release date", 2, 7), "heat2:timeline:~release date:2:7"),
        (ids.publish_id(KEY), f"heat2:publish:{KEY}"),
        (ids.publish_id(KEY, 12), f"heat2:publish:12:{KEY}"),
        (ids.correct_id(KEY), f"heat2:correct:{KEY}"),
        (ids.separate_id(KEY), f"heat2:separate:{KEY}"),
        (ids.cancel_id(KEY), f"heat2:cancel:{KEY}"),
        (ids.reopen_id(KEY), f"heat2:reopen:{KEY}"),
        (ids.confirm_id(KEY), f"heat2:confirm:{KEY}"),
        (ids.list_id(0, ArticleFilter()), "heat2:list:0::::::"),
        (ids.list_id(2, FILTER), "heat2:list:2:3:en:20250131:20260201:7:cameras roll"),
        (ids.show_id(4, KEY), f"heat2:show:4:{KEY}"),
        (ids.history_id(0, ids.EVERY_ARTICLE), "heat2:history:0:-"),
        (ids.undo_id(17), "heat2:undo:17"),
        (ids.switch_id("private_answers", on=True), "heat2:settings:private_answers:1"),
        (ids.erase_server_id(is_confirmed=False), "heat2:erase:0"),
        (ids.erase_member_id(is_confirmed=True), "heat2:privacy:1"),
    ],
)
def test_an_id_holds_its_state(made: str, custom_id: str) -> None:
    """The ids that are sent now are those that earlier versions sent."""
    assert made == custom_id


def test_a_form_comes_back_from_its_id() -> None:
    """A form that is sent after a restart is known by its id, and no two open forms have the same."""
    made = ids.form_id("new_text", KEY, 999_999_999, KEY)
    found = re.fullmatch(ids.FORM, made)
    assert found
    assert found.groupdict() == {"kind": "new_text", "revision": "999999999", "target": KEY, "gap": KEY}
    assert len(made) <= CUSTOM_ID
    assert made != ids.form_id("new_text", KEY, 999_999_999, KEY)


def test_the_digest_of_an_article_never_changes() -> None:
    """It stands in buttons that were sent."""
    assert ids.digest_of("found") == "bcc649cfdb8cc557"


def test_a_filter_comes_back_from_its_id() -> None:
    """A list keeps its filter from page to page; a day that is in no calendar is left out."""
    found = re.fullmatch(ids.LIST, ids.list_id(2, FILTER))
    assert found
    assert ids.filter_from_match(found) == FILTER
    forged = re.fullmatch(ids.LIST, "heat2:list:0:::20259931:::")
    assert forged
    assert ids.filter_from_match(forged) == ArticleFilter()


@given(st.text(max_size=80))
def test_a_question_comes_back_from_its_key_or_has_none(question: str) -> None:
    """Whatever is typed, a key that holds it gives it back and fits into every button."""
    key = inline_key(question)
    if key:
        assert inline_question(key) == question
    else:
        assert utf16_length(question) > 58 or not question.isprintable() or not question
    longest = AnswerPage(key or "k", Order.OLDEST, 999, 2**64 - 1, 0)
    for template, custom_id in ((ids.ANSWER_PAGE, longest.page_id), (ids.SHARE, longest.share_id)):
        found = re.fullmatch(template, custom_id)
        assert found
        assert AnswerPage.from_match(found) == longest
        assert utf16_length(custom_id) <= CUSTOM_ID


def test_custom_ids_keep_discords_bound() -> None:
    """The longest state that a button can hold fits into its id."""
    for key in ("k" * 16, inline_key("q" * 58)):
        for turn in (
            AnswerPage(key, Order.OLDEST, 999, 2**64 - 1, 0),
            AnswerPage(key, Order.OLDEST, 999, 0, 2**64 - 1),
        ):
            assert max(len(turn.page_id), len(turn.share_id)) <= CUSTOM_ID


@pytest.mark.parametrize(
    "forged",
    [
        "heat2:turn:key:n:-1:0:0",
        "heat2:turn:key:z:0:0:0",
        "heat2:turn::n:0:0:0",
        "heat2:turn:k\n:n:0:0:0",
        "heat2:turn:../../etc:n:0:0:0",
        "heat2:turn:key:n:99999:0:0",
        "heat2:delete:",
        "heat2:delete:1:2",
        "heat2:why:" + "k" * 17,
        "heat2:latest:x:0",
        "heat2:latest:٣:0",
    ],
)
def test_a_forged_id_is_no_button(forged: str) -> None:
    """An id that the bot would not have written reaches none of its buttons."""
    assert not any(each.__discord_ui_compiled_template__.fullmatch(forged) for each in ALL_COMPONENTS)
