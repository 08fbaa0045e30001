"""The preferred language: of equally good and equally new passages, the one in the asker's language comes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from bot.domain import PublishedDate
from bot.search.language.analysis import has_kind, named_countries
from bot.search.quoting.quote import answering_sentence
from bot.search.ranking.ranker import RankedPassage
from bot.search.ranking.weights import SAME_NEWS_DAYS

MIN_EQUAL_SHARE: Final = 0.92
"""Minimum share of the first passage's score, and of its relevance, at which another one is equally good."""
MIN_SHARE_AT_HOME: Final = 0.5
"""The same share if the first passage speaks of a country that is not the asker's: its release date is another one."""


def prefer_language(
    ranked: Sequence[RankedPassage], language: str, kinds: Collection[str] = (), home: str = ""
) -> Sequence[RankedPassage]:
    """Return the passages with the first one in this language in front if it is as good and as new as the first of all.

    Nothing changes if the first passage is in the language, or if the language is ''. `kinds` are the kinds of answer
    that the question asks for; `home` is the asker's country, '' if the question names one.
    """
    if not language or not ranked or ranked[0].passage.article.language == language:
        return ranked
    is_abroad = bool(home) and _speaks_of_another_country(ranked[0], home)
    for place, each in enumerate(ranked):
        if each.passage.article.language == language and _is_equal(ranked[0], each, kinds, is_abroad=is_abroad):
            return [each, *ranked[:place], *ranked[place + 1 :]]
    return ranked


def _speaks_of_another_country(ranked: RankedPassage, home: str) -> bool:
    countries = named_countries(ranked.passage.sentences[ranked.best_sentence].terms)
    return bool(countries) and home not in countries


def _is_equal(first: RankedPassage, other: RankedPassage, kinds: Collection[str], *, is_abroad: bool) -> bool:
    """Return whether `other` may lead instead of the first passage.

    Words do not show that statements in two languages say the same. So this asks for three signs: nearly the same
    score, news of the same weeks, and a wanted kind of answer if the first passage holds one.
    """
    least = MIN_SHARE_AT_HOME if is_abroad else MIN_EQUAL_SHARE
    if other.score < first.score * least or other.relevance < first.relevance * least:
        return False
    if other.coverage < first.coverage and not is_abroad:
        return False
    if not _is_as_new(first.passage.article.published, other.passage.article.published):
        return False
    return _answers(other, kinds) or not _answers(first, kinds)


def _is_as_new(first: PublishedDate, other: PublishedDate) -> bool:
    """Return whether the dates are at most SAME_NEWS_DAYS apart, or both unknown. A month counts as its middle."""
    one, another = _middle(first), _middle(other)
    if one is None or another is None:
        return one is another
    return abs((one - another).days) <= SAME_NEWS_DAYS


def _middle(published: PublishedDate) -> date | None:
    first, last = published.first_day, published.last_day
    return first + (last - first) / 2 if first and last else None


def _answers(ranked: RankedPassage, kinds: Collection[str]) -> bool:
    """Return whether what would be quoted holds a wanted kind of answer."""
    sentences = ranked.passage.sentences
    if not kinds or not sentences:
        return False
    return has_kind(sentences[answering_sentence(ranked.passage, ranked.best_sentence, kinds)], kinds)
