"""Values of a kind in a text: dates, people, organisations, places, sums, durations and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bot.domain import Article
from bot.search.accents import unaccented
from bot.search.language.amounts import find_amounts
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.times import TimeMention, find_times
from bot.search.language.tokens import tokenize
from bot.search.quoting.trimming import Part

_DAY_BEFORE_MONTH: Final = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|re|º|°|\.)?\s(?:de\s|of\s)?$")
_DAY_AFTER_MONTH: Final = re.compile(r"\.?\s\d{1,2}(?!\d)(?:st|nd|rd|th)?")
_CAPITALIZED_NAME: Final = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][\w'’-]{1,40}+(?:\s(?:[A-Z]\.|de|De|del|di|Di|da|van|Van|von|Von|la|La|le|Le))?"
    r"(?:\s[A-ZÀ-ÖØ-Þ][\w'’-]{1,40}+){1,2}"
)
_COUNTED: Final = re.compile(r"(?<![\w.,])\d[\d.,]{0,12}+\s[^\W\d_]{2,30}")
_HOURS: Final = re.compile(r"(?<![\w.,])\d{1,2}\s?(?:h|hr|hrs|Std)\b\.?(?:\s?\d{1,2}(?!\d)(?:\s?(?:m|mn|min)\b\.?)?)?")
"""Hours and minutes in short: "2 h 51", "2h51", "2 hrs 51 min"."""
_BETWEEN_UNITS: Final = re.compile(r"(?:,?\s(?:and|und|y|et|e))?\s")
"""The text between the hours and the minutes of a duration."""
_NOUN_AFTER_YEAR: Final = re.compile(r"\s([^\W\d_]+)")


class ValueFinder:
    """Finds the values of a kind in a text."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data
        self._finders: Mapping[str, Callable[[str, Article], Iterator[Part]]] = {
            "when": self._times,
            "who": self._people,
            "organisation": lambda text, article: iter(self._names(text, article, ("organisation",))),
            "where": lambda text, article: iter(self._names(text, article, ("where",))),
            "money": _sums,
            "duration": self._durations,
            "count": _counts,
        }

    def find(self, kind: str, text: str, article: Article) -> list[Part]:
        """Return the parts of a text of the article that are values of a kind, from its beginning on."""
        finder = self._finders.get(kind)
        return sorted(finder(text, article)) if finder else []

    def _times(self, text: str, article: Article) -> Iterator[Part]:
        found = [
            each
            for each in find_times(self._data.calendar, text, list(tokenize(text)), article.published)
            if each.year and not self._belongs_to_noun(text, each, article)
        ]
        # The rest is mostly about something else, because news is about the future.
        for time in [each for each in found if each.latest_year >= article.published.year] or found:
            before = _DAY_BEFORE_MONTH.search(text[: time.start])
            after = _DAY_AFTER_MONTH.match(text, time.end)
            has_day = text[time.start].isdigit()
            start = before.start() if before and not has_day else time.start
            yield start, after.end() if after and not before and not has_day else time.end

    def _durations(self, text: str, _article: Article) -> Iterator[Part]:
        """Yield the durations of a text, or else its other counts: "three scenes" is a length, too."""
        hours = [found.span() for found in _HOURS.finditer(text)]
        counted = [part for part in _counts(text, _article) if not any(_overlap(part, each) for each in hours)]
        units = self._data.calendar.units
        of_time = sorted([*hours, *(part for part in counted if _last_word(text, part) in units)])
        if not of_time:
            yield from counted
            return
        joined = [of_time[0]]
        for start, end in of_time[1:]:
            if _BETWEEN_UNITS.fullmatch(text, joined[-1][1], start):
                joined[-1] = joined[-1][0], end
            else:
                joined.append((start, end))
        yield from joined

    def _belongs_to_noun(self, text: str, time: TimeMention, article: Article) -> bool:
        """Return whether a bare past year only says which thing is meant, as in "his 2022 novel"."""
        if not text[time.start : time.end].isdigit() or time.year >= article.published.year:
            return False
        noun = _NOUN_AFTER_YEAR.match(text, time.end)
        before = text[: time.start].split()
        follows_preposition = bool(before) and unaccented(before[-1].lower()) in self._data.calendar.before_month
        return noun is not None and not follows_preposition and not self._is_function_word(noun[1], article)

    def _people(self, text: str, article: Article) -> Iterator[Part]:
        """Yield known people, and names that only capitals reveal and that are not known as something else."""
        people = self._names(text, article, ("who",))
        taken = [*people, *self._names(text, article, ("organisation", "where", "work", "award"))]
        yield from people
        for found in _CAPITALIZED_NAME.finditer(text):
            start, words = found.start(), found[0].split(" ")
            # A sentence begins with a capital: "Zum Cast" is no name, and "With Jeremy Allen" is one of two words.
            while words and self._is_function_word(words[0], article):
                start += len(words.pop(0)) + 1
            if len(words) > 1 and all(found.end() <= first or last <= start for first, last in taken):
                yield start, found.end()

    def _names(self, text: str, article: Article, kinds: tuple[str, ...]) -> list[Part]:
        tokens = list(tokenize(text))
        function = self._data.lexicon[article.language or "en"].function
        words = stemmed_words(tokens, "", function)
        found = self._data.names.find_written(text, tokens, words, article.language or "en")
        return [(tokens[at[0]].start, tokens[at[-1]].end) for name, at in found if name.kind in kinds]

    def _is_function_word(self, word: str, article: Article) -> bool:
        return unaccented(word.lower()) in self._data.lexicon[article.language or "en"].function


def _sums(text: str, _article: Article) -> Iterator[Part]:
    yield from ((amount.start, amount.end) for amount in find_amounts(text) if amount.is_money)


def _counts(text: str, _article: Article) -> Iterator[Part]:
    yield from (found.span() for found in _COUNTED.finditer(text))


def _overlap(one: Part, other: Part) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _last_word(text: str, part: Part) -> str:
    return unaccented(text[slice(*part)].rsplit(maxsplit=1)[-1].casefold())
