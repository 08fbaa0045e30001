"""Find links in what people write: in messages as Discord links them, and addresses typed without https://."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

_URL: Final = re.compile(r"https?://(?:(?!\]\()[^\s<>])+", re.IGNORECASE)
_MASKED: Final = re.compile(r"\[(?P<text>(?:[^\[\]\\\n]|\\.)+)\]\(\s*<?(?=https?://)", re.IGNORECASE)
"""The beginning of `[text](address)`, up to the address."""
_TRAILING: Final = ".,:;\"'”’]"
"""Characters that Discord leaves out at the end of an address; it keeps `!` and `?`."""
_MARKS: Final = (
    ("||", re.compile(r"\|\|"), re.compile(r"\|\|")),
    ("**", re.compile(r"\*\*"), re.compile(r"\*\*")),
    ("__", re.compile(r"(?<!\w)__"), re.compile(r"(?<=\S)__(?!\w)")),
    ("~~", re.compile(r"~~"), re.compile(r"~~")),
    ("*", re.compile(r"(?<!\*)\*(?![*\s])"), re.compile(r"(?<=[^\s*])\*(?!\*)")),
    ("_", re.compile(r"(?<![\w_])_(?![_\s])"), re.compile(r"(?<=[^\s_])_(?!\w)")),
    ("`", re.compile(r"`"), re.compile(r"`")),
)
"""Markdown marks that can surround a link: the mark, the pattern that opens it, the pattern that closes it."""
_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST: Final = re.compile(
    rf"(?:{_LABEL}\.)+(?:[^\W\d_]{{2,63}}|xn--[a-z0-9-]{{2,59}})(?::\d{{1,5}})?(?:[/?#]\S*)?", re.IGNORECASE
)


def links_in(text: str) -> list[str]:
    """Return the addresses that Discord would link in this text, in order, without duplicates.

    Marks around an address and punctuation after it do not belong to it. A closing bracket does if it was opened in it.
    """
    return list(dict.fromkeys(link for _, _, link in _found(text)))


def without_links(text: str) -> str:
    """Return the text with a space in place of each link. The text and brackets of a masked link are removed too."""
    parts, position = [], 0
    for start, end, _ in _found(text):
        parts.append(text[position:start])
        position = max(position, end)
    return " ".join([*parts, text[position:]])


def only_link(text: str) -> str:
    """Return the address if the text is nothing but one, with https:// added if it is missing; '' for other texts."""
    links = links_in(text)
    if len(links) == 1 and not re.search(r"\w", without_links(text)):
        return links[0]
    return "" if links else _bare_address(text.strip().strip("<>*_|~`"))


def is_web_url(address: str) -> bool:
    """Return whether a text is an http or https URL with a host, and without a user."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def with_scheme(address: str) -> str:
    """Return the address with https:// added if it begins with the name of a site; others stay as they are."""
    return _bare_address(address.strip()) or address


def _bare_address(text: str) -> str:
    return f"https://{text}" if _HOST.fullmatch(text) else ""


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the start and the end of each link in the text, and its address."""
    position = 0
    while url := _URL.search(text, position):
        masked = _MASKED.search(text, position, url.start() + len("https://"))
        start = masked.start() if masked and masked.end() == url.start() else url.start()
        is_bracketed = text[url.start() - 1 : url.start()] == "<"
        link = url[0] if is_bracketed else _unmarked(url[0], text[: url.start()])
        if start != url.start():
            link = _balanced(url[0], keeps_last=False)
        elif not is_bracketed:
            link = _trimmed(link)
        end = url.start() + len(link)
        if start != url.start() or is_bracketed:
            end += len(re.match(r">?\)?", text[end:])[0])  # type: ignore[index]
        position = max(end, url.start() + len("https://"))
        if len(link) > len("https://"):
            yield start - is_bracketed * (start == url.start()), end, link


def _unmarked(link: str, before: str) -> str:
    """Return the link up to a closing Markdown mark whose opening mark stands before the link."""
    # Marks within an earlier address open nothing.
    before = _URL.sub(" ", before)
    for _, opening, closing in _MARKS:
        opened, shut = len(opening.findall(before)), len(closing.findall(before))
        is_open = opened % 2 == 1 if opening.pattern == closing.pattern else opened > shut
        before = opening.sub(" ", before)
        # The last place counts, because an address may contain the mark itself.
        closed = list(closing.finditer(link)) if is_open else []
        if closed:
            link = link[: closed[-1].start()]
    return link


def _trimmed(link: str) -> str:
    """Return the link without punctuation and unopened brackets at its end."""
    while link:
        shorter = _balanced(link.rstrip(_TRAILING))
        if shorter == link:
            return link
        link = shorter
    return link


def _balanced(link: str, *, keeps_last: bool = True) -> str:
    """Return the link up to a closing bracket that it did not open: at its end, or anywhere without `keeps_last`."""
    depth = 0
    for place, character in enumerate(link):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return link[:place] if not keeps_last or set(link[place:]) <= {")"} else link
    return link
