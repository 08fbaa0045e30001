"""Adding an article again: which known article it is, what is kept of that one, and what would change."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.domain import Article, PublishedDate

FIELDS: Final = ("title", "publisher", "url", "language")
"""Names of an article's text fields that a change can concern, besides its date and its text."""

_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid", re.IGNORECASE)
"""Parameters of an address that say where a reader came from, not what is read."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two states of an article."""

    fields: tuple[tuple[str, str, str], ...] = ()
    """(name of FIELDS, old value, new value) of each text field that differs."""
    date: tuple[PublishedDate, PublishedDate] | None = None
    """The old and the new date where they differ."""
    text: float = 0.0
    """The share of the words that differ, from 0 to 1; at least 0.01 where the text differs at all."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.date or self.text)


def known_article(new: Article, known: Iterable[Article], *, by_title: bool = True) -> Article | None:
    """The known article that `new` is another version of: one of the same id, else address, else title.

    Articles of the same title are two articles when both state an address, or both a publisher, and these differ, or
    when their dates exclude each other. Pass `by_title=False` where every article has an id that its author gave it.
    """
    articles = list(known)
    same_id = (other for other in articles if other.id == new.id)
    address = address_key(new.url)
    same_address = (other for other in articles if address and address_key(other.url) == address)
    title = _title_key(new.title) if by_title else ""
    same_title = (o for o in articles if title and _title_key(o.title) == title and not _contradict(new, o))
    return next((other for found in (same_id, same_address, same_title) for other in found), None)


def merged(new: Article, known: Article) -> Article:
    """`new` as the next revision of `known`: it keeps that id, and every field that `new` does not state.

    A date is kept, too, when it is stated and the new one is only inferred, or when it is the more precise of two that
    agree. To clear a field, correct the article afterwards.
    """
    return replace(
        new,
        id=known.id,
        title=new.title or known.title,
        publisher=new.publisher or known.publisher,
        url=new.url or known.url,
        language=new.language or known.language,
        published=_date_of(new.published, known.published),
    )


def changes_between(old: Article, new: Article) -> Changes:
    """What of an article would be different."""
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in FIELDS)
    return Changes(
        fields=tuple((name, before, after) for name, before, after in pairs if before != after),
        date=(old.published, new.published) if old.published != new.published else None,
        text=text_difference(old.text, new.text),
    )


def text_difference(old: str, new: str) -> float:
    """The share of words that only one of the texts has, from 0 to 1; at least 0.01 for texts that differ."""
    if old == new:
        return 0.0
    before, after = Counter(old.split()), Counter(new.split())
    different = max((after - before).total(), (before - after).total())
    return max(0.01, different / max(before.total(), after.total(), 1))


def address_key(url: str) -> str:
    """The same for two spellings of one web address, '' for none.

    The scheme, `www.`, the case of the host, a slash at the end, a fragment and tracking parameters make no difference.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _tracks(name)]
    place = host.removeprefix("www.") + (f":{port}" if port not in {None, 80, 443} else "")
    return f"{place}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def _tracks(name: str) -> bool:
    return _TRACKING.fullmatch(name) is not None


def _title_key(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _contradict(one: Article, other: Article) -> bool:
    """Whether two articles of the same title state something that no two versions of one article would."""
    publishers = {_title_key(each.publisher) for each in (one, other) if each.publisher}
    addresses = {address_key(each.url) for each in (one, other) if each.url}
    return len(publishers) > 1 or len(addresses) > 1 or not _may_agree(one.published, other.published)


def _may_agree(one: PublishedDate, other: PublishedDate) -> bool:
    """Whether both can be the same day; what is inferred or unknown may always be."""
    if not one.is_known or not other.is_known or one.inferred or other.inferred:
        return True
    return one.plain.startswith(other.plain) or other.plain.startswith(one.plain)


def _date_of(new: PublishedDate, known: PublishedDate) -> PublishedDate:
    if not new.is_known or (new.inferred and known.is_known and not known.inferred):
        return known
    is_coarser = known.plain != new.plain and known.plain.startswith(new.plain)
    return known if is_coarser and new.inferred >= known.inferred else new
