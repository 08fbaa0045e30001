"""The decision whether a question asks for the news as such: "what's new", "any update on the trailer since May"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.language_data import LanguageData
from bot.search.language.news_period import NewsPeriod, news_period
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role

_WHAT_HAPPENED_KINDS: Final = frozenset(("why",))
"""Kinds of answer that "what happened" asks for in some languages."""


@dataclass(frozen=True, slots=True)
class LatestQuestion:
    """A question for the news, and the period that it names."""

    question: AnalysedQuestion
    """The question without the words for its time."""
    period: NewsPeriod | None = None
    """The days of publication that it names."""
    is_only_news: bool = False
    """Whether nothing but the news of that period can be meant. "What happens in 1988" may ask for the plot."""

    @property
    def may_be_fact(self) -> bool:
        """Whether it may ask for a fact of that time, and not for its news."""
        return (
            self.period is not None and not self.is_only_news and not any(word.is_news for word in self.question.words)
        )

    @property
    def wants_newest(self) -> bool:
        """Whether the newest statements are meant if there are none of the period: "any news today"."""
        return self.period is None or self.period.goes_on


def latest_question(question: AnalysedQuestion, data: LanguageData, as_of: date) -> LatestQuestion | None:
    """Return what the newest statements should be of, None if the question does not ask for them.

    A question that also asks for a fact ("when was the latest trailer out"), for the original or for a time that is not
    that of the news ("any update on the December 2027 date") does not.
    """
    if question.about_original or not _WHAT_HAPPENED_KINDS.issuperset(question.kinds):
        return None
    asks_for_news = any(word.is_news and not _describes(question, place) for place, word in enumerate(question.words))
    if asks_for_news or _asks_what_happened(question, data):
        period = news_period(data.calendar, question.text, as_of)
        rest = _without(question, period) if period else question
        is_only_news = period is not None and (asks_for_news or period.is_marked)
        if period and not any(_telling_words(rest, data)):
            subject = tuple(word for word in rest.words if word.role is Role.SUBJECT)
            return LatestQuestion(replace(rest, topics=(), words=subject), period, is_only_news)
        if period and period.is_marked and asks_for_news and not question.kinds:
            return LatestQuestion(rest, period)
    if not asks_for_news or question.kinds or any(time.is_explicit for time in question.times):
        return None
    return LatestQuestion(question)


def asks_for_latest(question: AnalysedQuestion, data: LanguageData, as_of: date) -> bool:
    """Return whether the newest statements answer the question, about its topics if it has any."""
    return latest_question(question, data, as_of) is not None


def _asks_what_happened(question: AnalysedQuestion, data: LanguageData) -> bool:
    words = frozenset[str]().union(*(data.lexicon[language].happening for language in question.languages))
    return any(unaccented(word.token.plain) in words for word in question.words)


def _without(question: AnalysedQuestion, period: NewsPeriod) -> AnalysedQuestion:
    """Return the question without the words of its time."""
    words = tuple(word for word in question.words if not period.start <= word.token.start < period.end)
    return replace(question, words=words, times=())


def _telling_words(question: AnalysedQuestion, data: LanguageData) -> Iterator[QuestionWord]:
    """Yield the words that tell what the news should be of."""
    lists = [data.lexicon[language] for language in question.languages]
    for word in question.words:
        plain = unaccented(word.token.plain)
        is_empty = word.is_news or word.role in {Role.FUNCTION, Role.SUBJECT}
        if not is_empty and not any(plain in each.happening for each in lists):
            yield word


def _describes(question: AnalysedQuestion, place: int) -> bool:
    """Return whether the word for news at this place only describes another one: "a new director", "the new film"."""
    word, later = question.words[place], question.words[place + 1 :]
    if word.role is Role.SUBJECT:
        # "The new one" means the film. "Anything new on the film" does not, though it holds the same words.
        is_apart = bool(later) and later[0].role is Role.FUNCTION and any(each.role is Role.SUBJECT for each in later)
        return not is_apart
    if not later or later[0].role is not Role.CONTENT or later[0].is_news:
        return False
    return not any(time.start <= later[0].token.start < time.end for time in question.times)
