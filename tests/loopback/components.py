"""The tree of components in a message or a modal."""

from collections.abc import Iterable, Iterator
from enum import IntEnum

from .wire import JsonObject


class Kind(IntEnum):
    """Discord's component types."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    (Kind.STRING_SELECT, Kind.USER_SELECT, Kind.ROLE_SELECT, Kind.MENTIONABLE_SELECT, Kind.CHANNEL_SELECT)
)
LINK_STYLE = 5
PREMIUM_STYLE = 6


def children(component: JsonObject) -> Iterator[tuple[tuple[str | int, ...], JsonObject]]:
    """Yield the direct children of a component, each with its path relative to the parent."""
    for number, child in enumerate(component.get("components") or ()):
        yield ("components", number), child
    for key in ("accessory", "component"):
        if child := component.get(key):
            yield (key,), child


def walk_paths(
    component: JsonObject, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], JsonObject]]:
    """Yield all descendants of a component or of a message body, depth first, each with its path."""
    for step, child in children(component):
        yield path + step, child
        yield from walk_paths(child, path + step)


def walk(components: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Yield these components and all their descendants in display order."""
    for component in components:
        yield component
        yield from (inner for _, inner in walk_paths(component))


def number(components: Iterable[JsonObject]) -> None:
    """Set the missing `id` of each component, as Discord does when it stores a message."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    following = 1
    for component in walk(components):
        if component.get("id"):
            continue
        while following in taken:
            following += 1
        component["id"] = following
        following += 1
