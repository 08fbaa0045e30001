"""One excerpt as a reply shows it: the quote, and under it its publisher and date.

The quote has a text display of its own, so that no client can take the bot's words for a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from bot.discord_app.limits import LINK_ADDRESS, utf16_length
from bot.discord_app.replies.components import Component, link_button, row, text
from bot.discord_app.replies.dates import show_age, show_date, show_evidence
from bot.discord_app.replies.escape import LINE_BREAK, block_quote, inline
from bot.discord_app.replies.quoting import CUT_MARK, shortened
from bot.discord_app.replies.translation import NO_TRANSLATOR, Translator
from bot.domain import Article, Excerpt
from bot.phrases import Phrases
from bot.phrases.explanations import say_about

_MAX_PUBLISHER: Final = 60
_MAX_TITLE: Final = 90
_MAX_OTHER_NAME: Final = 40
"""Characters of the name of another article with the same statement."""
_OTHERS_SHOWN: Final = 3
"""Number of those articles that are named."""
_MAX_LARGE: Final = 220
"""UTF-16 units of the longest quote that is shown in large letters: a longer one would fill a phone."""

_LABEL: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9](?::\d{{1,5}})?", re.IGNORECASE)
_UNENCODED: Final = "%/:?#[]@!$&'()*+,;=~-._"
"""Characters that are not encoded in an address."""


@dataclass(frozen=True, slots=True)
class Card:
    """Markdown in one to three texts, and the addresses behind the buttons under them; '' for no button."""

    texts: tuple[str, ...]
    address: str = ""
    """The article's address."""
    translation: str = ""
    """The address of a translation of the quote."""

    @property
    def length(self) -> int:
        """UTF-16 units that the texts take of a message."""
        return sum(map(utf16_length, self.texts))

    def components(self, phrases: Phrases) -> list[Component]:
        """Return the card as Discord's components, its links in a row of their own.

        Next to the text, a link would take a third of a phone's width from it.
        """
        links = {"button.open": self.address, "button.translate": self.translation}
        buttons = [link_button(phrases.say(key), address) for key, address in links.items() if address]
        return [*(text(each) for each in self.texts), *([row(buttons)] if buttons else [])]


@dataclass(frozen=True, slots=True)
class CardMaker:
    """Makes cards in the language of these phrases on this day."""

    phrases: Phrases
    today: date
    translator: Translator = NO_TRANSLATOR

    def quote(self, excerpt: Excerpt, length: int, *, is_large: bool = False, with_evidence: bool = True) -> Card:
        """Return an excerpt of an answer in at most that length; a quote that is too long ends with a visible mark.

        With `is_large` a short quote is shown in large letters. The title is left out where a button opens the article,
        and the evidence of the date where another card of the message has it.
        """
        article = excerpt.article
        title = "" if button_address(article.url) else self._title(article)
        details = [title, *self._details(article, with_evidence=with_evidence), self._also_in(excerpt.also_in)]
        source = self._source_lines(article, details, self._badges(excerpt))
        return self._fitted(excerpt, "", source, length, is_large=is_large)

    def under_title(self, excerpt: Excerpt, length: int) -> Card:
        """Return an excerpt under the title of its article, in at most that length."""
        title = inline(excerpt.article.title, _MAX_TITLE)
        details = [*self._details(excerpt.article), self._also_in(excerpt.also_in)]
        source = self._source_lines(excerpt.article, details, self._badges(excerpt))
        return self._fitted(excerpt, f"**{title}**" if title else "", source, length)

    def under(self, head: str, excerpt: Excerpt, length: int) -> Card:
        """Return an excerpt under a heading of any Markdown, which names the source, in at most that length."""
        return replace(self._fitted(excerpt, head, "", length), address="")

    def without_quote(self, article: Article) -> Card:
        """Return the card of an article that has no sentence to quote."""
        return Card((self._source_lines(article, [self._title(article), *self._details(article)]),))

    def _fitted(self, excerpt: Excerpt, head: str, source: str, length: int, *, is_large: bool = False) -> Card:
        left = length - utf16_length(head) - utf16_length(source)
        # Escaping makes a text longer, so the length is measured after it.
        quote = _whole(excerpt, is_large=is_large) if _may_fit(excerpt, left) else ""
        if not quote or utf16_length(quote) > left:
            note = f"\n-# {self.phrases.say('answer.too_long')}"
            quote, source = _beginning(excerpt, left - len(note)), source + note
        texts = tuple(filter(None, (head, quote, source)))
        return Card(texts, button_address(excerpt.article.url), self._translation(excerpt))

    def _translation(self, excerpt: Excerpt) -> str:
        beginning = shortened(excerpt, LINK_ADDRESS).quote
        return self.translator.address(beginning, excerpt.article.language, self.phrases.language)

    def _badges(self, excerpt: Excerpt) -> Iterator[str]:
        """Yield what a reader must know before believing the quote: that it is older, or about another film."""
        if excerpt.older:
            yield f"`{self.phrases.say('answer.older')}`"
        about = say_about(excerpt.about, self.phrases)
        if about:
            yield f"`{about}`"

    def _source_lines(self, article: Article, details: Sequence[str], badges: Iterable[str] = ()) -> str:
        first = " · ".join([*badges, *self._source(article)])
        return "\n".join([first, *(f"-# {line}" for line in details if line)])

    def _source(self, article: Article) -> Iterator[str]:
        publisher = inline(article.publisher, _MAX_PUBLISHER)
        yield f"**{publisher}**" if publisher else self.phrases.say("answer.publisher_unknown")
        yield show_date(article.published, self.phrases)
        age = show_age(article.published, self.today, self.phrases)
        if age:
            yield age
        if article.language not in ("", self.phrases.language):
            yield inline(self.phrases.name_of_language(article.language), _MAX_OTHER_NAME)

    def _title(self, article: Article) -> str:
        title = inline(article.title, _MAX_TITLE)
        return self.phrases.say("answer.title", title=title) if title else ""

    def _details(self, article: Article, *, with_evidence: bool = True) -> Iterator[str]:
        if with_evidence:
            yield show_evidence(article.published, self.phrases)
        if not button_address(article.url):
            yield inline(article.url, _MAX_TITLE)

    def _also_in(self, articles: Sequence[Article]) -> str:
        names = [self._other_name(article) for article in articles[:_OTHERS_SHOWN]]
        if len(articles) > _OTHERS_SHOWN:
            names.append(self.phrases.say("answer.and_more", count=len(articles) - _OTHERS_SHOWN))
        return self.phrases.say("answer.also_in", articles=self.phrases.all_of(names)) if names else ""

    def _other_name(self, article: Article) -> str:
        name = inline(article.publisher, _MAX_OTHER_NAME) or inline(article.title, _MAX_OTHER_NAME)
        name = name or self.phrases.say("answer.publisher_unknown")
        return f"{name} ({show_date(article.published, self.phrases)})"


def _may_fit(excerpt: Excerpt, length: int) -> bool:
    """Return False for a quote that is too long before it is escaped, so that megabytes are never escaped."""
    return sum(piece.end - piece.start for piece in excerpt.slices) <= length


def _whole(excerpt: Excerpt, *, is_large: bool) -> str:
    """Return the whole quote, in large letters if it is short enough for them and on one line."""
    fits = len(excerpt.quote) <= _MAX_LARGE and not LINE_BREAK.search(excerpt.quote)
    return block_quote(excerpt.quote, excerpt.matched, is_large=is_large and fits)


def _beginning(excerpt: Excerpt, length: int) -> str:
    """Return as much of the quote's beginning as fits, with the mark of a cut at its end."""
    characters = length
    while characters > 0:
        quote = block_quote(shortened(excerpt, characters).quote + CUT_MARK, excerpt.matched)
        if utf16_length(quote) <= length:
            return quote
        characters = min(characters * length // utf16_length(quote), characters - 1)
    return block_quote(CUT_MARK.strip())


@lru_cache(maxsize=2000)  # each card asks twice, and the same articles are quoted again and again
def button_address(url: str) -> str:
    """Return the address in the form that Discord takes for a button, '' when a button could not open it.

    A button opens http and https addresses with a named host. An address with a user name before its host is refused,
    because that name could pass one site off as another. Characters outside ASCII are percent-encoded.
    """
    if len(url) > LINK_ADDRESS:
        return ""
    try:
        parts = urlsplit(url.strip())
        encoded = percent_encode(parts.geturl(), safe=_UNENCODED)
        host = parts.netloc.encode("idna").decode("ascii") if parts.netloc else ""
    except (UnicodeError, ValueError):
        return ""
    address = encoded.replace(percent_encode(parts.netloc, safe=_UNENCODED), host, 1) if host else ""
    usable = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and len(address) <= LINK_ADDRESS
    return address if usable else ""
