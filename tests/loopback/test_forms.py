"""A member can send only what the command, message or modal offers."""

from typing import Any

import pytest

from . import forms
from .command_limits import CommandType
from .commands import check_permitted, fill, find, resolve, resolved
from .errors import NotOfferedError
from .messages import Message
from .wire import JsonObject
from .world import MODERATOR, ORDINARY, Attachment, Channel, Permission, Role, User

COMMANDS: list[JsonObject] = [
    {
        "type": 1,
        "name": "heat2",
        "options": [
            {
                "type": 1,
                "name": "ask",
                "options": [
                    {"type": 3, "name": "question", "required": True, "min_length": 3, "max_length": 10},
                    {"type": 4, "name": "limit", "min_value": 1, "max_value": 5},
                    {"type": 3, "name": "language", "choices": [{"name": "German", "value": "de"}]},
                    {"type": 5, "name": "private"},
                    {"type": 11, "name": "file"},
                ],
            }
        ],
    },
    {"type": 3, "name": "Quote this"},
]


@pytest.mark.parametrize("words", ["heat3", "heat2", "heat2 tell", "heat2 ask now", "Quote"])
def test_unknown_commands(words: str) -> None:
    """An unknown command and an incomplete one cannot be called."""
    with pytest.raises(NotOfferedError):
        resolve(COMMANDS, words)


def test_menus_have_names_of_their_own() -> None:
    """A context menu command is found by its kind and its full name."""
    assert find(COMMANDS, CommandType.MESSAGE, "Quote this")["name"] == "Quote this"
    with pytest.raises(NotOfferedError, match="Quote this"):
        find(COMMANDS, CommandType.MESSAGE, "Quote that")


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"question": "who?", "colour": "red"},
        {"question": "so"},
        {"question": "x" * 11},
        {"question": 5},
        {"question": "who?", "limit": 0},
        {"question": "who?", "limit": 6},
        {"question": "who?", "limit": True},
        {"question": "who?", "language": "fr"},
        {"question": "who?", "private": "yes"},
        {"question": "who?", "file": "a.txt"},
    ],
)
def test_impossible_options(values: dict[str, Any]) -> None:
    """A missing, unknown, wrongly typed or out-of-range option cannot be sent."""
    with pytest.raises(NotOfferedError):
        fill(resolve(COMMANDS, "heat2 ask"), values)


def test_options_are_nested_and_typed() -> None:
    """Options are nested in their sub-command and have the declared types."""
    invocation = resolve(COMMANDS, "heat2 ask")
    file = Attachment("a.txt", b"", "http://127.0.0.1/a.txt")
    values = {"question": "who?", "limit": 5, "file": file}
    assert invocation.nested(fill(invocation, values)) == [
        {
            "type": 1,
            "name": "ask",
            "options": [
                {"type": 3, "name": "question", "value": "who?"},
                {"type": 4, "name": "limit", "value": 5},
                {"type": 11, "name": "file", "value": str(file.id)},
            ],
        }
    ]
    assert resolved(values.values(), in_guild=True) == {"attachments": {str(file.id): file.payload}}


def test_entities_are_resolved() -> None:
    """`resolved` contains users, roles and channels, and the members of users only in a guild."""
    user, role, channel = User("Neil"), Role("crew"), Channel("plans")
    inside = resolved([user, role, channel, "word"], in_guild=True)
    assert set(inside) == {"users", "members", "roles", "channels"}
    assert "user" not in inside["members"][str(user.id)]
    assert set(resolved([user], in_guild=False)) == {"users"}


@pytest.mark.parametrize(
    ("command", "permissions", "in_guild", "offered"),
    [
        ({}, ORDINARY, True, True),
        ({"default_member_permissions": "32"}, ORDINARY, True, False),
        ({"default_member_permissions": "32"}, MODERATOR, True, True),
        ({"default_member_permissions": "0"}, MODERATOR, True, False),
        ({"default_member_permissions": "0"}, Permission.ADMINISTRATOR, True, True),
        ({"contexts": [0]}, ORDINARY, False, False),
        ({"contexts": [1, 2]}, ORDINARY, True, False),
        ({"dm_permission": False}, ORDINARY, False, False),
    ],
)
def test_discord_hides_commands(command: JsonObject, permissions: int, in_guild: bool, offered: bool) -> None:
    """Permissions and contexts decide whether a command is offered."""
    if offered:
        check_permitted({"name": "c"} | command, permissions, in_guild)
    else:
        with pytest.raises(NotOfferedError):
            check_permitted({"name": "c"} | command, permissions, in_guild)


def message(*parts: JsonObject) -> Message:
    """Return a message with one row of these components."""
    return Message({"id": "1", "channel_id": "1", "flags": 0, "components": [{"type": 1, "components": list(parts)}]})


def test_buttons_are_pressed_by_name() -> None:
    """A button is found by custom_id or label. A disabled, a link and an unknown button cannot be clicked."""
    shown = message(
        {"type": 2, "custom_id": "a", "label": "A", "style": 1},
        {"type": 2, "custom_id": "b", "label": "B", "style": 1, "disabled": True},
        {"type": 2, "url": "https://example.org", "label": "C", "style": 5},
    )
    assert forms.button(shown, "A") is forms.button(shown, "a")
    for wanted in ("b", "C", "D"):
        with pytest.raises(NotOfferedError):
            forms.button(shown, wanted)


@pytest.mark.parametrize(
    ("values", "possible"), [(["x"], True), (["x", "y"], True), (["z"], False), ([], False), (["x", "y", "x"], False)]
)
def test_selects_offer_their_options(values: list[str], possible: bool) -> None:
    """Only offered values can be selected, and no more than `max_values`."""
    options = [{"label": value, "value": value} for value in ("x", "y")]
    shown = message({"type": 3, "custom_id": "s", "options": options, "max_values": 2})
    if possible:
        assert forms.selection(shown, "s", values)[1] == values
    else:
        with pytest.raises(NotOfferedError):
            forms.selection(shown, "s", values)


def test_users_can_be_picked() -> None:
    """A user select sends the ids of the selected users."""
    neil = User("Neil")
    assert forms.selection(message({"type": 5, "custom_id": "u"}), "u", [neil])[1] == [str(neil.id)]


def labelled(label: str, **component: Any) -> JsonObject:
    """Return a labelled field of a modal."""
    return {"type": 18, "id": 1, "label": label, "component": {"type": 4, "custom_id": label.lower()} | component}


MODAL: JsonObject = {
    "components": [
        {"type": 10, "id": 9, "content": "Please"},
        labelled("Title", min_length=2, max_length=5),
        labelled("Note", required=False, value="preset"),
        labelled("Seen", type=23, default=True),
        labelled("Files", type=19, required=False, max_values=2),
        {"type": 1, "id": 8, "components": [{"type": 4, "custom_id": "old", "label": "Old", "required": False}]},
    ]
}


def test_a_modal_is_reported_as_discord_does() -> None:
    """Every field is sent in its place, with the answer or the default value."""
    file = Attachment("a.txt", b"", "http://127.0.0.1/a.txt")
    reported = forms.submission(MODAL, {"Title": "Heat", "files": [file], "Old": "way"})
    assert reported[0] == {"type": 10, "id": 9}
    fields = [part["component"] for part in reported[1:5]]
    assert [field.get("value") for field in fields] == ["Heat", "preset", True, None]
    assert fields[3]["values"] == [str(file.id)]
    assert reported[5]["components"][0]["value"] == "way"


@pytest.mark.parametrize("answers", [{}, {"Title": "x"}, {"Title": "x" * 6}, {"Title": "Heat", "Colour": "red"}])
def test_invalid_answers_to_a_modal(answers: dict[str, str]) -> None:
    """A missing required answer, one of a wrong length, and one without a field cannot be sent."""
    with pytest.raises(NotOfferedError):
        forms.submission(MODAL, answers)
