"""Discord's limits for bodies, each broken alone."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .command_limits import command_problems, is_command_name
from .errors import Problem, RefusedError, invalid_form
from .message_limits import choice_problems, mention_problems, message_problems, modal_problems
from .validation import DiscordSchema, Limits
from .wire import JsonObject

V2 = 1 << 15


def text(content: str) -> JsonObject:
    """A TextDisplay."""
    return {"type": 10, "content": content}


def row(*parts: JsonObject) -> JsonObject:
    """An action row."""
    return {"type": 1, "components": list(parts)}


def button(custom_id: str = "b", **more: Any) -> JsonObject:
    """A button."""
    return {"type": 2, "style": 1, "label": "B", "custom_id": custom_id} | more


def select(count: int, **more: Any) -> JsonObject:
    """A select with `count` options."""
    shown = [{"label": str(number), "value": str(number)} for number in range(count)]
    return {"type": 3, "custom_id": "s", "options": shown} | more


def v2(*parts: JsonObject) -> JsonObject:
    """A Components V2 message."""
    return {"flags": V2, "components": list(parts)}


def option(name: str = "word", **more: Any) -> JsonObject:
    """An option of a command."""
    return {"type": 3, "name": name, "description": "d"} | more


def command(*options: JsonObject, **more: Any) -> JsonObject:
    """A slash command."""
    return {"name": "ask", "description": "d", "options": list(options)} | more


GOOD_MESSAGES: list[JsonObject] = [
    {"content": "x" * 2000},
    {"embeds": [{"title": "x" * 256, "description": "y" * 4096}]},
    {"content": "hi", "components": [row(button()), row(select(25))]},
    v2(text("x" * 4000)),
    v2({"type": 17, "components": [text("a"), row(*(button(str(n)) for n in range(5)))]}),
    v2({"type": 9, "components": [text("a")], "accessory": button()}),
    {"content": "hi", "components": [row({"type": 2, "style": 5, "label": "to", "url": "https://example.org"})]},
]
BAD_MESSAGES: list[tuple[JsonObject, str]] = [
    ({}, "empty message"),
    ({"content": "x" * 2001}, "2000 or fewer"),
    ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    ({"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]}, "6000 characters in total"),
    ({"embeds": [{"fields": [{"name": "n", "value": ""}]}]}, "embeds.0.fields.0.value"),
    ({"embeds": [{"title": "t"}] * 11}, "10 or fewer"),
    ({"content": "x", "components": [text("a")]}, "flag 32768"),
    ({"content": "x", "components": [row(button(str(n))) for n in range(6)]}, "5 or fewer"),
    (v2(text("a")) | {"content": "x"}, "excludes content"),
    (v2(text("a")) | {"embeds": [{"title": "t"}]}, "excludes content"),
    (v2(button()), "components.0.type"),
    (v2(*[text("a")] * 41), "40 components"),
    (v2({"type": 17, "components": [text("a")] * 40}), "40 components"),
    (v2(text("x" * 2000), text("x" * 2001)), "4000 characters of text"),
    (v2(text("")), "between 1 and 4000"),
    (v2(row(button("same")), row(button("same"))), "'same' occurs 2 times"),
    (v2(text("a") | {"id": 7}, text("b") | {"id": 7}), "id 7 occurs"),
    (v2(row(button("x" * 101))), "custom_id"),
    (v2(row(button(label="x" * 81))), "label"),
    (v2(row(button(label=None))), "label or an emoji"),
    (v2(row(button(url="https://example.org"))), "has custom_id and nothing else"),
    (v2(row(*(button(str(n)) for n in range(6)))), "1 to 5 buttons"),
    (v2(row(button(), select(1))), "1 to 5 buttons"),
    (v2(row()), "1 to 5 buttons"),
    (v2(row(select(26))), "options"),
    (v2(row(select(0))), "options"),
    (v2(row(select(2, max_values=3))), "only 2 options"),
    (v2(row(select(1, options=[{"label": "a", "value": "v"}, {"label": "b", "value": "v"}]))), "'v' occurs"),
    (v2({"type": 9, "components": [text("a")]}), "accessory"),
    (v2({"type": 9, "components": [text("a")] * 4, "accessory": button()}), "between 1 and 3"),
    (v2({"type": 12, "items": []}), "between 1 and 10"),
]


@pytest.mark.parametrize("body", GOOD_MESSAGES)
def test_messages_within_the_limits(body: JsonObject) -> None:
    """A body that Discord accepts has no problem."""
    assert list(message_problems(body, creates=True)) == []


@pytest.mark.parametrize(("body", "problem"), BAD_MESSAGES)
def test_messages_over_the_limits(body: JsonObject, problem: str) -> None:
    """A body that Discord refuses has exactly the expected problem."""
    found = [str(one) for one in message_problems(body, creates=True)]
    assert len(found) == 1, found
    assert problem in found[0]


def test_an_edit_is_checked_with_current_flags() -> None:
    """An edit cannot add content to a Components V2 message, and an edit may be empty."""
    assert [str(one) for one in message_problems({"content": "x"}, creates=False, current_flags=V2)]
    assert list(message_problems({}, creates=False)) == []
    assert list(message_problems({"components": [text("a")]}, creates=False, current_flags=V2)) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, True),
        ({"allowed_mentions": {}}, True),
        ({"allowed_mentions": {"parse": ["users"]}}, True),
        ({"allowed_mentions": {"parse": [], "users": ["1"]}}, True),
        ({"allowed_mentions": {"parse": [], "replied_user": False}}, False),
    ],
)
def test_mentions_are_forbidden(body: JsonObject, wrong: bool) -> None:
    """A message must have allowed_mentions that allow no mention."""
    assert bool(list(mention_problems(body))) is wrong


GOOD_COMMANDS: list[list[JsonObject]] = [
    [command(), command(name="ask", type=3, description="")],
    [command(option("a", required=True), option("b"))],
    [command({"type": 2, "name": "g", "description": "d", "options": [option("s", type=1, options=[option()])]})],
    [command(name="frage-ü1", description_localizations={"de": "x" * 100})],
    [command(name="ถาม"), command(name="प्रश्न")],
    [command(*(option(str(n), choices=[{"name": "n", "value": "v" * 100}]) for n in range(25)))],
    [{"name": "Quote this", "type": 3}],
]
BAD_COMMANDS: list[tuple[list[JsonObject], str]] = [
    ([command(name="Ask")], "no command name"),
    ([command(name="two words")], "no command name"),
    ([command(name="x" * 33)], "no command name"),
    ([command(name="ask?")], "no command name"),
    ([command(name_localizations={"de": "Frage"})], "0.de: 'Frage'"),
    ([command(description="")], "between 1 and 100"),
    ([{"name": "ask"}], "between 1 and 100"),
    ([command(description="x" * 101)], "between 1 and 100"),
    ([command(option("a"), option("b", required=True))], "before optional"),
    ([command(option("a"), option("a"))], "'a' occurs 2 times"),
    ([command(), command()], "'SLASH ask' occurs 2 times"),
    ([command(*(option(f"o{n}") for n in range(26)))], "25 or fewer"),
    ([command(option(choices=[{"name": str(n), "value": str(n)} for n in range(26)]))], "25 or fewer"),
    ([command(option(choices=[{"name": "n", "value": "v" * 101}]))], "between 0 and 100"),
    ([command(option(choices=[{"name": "n", "value": "v"}] * 2))], "'n' occurs"),
    ([command(option(autocomplete=True, choices=[{"name": "n", "value": "v"}]))], "exclude each other"),
    ([command(option("s", type=1), option("a"))], "side by side"),
    ([command(option("g", type=2, options=[option("h", type=2)]))], "nothing deeper"),
    ([command(option("s", type=1, options=[option("t", type=1)]))], "nothing deeper"),
    ([{"name": "Quote", "type": 3, "description": "none allowed"}], "between 0 and 0"),
    ([{"name": f"m{n}", "type": 3} for n in range(16)], "At most 15 MESSAGE"),
    ([command(name=f"c{n}") for n in range(101)], "At most 100 SLASH"),
]


@pytest.mark.parametrize("commands", GOOD_COMMANDS)
def test_commands_within_the_limits(commands: list[JsonObject]) -> None:
    """A body that Discord accepts has no problem."""
    assert list(command_problems(commands)) == []


@pytest.mark.parametrize(("commands", "problem"), BAD_COMMANDS)
def test_commands_over_the_limits(commands: list[JsonObject], problem: str) -> None:
    """A body that Discord refuses has exactly the expected problem."""
    found = [str(one) for one in command_problems(commands)]
    assert len(found) == 1, found
    assert problem in found[0]


def test_a_commands_characters_are_counted_in_total() -> None:
    """A command may have 8000 characters in its names, descriptions and values, each in its longest translation."""
    choices = [{"name": f"{number:0100}", "value": "v" * 100} for number in range(19)]
    options = [option(f"{number}", description="x" * 99, choices=choices) for number in (1, 2)]
    exact = command(*options, name="x" * 32, description="d" * 68, name_localizations={"de": "x"})
    exact["options"].append(option("3", description="x" * 99))
    assert list(command_problems([exact])) == []
    exact["options"][2]["description_localizations"] = {"de": "x" * 100}
    assert [one.code for one in command_problems([exact])] == ["APPLICATION_COMMAND_TOO_LARGE"]


@given(st.text(max_size=40))
def test_command_names_are_lower_case_words(name: str) -> None:
    """A valid command name has no capitals, no spaces, no control characters, and at most 32 characters."""
    if is_command_name(name):
        assert name == name.lower()
        assert 1 <= len(name) <= 32
        assert not any(character.isspace() or not character.isprintable() for character in name)


@given(st.from_regex(r"[a-z0-9_'-]{1,32}", fullmatch=True))
def test_plain_names_are_command_names(name: str) -> None:
    """Every word of 1 to 32 ASCII letters, digits, hyphens, underscores and apostrophes is a valid name."""
    assert is_command_name(name)


@pytest.mark.parametrize(
    ("modal", "problem"),
    [
        ({"title": "x" * 46}, "title"),
        ({"components": []}, "between 1 and 5"),
        ({"components": [text("a")] * 6}, "between 1 and 5"),
        ({"components": [button()]}, "components.0.type"),
        ({"components": [{"type": 18, "label": "x" * 46, "component": {"type": 19, "custom_id": "f"}}]}, "label"),
        ({"components": [{"type": 18, "label": "l"}]}, "component: This field is required"),
    ],
)
def test_modals_over_the_limits(modal: JsonObject, problem: str) -> None:
    """A modal over a limit has exactly the expected problem."""
    whole = {"title": "t", "custom_id": "m", "components": [text("a")]} | modal
    found = [str(one) for one in modal_problems(whole)]
    assert len(found) == 1, found
    assert problem in found[0]


def test_autocompletion_has_25_short_choices() -> None:
    """A 26th choice is a problem, and so is a name of 101 characters."""
    good = [{"name": "n" * 100, "value": "v"}] * 25
    assert list(choice_problems(good)) == []
    assert [one.path for one in choice_problems([*good, {"name": "n" * 101, "value": "v"}])] == [
        ("choices",),
        ("choices", 25, "name"),
    ]


@given(st.lists(st.lists(st.text(min_size=1) | st.integers(0, 9), max_size=4), min_size=1, max_size=5))
def test_every_problem_is_found_in_the_refusal(paths: list[list[str | int]]) -> None:
    """The nested errors contain every problem at its path."""
    paths = [path for path in paths if "_errors" not in path] or [[]]
    errors = invalid_form(Problem(tuple(path), str(number)) for number, path in enumerate(paths)).body()["errors"]
    for number, path in enumerate(paths):
        place = errors
        for step in path:
            place = place[str(step)]
        assert str(number) in [error["message"] for error in place["_errors"]]


MENTIONS: JsonObject = {"allowed_mentions": {"parse": []}}


def test_the_schema_accepts_bodies_of_discord_py(openapi: Path) -> None:
    """The schema check accepts bodies of discord.py that Discord accepts."""
    limits = Limits(schema=DiscordSchema(openapi))
    body = {"content": "hi", "tts": False, "attachments": [{"id": 0, "filename": "a.txt"}], "embeds": [], **MENTIONS}
    limits.callback("callback", {"type": 4, "data": body})
    limits.message("follow-up", body, schema="IncomingWebhookRequestPartial", creates=True)
    limits.message("edit", body, schema="IncomingWebhookUpdateRequestPartial", creates=False)
    limits.message("send", body, schema="MessageCreateRequest", creates=True)
    limits.commands("sync", [command(option(), nsfw=False, default_member_permissions=32, contexts=None)])
    limits.callback("callback", {"type": 5, "data": {"flags": 64}})
    limits.callback("callback", {"type": 8, "data": {"choices": [{"name": "n", "value": "v"}]}})
    assert limits.violations == []


@pytest.mark.parametrize(
    "body",
    [
        {"type": 4, "data": {"content": 5, **MENTIONS}},
        {"type": 4, "data": {"content": "x", "components": [{"type": 1, "components": "none"}], **MENTIONS}},
        {"type": 9, "data": {"custom_id": "m", "components": [text("a")]}},
    ],
)
def test_the_schema_finds_more_than_the_limits(openapi: Path, body: JsonObject) -> None:
    """A wrong type and a missing key are violations that only the schema check finds."""
    limits = Limits(schema=DiscordSchema(openapi))
    with pytest.raises(RefusedError):
        limits.callback("callback", body)
    assert "SCHEMA" in {violation.problem.code for violation in limits.violations}


def test_a_body_out_of_shape_is_a_violation() -> None:
    """Without a schema, a body of the wrong shape is a violation and does not raise another error."""
    limits = Limits()
    with pytest.raises(RefusedError):
        limits.callback("callback", {"type": 4, "data": {"content": 5, **MENTIONS}})
    assert [violation.problem.code for violation in limits.violations] == ["MALFORMED"]
