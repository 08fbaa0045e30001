r"""What Discord shows of a message: a small model of its Markdown, written from its published rules, for tests.

It is a tokenizer in the order of Discord's own rules (blocks at the start of a line, then inline), not the inverse of
the program's escaping. `shown(source)` gives the characters that a reader sees, and `features(source)` the names of
everything that is not plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a message: its kind and its visible text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of token: where it can begin, and how its visible text is found."""

    kind: str
    pattern: re.Pattern[str]
    seen: Callable[[re.Match[str]], str]
    only_at_line_start: bool = False
    inner: bool = False


def _rule(kind: str, pattern: str, seen: str = r"\g<0>", *, line: bool = False, inner: bool = False) -> Rule:
    return Rule(kind, re.compile(pattern), lambda match: match.expand(seen), line, inner)


_BREAK = "[\n\r\u2028\u2029]"
RULES: Final = (
    _rule("heading", r" *#{1,3}(?!#) *([^\n]+)", r"\1", line=True, inner=True),
    _rule("subtext", r" *-# +([^\n]+)", r"\1", line=True, inner=True),
    _rule("quote to the end", r" *>>> ([\s\S]*)", r"\1", line=True, inner=True),
    _rule("quote", r" *> ([^\n]*)", r"\1", line=True, inner=True),
    _rule("list", r" *(?:[-*+]|\d+\.) +(?=\S)([^\n]*)", r"\1", line=True, inner=True),
    _rule("underlined heading", r" *(?:=|-){2,} *(?=\n|$)", "", line=True),
    _rule("code block", r"```[\s\S]+?\n*```", ""),
    _rule("escape", r"\\([^0-9A-Za-z\s])", r"\1"),
    _rule("link in brackets", r"<((?:https?|mailto|tel|sms|steam):[^ >]+)>", r"\1"),
    _rule("link", r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]"),
    _rule("masked link", r"\[((?:\\[\s\S]|[^\]\\])*)\]\([^)\n]*\)", r"\1", inner=True),
    _rule("everyone", r"@(?:everyone|here)"),
    _rule("mention", r"<(?:@[!&]?|#)\d+>", "@someone"),
    _rule("guild navigation", r"<id:\w+(?::\d+)?>", "a channel"),
    _rule("custom emoji", r"<a?:\w+:\d+>", "an emoji"),
    _rule("timestamp", r"<t:-?\d+(?::[tTdDfFsSR])?>", "a time"),
    _rule("command", r"</([^:\n]+):\d+>", r"/\1"),
    _rule("emoji", r":[A-Za-z0-9_+-]+:", "an emoji"),
    _rule("strong", r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)", r"\1", inner=True),
    _rule("underline", r"__((?:\\[\s\S]|[^\\])+?)__(?!_)", r"\1", inner=True),
    _rule(
        "emphasis", r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)", r"\1", inner=True
    ),
    _rule("emphasis", r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b", r"\1", inner=True),
    _rule("strike", r"~~(?=\S)([\s\S]*?\S)~~(?!_)", r"\1", inner=True),
    _rule("spoiler", r"\|\|([\s\S]+?)\|\|", ""),
    _rule("code", r"(`+)([\s\S]*?[^`])\1(?!`)", r"\2"),
    _rule("entity", r"&(?:amp|lt|gt|quot|nbsp|#\d+|#x[0-9a-fA-F]+);", "&"),
)


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a message in order; a token with others inside is followed by them."""
    position, plain = 0, ""
    while position < len(source):
        rule, match = _first_match(source, position)
        if rule is None or match is None:
            plain += source[position]
            position += 1
            continue
        if plain:
            yield Token("text", plain)
            plain = ""
        yield Token(rule.kind, "" if rule.inner else rule.seen(match))
        if rule.inner:
            yield from tokens(rule.seen(match))
        position = match.end()
    if plain:
        yield Token("text", plain)


def _first_match(source: str, position: int) -> tuple[Rule | None, re.Match[str] | None]:
    starts_line = position == 0 or re.fullmatch(_BREAK, source[position - 1]) is not None
    for rule in RULES:
        if rule.only_at_line_start and not starts_line:
            continue
        match = rule.pattern.match(source, position)
        if match and match.end() > position:
            return rule, match
    return None, None


def shown(source: str) -> str:
    """Return the characters that a reader sees."""
    return "".join(token.text for token in tokens(source))


def features(source: str) -> set[str]:
    """Return the kinds of all tokens that are more than plain characters."""
    return {token.kind for token in tokens(source)} - {"text", "escape"}
