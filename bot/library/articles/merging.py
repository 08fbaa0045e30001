"""Adding an article again: find the known version of it, merge the two, and compare them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.domain import Article, PublishedDate

FIELDS: Final = ("title", "publisher", "url", "language")
"""Fields of an article that `diff_articles` compares as text; date and body are compared in their own way."""

_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid", re.IGNORECASE)
"""Parameters of an address that track where a reader came from and do not change the page.

The list is short on purpose. If a parameter that selects the page were dropped, as `ref` may be one, two articles would
have one address and replace each other.
"""


@dataclass(frozen=True, slots=True)
class ArticleDiff:
    """The differences between two versions of an article. It is false if there are none."""

    fields: tuple[tuple[str, str, str], ...] = ()
    """Name, old value and new value of each of FIELDS that differs."""
    date: tuple[PublishedDate, PublishedDate] | None = None
    """The old and the new date if they differ."""
    text: float = 0.0
    """Share of the words of the text that differ, from 0 to 1; at least 0.01 if the texts differ at all."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.date or self.text)


def find_known(new: Article, known: Iterable[Article], *, by_title: bool = True) -> Article | None:
    """Return the known article of the same id, else of the same address, else of the same title.

    The same title is not enough if both articles state an address, or both a publisher, and these differ, or if their
    dates exclude each other. Pass `by_title=False` if the ids come from the articles' author and can be trusted.
    """
    articles = list(known)
    same_id = (other for other in articles if other.id == new.id)
    address = address_key(new.url)
    same_address = (other for other in articles if address and address_key(other.url) == address)
    title = title_key(new.title) if by_title else ""
    same_title = (o for o in articles if title and title_key(o.title) == title and not _contradict(new, o))
    return next(chain(same_id, same_address, same_title), None)


def merge_articles(new: Article, known: Article) -> Article:
    """Return `new` as the next revision of `known`, with the known id and the known value of each empty field.

    The known date is also kept if it is stated and the new one is inferred, or if both agree and it is more precise.
    To clear a field, a moderator edits the article afterwards.
    """
    return replace(
        new,
        id=known.id,
        title=new.title or known.title,
        publisher=new.publisher or known.publisher,
        url=new.url or known.url,
        language=new.language or known.language,
        published=_merge_dates(new.published, known.published),
    )


def diff_articles(old: Article, new: Article) -> ArticleDiff:
    """Compare two versions of an article."""
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in FIELDS)
    return ArticleDiff(
        fields=tuple((name, before, after) for name, before, after in pairs if before != after),
        date=(old.published, new.published) if _dates_differ(old.published, new.published) else None,
        text=text_difference(old.text, new.text),
    )


def _dates_differ(old: PublishedDate, new: PublishedDate) -> bool:
    """Return whether a reader sees a difference. The evidence of a stated date is not shown beside it."""
    return old.edtf != new.edtf or (new.inferred and old.evidence != new.evidence)


def text_difference(old: str, new: str) -> float:
    """Return the share of words that only one of the texts has, from 0 to 1; at least 0.01 if the texts differ."""
    if old == new:
        return 0.0
    # Words are counted, not aligned: moving a paragraph is the smallest difference.
    before, after = Counter(old.split()), Counter(new.split())
    different = max((after - before).total(), (before - after).total())
    return max(0.01, different / max(before.total(), after.total(), 1))


def address_key(url: str) -> str:
    """Return a key that is equal for spellings of one web address; '' for no address.

    It ignores the scheme, `www.`, the case of the host, a trailing slash, the fragment and tracking parameters.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    query = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name)
    ]
    place = host.removeprefix("www.") + (f":{port}" if port not in {None, 80, 443} else "")
    return f"{place}{parts.path.rstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def title_key(title: str) -> str:
    """Return a key that is equal for titles that differ in case, white space or Unicode form only."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())


def _contradict(one: Article, other: Article) -> bool:
    """Return whether two articles of the same title state publishers, addresses or dates that exclude each other."""
    publishers = {title_key(each.publisher) for each in (one, other) if each.publisher}
    addresses = {address_key(each.url) for each in (one, other) if each.url}
    return len(publishers) > 1 or len(addresses) > 1 or not _dates_may_agree(one.published, other.published)


def _dates_may_agree(one: PublishedDate, other: PublishedDate) -> bool:
    """Return whether both can be the same day. An inferred or unknown date agrees with every date."""
    if not one.is_known or not other.is_known or one.inferred or other.inferred:
        return True
    return one.plain.startswith(other.plain) or other.plain.startswith(one.plain)


def _merge_dates(new: PublishedDate, known: PublishedDate) -> PublishedDate:
    if not new.is_known or (new.inferred and known.is_known and not known.inferred):
        return known
    is_coarser = known.plain != new.plain and known.plain.startswith(new.plain)
    return known if is_coarser and new.inferred >= known.inferred else new
