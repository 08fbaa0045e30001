"""Remove the elements that a browser does not show, before anything of a page is read.

Hidden text may be a draft, an older version, or spam. This reads enough of CSS to find what a page's own style rules
hide: selectors of tags, classes and ids.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.parsing import MAIN_TAGS, ROOT_TAGS, drop

MAX_STYLES: Final = 1_000_000
"""Maximum length of the style rules that are read, in characters."""

MAX_RULES: Final = 5_000
"""Maximum number of rules that hide or show something."""

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND: Final = re.compile(r"(\*|[a-z][a-z0-9-]*)?((?:[.#][\w-]+|\[hidden\])*)", re.IGNORECASE)
_PART: Final = re.compile(r"[.#][\w-]+|\[hidden\]")
_FAR_AWAY: Final = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|em|rem)?|-9{3,}\w*")
_NOTHING: Final = re.compile(r"0+(?:\.0+)?(?:px|em|rem|%|vh|vw|pt)?")
_ANY_SCREEN: Final = frozenset({"", "all", "screen", "only screen"})
_NEVER_SHOWN: Final = (
    "template", "noscript", "noframes", "noembed", "datalist", "audio", "video", "canvas", "iframe", "object", "rp",
    "del", "s", "strike",
)  # fmt: skip
"""Elements whose text is not shown, or is struck out."""
_FOR_SCREEN_READERS: Final = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "show-for-sr"}
)


def remove_hidden(tree: HtmlElement) -> None:
    """Remove what a browser does not show: hidden elements, templates, what the page's own style rules hide."""
    drop(list(tree.iter(*_NEVER_SHOWN)))
    styles = "\n".join(style.text or "" for style in tree.iter("style"))
    sheet = Stylesheet(styles)
    drop([each for each in tree.iter() if isinstance(each.tag, str) and _is_hidden(each, sheet)])


def _is_hidden(element: HtmlElement, sheet: Stylesheet) -> bool:
    if element.tag in ROOT_TAGS:
        return False
    if not element.attrib:
        return sheet.is_hidden(element)
    style = declarations(element.get("style") or "")
    is_marked = element.get("hidden") is not None and style.get("display", "none") == "none"
    is_closed = element.tag == "dialog" and element.get("open") is None
    if is_marked or is_closed or hides(style):
        return True
    if not style.get("display") and not style.get("visibility") and sheet.is_hidden(element):
        return True
    if _FOR_SCREEN_READERS & set((element.get("class") or "").lower().split()):
        return True
    # A page under an open dialog is marked as hidden from screen readers, and one that fades in as transparent.
    may_be_shown_later = fades(style) or (element.get("aria-hidden") or "").lower() == "true"
    return may_be_shown_later and not _may_hold_article(element)


def _may_hold_article(element: HtmlElement) -> bool:
    return element.tag in {*ROOT_TAGS, *MAIN_TAGS, "h1"} or next(element.iter(*MAIN_TAGS, "h1"), None) is not None


def declarations(style: str) -> dict[str, str]:
    """Return the properties that a style sets, with their values, in lower case. The last of a name counts."""
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
    """Return whether an element with these properties is not shown, or is struck out."""
    return (
        style.get("display") == "none"
        or style.get("visibility") in {"hidden", "collapse"}
        or style.get("content-visibility") == "hidden"
        or "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")
        or _is_moved_away(style)
        or _is_cut_off(style)
    )


def fades(style: Mapping[str, str]) -> bool:
    """Return whether an element is invisible for now. Some pages load all their text that way and then show it."""
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
    """One part of a selector, such as `p.note#a`."""

    tag: str
    parts: frozenset[str]

    def matches(self, element: HtmlElement) -> bool:
        if self.tag not in {"", "*", element.tag}:
            return False
        return self.parts <= _parts_of(element)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One selector that hides or shows the elements that it matches."""

    compounds: Sequence[_Compound]
    is_hiding: bool
    rank: tuple[bool, int, int, int]
    """Precedence over other rules: importance, number of ids, number of classes, order."""

    def matches(self, element: HtmlElement) -> bool:
        *outer, last = self.compounds
        if not last.matches(element):
            return False
        ancestors = element.iterancestors()
        return all(any(compound.matches(each) for each in ancestors) for compound in reversed(outer))


class Stylesheet:
    """The style rules of a page that hide or show elements."""

    def __init__(self, styles: str) -> None:
        self._by_part: defaultdict[str, list[_Rule]] = defaultdict(list)
        rules = list(islice(_rules_of(_COMMENT.sub("", styles[:MAX_STYLES])), MAX_RULES))
        hiding = {part for rule in rules if rule.is_hiding for part in _keys(rule)}
        for rule in rules:
            for part in _keys(rule):
                self._by_part[part].append(rule)
        self._can_hide = bool(hiding)

    def is_hidden(self, element: HtmlElement) -> bool:
        """Return whether the rule with the highest precedence for this element hides it."""
        if not self._can_hide:
            return False
        parts = {*_parts_of(element), str(element.tag)}
        rules = [rule for part in parts for rule in self._by_part.get(part, ()) if rule.matches(element)]
        return bool(rules) and max(rules, key=lambda rule: rule.rank).is_hiding


def _keys(rule: _Rule) -> list[str]:
    """Return the keys under which a rule is found: one class or id of its last part, or its tag."""
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
        # A rule for some screens may not apply, so it never hides; but it may show.
        if not (is_hiding and may_apply) and not (is_showing and not is_hiding):
            continue
        important = "!important" in body
        for selector in selectors.split(","):
            if compounds := _compounds(selector.strip()):
                ids = sum(part[0] == "#" for each in compounds for part in each.parts)
                classes = sum(part[0] != "#" for each in compounds for part in each.parts)
                yield _Rule(compounds, is_hiding, (important, ids, classes, order))


def _compounds(selector: str) -> list[_Compound]:
    """Return the parts of a selector; none if it uses more than tags, classes and ids."""
    found = []
    for text in re.split(r"\s*>\s*|\s+", selector):
        match = _COMPOUND.fullmatch(text)
        if not text or not match:
            return []
        found.append(_Compound((match[1] or "").lower(), frozenset(_PART.findall(match[2]))))
    # A rule for the whole page hides it only until a script has run.
    return [] if not found[-1].parts and found[-1].tag in {"", "*", "html", "body"} else found


def _blocks(styles: str) -> Iterator[tuple[str, str, bool]]:
    """Yield the selectors and properties of each rule for screens, and whether it applies to every screen."""
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
    """Return whether the rules in a block apply to every screen (True), to some (False), or to none (None)."""
    name, _, condition = prelude.lower().partition(" ")
    if name == "@layer":
        return True
    if name in {"@media", "@supports", "@container"}:
        if name == "@media" and condition.strip() in _ANY_SCREEN:
            return True
        return None if "print" in condition and "screen" not in condition else False
    return None
