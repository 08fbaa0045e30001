"""What a page's style rules hide: enough of CSS to tell which elements a browser does not show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

MAX_STYLES: Final = 1_000_000
"""Characters of style rules that are read."""

MAX_RULES: Final = 5_000
"""Rules that hide or show something."""

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND: Final = re.compile(r"(\*|[a-z][a-z0-9-]*)?((?:[.#][\w-]+|\[hidden\])*)", re.IGNORECASE)
_PART: Final = re.compile(r"[.#][\w-]+|\[hidden\]")
_FAR_AWAY: Final = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|em|rem)?|-9{3,}\w*")
_NOTHING: Final = re.compile(r"0+(?:\.0+)?(?:px|em|rem|%|vh|vw|pt)?")
_ANY_SCREEN: Final = frozenset({"", "all", "screen", "only screen"})


def declarations(style: str) -> dict[str, str]:
    """The properties that a style sets, and their values, in small letters; the last one of a name counts."""
    found: dict[str, str] = {}
    important: set[str] = set()
    for declaration in _COMMENT.sub("", style).split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        is_important = value.endswith("!important")
        if value and (is_important or name not in important):
            found[name] = value.removesuffix("!important").strip()
            important |= {name} if is_important else set()
    return found


def hides(style: Mapping[str, str]) -> bool:
    """Whether an element with these properties is not shown, or is struck out."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or style.get("content-visibility") == "hidden"
        or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")
        or _is_moved_away(style)
        or _is_cut_off(style)
    )


def fades(style: Mapping[str, str]) -> bool:
    """Whether an element is not seen for now: pages also load their whole text that way and show it afterwards."""
    return (
        bool(re.fullmatch(r"0+(?:\.0+)?%?|\.0+", style.get("opacity", "")))
        or style.get("color") == "transparent"
        or bool(_NOTHING.fullmatch(style.get("font-size", "")))
        or style.get("transform", "").startswith("scale(0)")
    )


def _is_moved_away(style: Mapping[str, str]) -> bool:
    is_placed = style.get("position") in {"absolute", "fixed"}
    sides = [style.get(side, "") for side in ("left", "top", "right", "bottom")] if is_placed else []
    return any(_FAR_AWAY.fullmatch(value) for value in (*sides, style.get("text-indent", "")))


def _is_cut_off(style: Mapping[str, str]) -> bool:
    clip = style.get("clip", "").replace(" ", "") + style.get("clip-path", "").replace(" ", "")
    if style.get("position") == "absolute" and re.search(r"rect\((?:[01](?:px)?,?){4}\)|inset\((?:50|100)%\)", clip):
        return True
    sizes = [style.get(size, "") for size in ("height", "max-height", "width", "max-width")]
    return "hidden" in style.get("overflow", "") and any(_NOTHING.fullmatch(size) for size in sizes)


@dataclass(frozen=True, slots=True)
class _Compound:
    """One part of a selector, as `p.note#a`."""

    tag: str
    parts: frozenset[str]

    def matches(self, element: HtmlElement) -> bool:
        if self.tag not in {"", "*", element.tag}:
            return False
        return self.parts <= _parts_of(element)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector, and whether it hides what it matches or shows it."""

    compounds: Sequence[_Compound]
    is_hiding: bool
    rank: tuple[bool, int, int, int]
    """Which rule wins: importance, ids, classes, order."""

    def matches(self, element: HtmlElement) -> bool:
        *outer, last = self.compounds
        if not last.matches(element):
            return False
        ancestors = element.iterancestors()
        return all(any(compound.matches(each) for each in ancestors) for compound in reversed(outer))


class Stylesheet:
    """The rules of a page that hide or show something."""

    def __init__(self, styles: str) -> None:
        self._by_part: defaultdict[str, list[_Rule]] = defaultdict(list)
        rules = list(islice(_rules_of(_COMMENT.sub("", styles[:MAX_STYLES])), MAX_RULES))
        hiding = {part for rule in rules if rule.is_hiding for part in _keys(rule)}
        for rule in rules:
            for part in _keys(rule):
                self._by_part[part].append(rule)
        self._can_hide = bool(hiding)

    def is_hidden(self, element: HtmlElement) -> bool:
        """Whether the strongest of the rules for this element hides it."""
        if not self._can_hide:
            return False
        parts = {*_parts_of(element), str(element.tag)}
        rules = [rule for part in parts for rule in self._by_part.get(part, ()) if rule.matches(element)]
        return bool(rules) and max(rules, key=lambda rule: rule.rank).is_hiding


def _keys(rule: _Rule) -> list[str]:
    """Where a rule is looked up: by one class or id of its last part, else by its tag."""
    last = rule.compounds[-1]
    return [min(last.parts)] if last.parts else [last.tag]


def _parts_of(element: HtmlElement) -> set[str]:
    found = {f".{name}" for name in (element.get("class") or "").split()}
    if identifier := element.get("id"):
        found.add(f"#{identifier}")
    if element.get("hidden") is not None:
        found.add("[hidden]")
    return found


def _rules_of(styles: str) -> Iterator[_Rule]:
    for order, (selectors, body, may_apply) in enumerate(_blocks(styles)):
        style = declarations(body)
        is_hiding = hides(style)
        is_showing = style.get("display", "none") != "none" or style.get("visibility") == "visible"
        # A rule for some screens only cannot hide for certain, but it can show.
        if not (is_hiding and may_apply) and not (is_showing and not is_hiding):
            continue
        important = "!important" in body
        for selector in selectors.split(","):
            if compounds := _compounds(selector.strip()):
                ids = sum(part[0] == "#" for each in compounds for part in each.parts)
                classes = sum(part[0] != "#" for each in compounds for part in each.parts)
                yield _Rule(compounds, is_hiding, (important, ids, classes, order))


def _compounds(selector: str) -> list[_Compound]:
    """The parts of a selector; none when it asks for more than tags, classes and ids."""
    found = []
    for text in re.split(r"\s*>\s*|\s+", selector):
        match = _COMPOUND.fullmatch(text)
        if not text or not match:
            return []
        found.append(_Compound((match[1] or "").lower(), frozenset(_PART.findall(match[2]))))
    # What is meant for the whole page is how it looks before a program has run.
    return [] if not found[-1].parts and found[-1].tag in {"", "*", "html", "body"} else found


def _blocks(styles: str) -> Iterator[tuple[str, str, bool]]:
    """Each rule's selectors and properties, and whether it applies to every screen; none that is not for screens."""
    open_blocks: list[str] = []
    start = 0
    for mark in re.finditer(r"[{};]", styles):
        if mark[0] == "{":
            open_blocks.append(styles[start : mark.start()].strip())
            start = mark.end()
        elif mark[0] == "}":
            prelude = open_blocks.pop() if open_blocks else "@"
            applies = [_applies(each) for each in open_blocks]
            if not prelude.startswith("@") and None not in applies:
                yield prelude, styles[start : mark.start()], all(applies)
            start = mark.end()
        elif not open_blocks:
            start = mark.end()


def _applies(prelude: str) -> bool | None:
    """Whether the rules in a block are for every screen (True), for some (False), or for none (None)."""
    name, _, condition = prelude.lower().partition(" ")
    if name == "@layer":
        return True
    if name in {"@media", "@supports", "@container"}:
        if name == "@media" and condition.strip() in _ANY_SCREEN:
            return True
        return None if "print" in condition and "screen" not in condition else False
    return None
