"""Use of buttons, selects and modals: the data that Discord's client sends for the components of the bot."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .commands import Entity
from .components import LINK_STYLE, SELECTS, Kind, walk
from .errors import NotOfferedError
from .messages import Message
from .wire import JsonObject

_MULTIPLE = SELECTS | {Kind.FILE_UPLOAD, Kind.CHECKBOX_GROUP}
_DEFAULT_MIN_LENGTH, _DEFAULT_MAX_LENGTH = 0, 4000


def button(message: Message, wanted: str) -> JsonObject:
    """Return the button with this custom_id or label. Raises NotOfferedError if it is missing, disabled or a link."""
    found = _one(message.buttons, wanted, "button")
    if found.get("disabled") or found.get("style") == LINK_STYLE:
        raise NotOfferedError(f"the button {wanted!r} is {'disabled' if found.get('disabled') else 'a link'}")
    return found


def selection(message: Message, wanted: str, values: Sequence[str | Entity]) -> tuple[JsonObject, list[str]]:
    """Return the select with this custom_id or placeholder, and the values to send.

    Raises NotOfferedError if it is disabled or does not offer these values.
    """
    found = _one(message.selects, wanted, "select")
    if found.get("disabled"):
        raise NotOfferedError(f"the select {wanted!r} is disabled")
    return found, _picked(found, values)


def submission(modal: JsonObject, answers: Mapping[str, Any]) -> list[JsonObject]:
    """Return the `components` of a modal submit. `answers` maps a custom_id or label to a value.

    Raises NotOfferedError if a required answer is missing, if one is too short or too long, or if its field is missing.
    """
    unused = set(answers)
    filled = [_field_answer(part, answers, unused) for part in modal["components"]]
    if unused:
        raise NotOfferedError(f"the modal has no field {sorted(unused)}, only {_fields(modal)}")
    return filled


def _one(parts: Iterable[JsonObject], wanted: str, what: str) -> JsonObject:
    offered = list(parts)
    for key in ("custom_id", "label", "placeholder"):
        for part in offered:
            if part.get(key) == wanted:
                return part
    shown = [part.get("label") or part.get("custom_id") for part in offered]
    raise NotOfferedError(f"the message has no {what} {wanted!r}, only {shown}")


def _fields(modal: JsonObject) -> list[str]:
    return [part.get("label") or part["custom_id"] for part in walk(modal["components"]) if _names(part)]


def _names(part: JsonObject) -> list[str]:
    return [part[key] for key in ("label", "custom_id") if part.get(key)]


def _field_answer(part: JsonObject, answers: Mapping[str, Any], unused: set[str], label: str = "") -> JsonObject:
    number = {"type": part["type"], "id": part.get("id", 0)}
    if part["type"] == Kind.TEXT_DISPLAY:
        return number
    if part["type"] == Kind.ACTION_ROW:
        return number | {"components": [_field_answer(one, answers, unused) for one in part["components"]]}
    if part["type"] == Kind.LABEL:
        return number | {"component": _field_answer(part["component"], answers, unused, part["label"])}
    name = next((name for name in (*_names(part), label) if name in answers), None)
    unused.discard(name or "")
    given = answers[name] if name is not None else None
    return number | {"custom_id": part["custom_id"]} | _value(part, given, label)


def _value(field: JsonObject, given: Any, label: str) -> JsonObject:
    """Return the value of a field. A field without `required` is required: discord.py sends the key only if false."""
    if field["type"] == Kind.CHECKBOX:
        return {"value": bool(field.get("default") if given is None else given)}
    if field["type"] in _MULTIPLE:
        return {"values": _picked(field, () if given is None else given, label)}
    value = field.get("value") or "" if given is None else given
    if field["type"] == Kind.TEXT_INPUT:
        _check_text(field, value, label)
    return {"value": value}


def _check_text(field: JsonObject, value: str, label: str) -> None:
    named = label or field.get("label") or field["custom_id"]
    if not value and field.get("required", True):
        raise NotOfferedError(f"the field {named!r} is required")
    shortest, longest = field.get("min_length") or _DEFAULT_MIN_LENGTH, field.get("max_length") or _DEFAULT_MAX_LENGTH
    if value and not shortest <= len(value) <= longest:
        raise NotOfferedError(f"the field {named!r} takes {shortest} to {longest} characters, got {len(value)}")


def _picked(field: JsonObject, values: Sequence[str | Entity], label: str = "") -> list[str]:
    named = label or field["custom_id"]
    picked = [value if isinstance(value, str) else str(value.id) for value in values]
    options = {option["value"] for option in field.get("options") or ()}
    if options and not options.issuperset(picked):
        raise NotOfferedError(f"{named!r} offers {sorted(options)}, not {picked}")
    fewest = field.get("min_values", 1) if picked or field.get("required", True) else 0
    if not (0 if fewest is None else fewest) <= len(picked) <= (field.get("max_values") or 1):
        raise NotOfferedError(f"{named!r} takes {fewest} to {field.get('max_values') or 1} values, got {len(picked)}")
    return picked
