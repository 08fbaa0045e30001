"""Limits of messages, components, embeds and modals in Discord's documentation."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .components import LINK_STYLE, PREMIUM_STYLE, SELECTS, Kind, walk_paths
from .errors import Problem
from .messages import Flag
from .wire import JsonObject

JsonPath = tuple[str | int, ...]

MAX_CONTENT_LENGTH = 2000
MAX_COMPONENTS = 40
MAX_TEXT_LENGTH = 4000
MAX_EMBEDS = 10
MAX_EMBED_CHARACTERS = 6000
MAX_EMBED_FIELDS = 25
MAX_ROW_BUTTONS = 5
MAX_ROWS = 5
MAX_CHOICES = 25


# Minimum and maximum length of texts, by component type and key. Missing texts are not checked.
_LENGTHS: dict[int, dict[str, tuple[int, int]]] = {
    Kind.BUTTON: {"label": (1, 80), "custom_id": (1, 100), "url": (1, 512)},
    Kind.TEXT_INPUT: {"label": (1, 45), "custom_id": (1, 100), "placeholder": (0, 100), "value": (0, 4000)},
    Kind.TEXT_DISPLAY: {"content": (1, MAX_TEXT_LENGTH)},
    Kind.LABEL: {"label": (1, 45), "description": (0, 100)},
    Kind.THUMBNAIL: {"description": (0, 1024)},
    Kind.FILE_UPLOAD: {"custom_id": (1, 100)},
    Kind.RADIO_GROUP: {"custom_id": (1, 100)},
    Kind.CHECKBOX_GROUP: {"custom_id": (1, 100)},
    Kind.CHECKBOX: {"custom_id": (1, 100)},
    **{kind: {"custom_id": (1, 100), "placeholder": (0, 150)} for kind in SELECTS},
}

# Minimum and maximum number of items in lists, by component type and key.
_COUNTS: Mapping[int, Mapping[str, tuple[int, int]]] = {
    Kind.STRING_SELECT: {"options": (1, 25)},
    Kind.SECTION: {"components": (1, 3)},
    Kind.MEDIA_GALLERY: {"items": (1, 10)},
    Kind.CONTAINER: {"components": (1, MAX_COMPONENTS)},
    Kind.RADIO_GROUP: {"options": (2, 10)},
    Kind.CHECKBOX_GROUP: {"options": (1, 10)},
}
_REQUIRED: dict[int, tuple[str, ...]] = {
    Kind.SECTION: ("accessory",),
    Kind.LABEL: ("component", "label"),
    Kind.TEXT_DISPLAY: ("content",),
    Kind.TEXT_INPUT: ("custom_id", "style"),
    **dict.fromkeys(SELECTS, ("custom_id",)),
}

_OPTION = {"label": (1, 100), "value": (1, 100), "description": (0, 100)}
_EMBED = {"title": (0, 256), "description": (0, 4096)}
_V2_TOP = {
    Kind.ACTION_ROW,
    Kind.SECTION,
    Kind.TEXT_DISPLAY,
    Kind.MEDIA_GALLERY,
    Kind.FILE,
    Kind.SEPARATOR,
    Kind.CONTAINER,
}
_MODAL_TOP = {Kind.ACTION_ROW, Kind.TEXT_DISPLAY, Kind.LABEL}


def lengths(thing: Mapping[str, Any], limits: Mapping[str, tuple[int, int]], path: JsonPath) -> Iterator[Problem]:
    """Yield a problem for each text of `thing` that is shorter or longer than its limits."""
    for key, (shortest, longest) in limits.items():
        text = thing.get(key)
        if isinstance(text, str) and not shortest <= len(text) <= longest:
            yield Problem(
                (*path, key),
                f"Must be between {shortest} and {longest} in length, is {len(text)}.",
                "BASE_TYPE_BAD_LENGTH",
            )


def repeated(values: Iterable[Any], path: JsonPath, what: str) -> Iterator[Problem]:
    """Yield a problem for each value that occurs more than once."""
    for value, count in Counter(value for value in values if value is not None).items():
        if count > 1:
            yield Problem(path, f"{what} {value!r} occurs {count} times", "DUPLICATED")


def message_problems(
    body: Mapping[str, Any], *, creates: bool, current_flags: int = 0, files: int = 0
) -> Iterator[Problem]:
    """Yield the problems of a message or an edit. `current_flags` are the flags of the edited message."""
    content, embeds, components = (body.get(key) for key in ("content", "embeds", "components"))
    if content and len(content) > MAX_CONTENT_LENGTH:
        yield Problem(
            ("content",), f"Must be {MAX_CONTENT_LENGTH} or fewer in length, is {len(content)}.", "BASE_TYPE_MAX_LENGTH"
        )
    if embeds:
        yield from _embed_problems(embeds)
    is_v2 = bool((current_flags | int(body.get("flags") or 0)) & Flag.COMPONENTS_V2)
    if is_v2 and (content or embeds):
        yield Problem(("flags",), "IS_COMPONENTS_V2 excludes content and embeds", "MESSAGE_CANNOT_USE_LEGACY_FIELDS")
    if components:
        yield from _layout_problems(components, is_v2)
        yield from component_problems(body)
    if creates and not (content or embeds or components or files or body.get("poll") or body.get("sticker_ids")):
        yield Problem((), "Cannot send an empty message", "EMPTY_MESSAGE")


def mention_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem if the message does not forbid all mentions."""
    mentions = body.get("allowed_mentions")
    if mentions is None:
        yield Problem(("allowed_mentions",), "must be present", "PRODUCT_RULE")
    elif mentions.get("parse") != [] or mentions.get("users") or mentions.get("roles"):
        yield Problem(("allowed_mentions",), f"must allow no mention, is {mentions}", "PRODUCT_RULE")


def modal_problems(modal: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of a modal."""
    parts = modal.get("components") or []
    yield from lengths(modal, {"title": (1, 45), "custom_id": (1, 100)}, ())
    if not 1 <= len(parts) <= 5:
        yield Problem(("components",), f"Must be between 1 and 5 in length, is {len(parts)}.", "BASE_TYPE_BAD_LENGTH")
    yield from _wrong_kinds(parts, _MODAL_TOP)
    yield from component_problems(modal)


def choice_problems(choices: list[JsonObject]) -> Iterator[Problem]:
    """Yield the problems of autocomplete choices."""
    if len(choices) > MAX_CHOICES:
        yield Problem(
            ("choices",), f"Must be {MAX_CHOICES} or fewer in length, is {len(choices)}.", "BASE_TYPE_MAX_LENGTH"
        )
    for number, choice in enumerate(choices):
        yield from lengths(choice, {"name": (1, 100), "value": (0, 100)}, ("choices", number))
        translated = choice.get("name_localizations") or {}
        yield from lengths(translated, dict.fromkeys(translated, (1, 100)), ("choices", number))


def component_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the problems of the components of a message or modal, including nested ones."""
    found = list(walk_paths(dict(body)))
    if len(found) > MAX_COMPONENTS:
        yield Problem(("components",), f"At most {MAX_COMPONENTS} components in total, are {len(found)}.", "TOO_MANY")
    text = sum(len(part.get("content") or "") for _, part in found if part.get("type") == Kind.TEXT_DISPLAY)
    if text > MAX_TEXT_LENGTH:
        yield Problem(
            ("components",), f"At most {MAX_TEXT_LENGTH} characters of text in total, are {text}.", "TOO_LONG"
        )
    yield from repeated((part.get("custom_id") for _, part in found), ("components",), "custom_id")
    yield from repeated((part.get("id") or None for _, part in found), ("components",), "id")
    for path, part in found:
        yield from _part_problems(part, path)


def _part_problems(part: JsonObject, path: JsonPath) -> Iterator[Problem]:
    kind = part.get("type", 0)
    for key in _REQUIRED.get(kind, ()):
        if part.get(key) is None:
            yield Problem((*path, key), "This field is required", "BASE_TYPE_REQUIRED")
    yield from lengths(part, _LENGTHS.get(kind, {}), path)
    for key, (fewest, most) in _COUNTS.get(kind, {}).items():
        if not fewest <= len(part.get(key) or ()) <= most:
            yield Problem((*path, key), f"Must be between {fewest} and {most} in length.", "BASE_TYPE_BAD_LENGTH")
    if kind == Kind.BUTTON:
        yield from _button_problems(part, path)
    elif kind == Kind.ACTION_ROW:
        yield from _row_problems(part.get("components") or [], path)
    if options := part.get("options"):
        yield from _option_problems(part, options, path)


def _button_problems(button: JsonObject, path: JsonPath) -> Iterator[Problem]:
    style = button.get("style")
    if style != PREMIUM_STYLE and not (button.get("label") or button.get("emoji")):
        yield Problem((*path, "label"), "A button needs a label or an emoji", "BASE_TYPE_REQUIRED")
    wanted = "url" if style == LINK_STYLE else "sku_id" if style == PREMIUM_STYLE else "custom_id"
    for key in ("url", "sku_id", "custom_id"):
        if (button.get(key) is not None) != (key == wanted):
            yield Problem((*path, key), f"A button of style {style} has {wanted} and nothing else", "BUTTON_FIELDS")


def _row_problems(parts: list[JsonObject], path: JsonPath) -> Iterator[Problem]:
    buttons = sum(part.get("type") == Kind.BUTTON for part in parts)
    if not parts or buttons > MAX_ROW_BUTTONS or (buttons < len(parts) and len(parts) > 1):
        yield Problem((*path, "components"), "A row holds 1 to 5 buttons, or one select, or one text input", "ROW")


def _option_problems(part: JsonObject, options: list[JsonObject], path: JsonPath) -> Iterator[Problem]:
    for number, option in enumerate(options):
        yield from lengths(option, _OPTION, (*path, "options", number))
    yield from repeated((option.get("value") for option in options), (*path, "options"), "value")
    fewest, most = part.get("min_values"), part.get("max_values")
    if max(fewest or 0, most or 0) > len(options):
        yield Problem((*path, "max_values"), f"There are only {len(options)} options", "NUMBER_TYPE_MAX")


def _layout_problems(components: list[JsonObject], is_v2: bool) -> Iterator[Problem]:
    yield from _wrong_kinds(components, _V2_TOP if is_v2 else {Kind.ACTION_ROW})
    if not is_v2 and len(components) > MAX_ROWS:
        yield Problem(("components",), f"Must be {MAX_ROWS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")


def _wrong_kinds(components: list[JsonObject], allowed: set[Kind]) -> Iterator[Problem]:
    for number, part in enumerate(components):
        if part.get("type") not in allowed:
            yield Problem(
                ("components", number, "type"),
                f"{part.get('type')} is none of {sorted(int(kind) for kind in allowed)} (flag 32768 allows more)",
                "UNION_TYPE_CHOICES",
            )


def _embed_problems(embeds: list[JsonObject]) -> Iterator[Problem]:
    if len(embeds) > MAX_EMBEDS:
        yield Problem(("embeds",), f"Must be {MAX_EMBEDS} or fewer in length.", "BASE_TYPE_MAX_LENGTH")
    total = 0
    for number, embed in enumerate(embeds):
        for path, thing, limits in _embed_parts(embed, ("embeds", number)):
            yield from lengths(thing, limits, path)
            total += sum(len(thing.get(key) or "") for key in limits)
        if len(embed.get("fields") or ()) > MAX_EMBED_FIELDS:
            yield Problem(("embeds", number, "fields"), f"Must be {MAX_EMBED_FIELDS} or fewer.", "BASE_TYPE_MAX_LENGTH")
    if total > MAX_EMBED_CHARACTERS:
        yield Problem(
            ("embeds",), f"At most {MAX_EMBED_CHARACTERS} characters in total, are {total}.", "MAX_EMBED_SIZE_EXCEEDED"
        )


def _embed_parts(
    embed: JsonObject, path: JsonPath
) -> Iterator[tuple[JsonPath, Mapping[str, Any], Mapping[str, tuple[int, int]]]]:
    yield path, embed, _EMBED
    yield (*path, "footer"), embed.get("footer") or {}, {"text": (0, 2048)}
    yield (*path, "author"), embed.get("author") or {}, {"name": (0, 256)}
    for number, field in enumerate(embed.get("fields") or ()):
        yield (*path, "fields", number), field, {"name": (1, 256), "value": (1, 1024)}
