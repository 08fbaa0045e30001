"""The handlers of buttons, selects and forms.

The state of buttons and selects is in their custom ids (see `bot.discord_app.custom_ids`), so they outlive a
restart.
"""

from __future__ import annotations

from typing import Final

from bot.discord_app.components.answers import (
    DeleteButton,
    LatestButton,
    PageButton,
    ShareButton,
    TimelineButton,
    WhyButton,
)
from bot.discord_app.components.articles import (
    AsTextSelect,
    BulkChangeButton,
    CancelButton,
    ConfirmButton,
    CorrectButton,
    HistoryButton,
    LinkSelect,
    ListButton,
    NewTextButton,
    PickSelect,
    PublishButton,
    ReopenButton,
    SeparateButton,
    ShowButton,
    TextButton,
    UndoButton,
)
from bot.discord_app.components.base import PersistentComponent
from bot.discord_app.components.feeds import ProposalButton
from bot.discord_app.components.follows import FollowsSelect, UnfollowAllButton, UnfollowButton
from bot.discord_app.components.gaps import GapAddButton, GapDismissButton, GapRestoreButton, GapsButton
from bot.discord_app.components.pins import PinsButton
from bot.discord_app.components.settings import (
    AnnouncementTestButton,
    AnnounceRoleSelect,
    ChannelSelect,
    EraseMemberButton,
    EraseServerButton,
    LanguageSelect,
    MentionChannelsSelect,
    MentionsSelect,
    ModeratorChannelSelect,
    RolesSelect,
    SwitchButton,
)
from bot.discord_app.components.votes import ReasonButton, VoteButton

ALL_COMPONENTS: Final[tuple[type[PersistentComponent], ...]] = (
    PageButton,
    WhyButton,
    DeleteButton,
    ShareButton,
    LatestButton,
    TimelineButton,
    PublishButton,
    CorrectButton,
    CancelButton,
    SeparateButton,
    ReopenButton,
    ConfirmButton,
    LinkSelect,
    AsTextSelect,
    PinsButton,
    ListButton,
    PickSelect,
    BulkChangeButton,
    ShowButton,
    TextButton,
    NewTextButton,
    HistoryButton,
    UndoButton,
    UnfollowButton,
    UnfollowAllButton,
    FollowsSelect,
    ProposalButton,
    RolesSelect,
    ChannelSelect,
    ModeratorChannelSelect,
    AnnounceRoleSelect,
    AnnouncementTestButton,
    LanguageSelect,
    MentionsSelect,
    MentionChannelsSelect,
    SwitchButton,
    EraseServerButton,
    EraseMemberButton,
    VoteButton,
    ReasonButton,
    GapsButton,
    GapAddButton,
    GapDismissButton,
    GapRestoreButton,
)
