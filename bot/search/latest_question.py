"""The decision whether a question asks for the news as such: "what's new", "any update on the trailer since May"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.language_data import LanguageData
from bot.search.language.news_period import NewsPeriod, news_period
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.meaning.intents import IntentModel

_NEWS: Final = "latest_news"
_STATE: Final = "status_now"
"""An intent that is near to the news: "how are things with the trailer"."""
_KNOWN_WORD: Final = "news"
"""The word that the intents read for listed words that they do not know."""
_MIN_SHARE: Final = 0.35
"""Minimum probability of both intents together for the words of a question around its topics."""
_MIN_NEWS_SHARE: Final = 0.1
"""The same for the news alone. Below it, the state is asked for: "is it still happening"."""
_MIN_SHARE_OF_WORD: Final = 0.3
"""Minimum probability of both intents for a word that tells nothing but that news are asked for: "update", "fresh"."""
_MAX_CACHED_WORDS: Final = 4_096
"""Maximum number of words of which it is kept whether they ask for news."""
_WHAT_HAPPENED_KINDS: Final = frozenset(("why",))
"""Kinds of answer that "what happened" asks for in some languages."""


@dataclass(frozen=True, slots=True)
class LatestQuestion:
    """A question for the news, and the period that it names."""

    question: AnalysedQuestion
    """The question without the words for its time and for news."""
    period: NewsPeriod | None = None
    """The days of publication that it names."""
    is_only_news: bool = False
    """Whether nothing but the news of that period can be meant. "What happens in 1988" may ask for the plot."""
    asks_for_news: bool = True
    """Whether its words ask for news, and not only for what happened at the time."""

    @property
    def may_be_fact(self) -> bool:
        """Whether it may ask for a fact of that time, and not for its news."""
        return self.period is not None and not self.is_only_news and not self.asks_for_news

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
    period = news_period(data.calendar, question.text, as_of)
    news = _news_words(question, data)
    asks_for_news = _asks_for_news(question, news, period, data)
    if asks_for_news or _asks_what_happened(question, data):
        rest = _without(question, period, news)
        is_only_news = period is not None and (asks_for_news or period.is_marked)
        if period and not any(_telling_words(rest, data)):
            subject = tuple(word for word in rest.words if word.role is Role.SUBJECT)
            return LatestQuestion(replace(rest, topics=(), words=subject), period, is_only_news, asks_for_news)
        if period and period.is_marked and asks_for_news and not question.kinds:
            return LatestQuestion(rest, period)
    if not asks_for_news or question.kinds or any(time.is_explicit for time in question.times):
        return None
    return LatestQuestion(_without(question, None, news))


def asks_for_latest(question: AnalysedQuestion, data: LanguageData, as_of: date) -> bool:
    """Return whether the newest statements answer the question, about its topics if it has any."""
    return latest_question(question, data, as_of) is not None


def without_news_words(question: AnalysedQuestion, data: LanguageData) -> AnalysedQuestion:
    """Return the question without the words that tell nothing but that news are asked for: "update", "fresh"."""
    return _without(question, None, _news_words(question, data))


def _news_words(question: AnalysedQuestion, data: LanguageData) -> frozenset[str]:
    """Return the words that ask for news, each by itself."""
    words = (word.token.plain for word in question.words)
    return frozenset(each for each in words if _is_for_news(_as_learned(each, question, data), data.intents))


@lru_cache(_MAX_CACHED_WORDS)
def _is_for_news(word: str, intents: IntentModel) -> bool:
    """Return whether a word by itself asks for news. Questions share most of their words."""
    _, share = _shares([word], intents)
    return share >= _MIN_SHARE_OF_WORD


def _asks_for_news(
    question: AnalysedQuestion, news: Collection[str], period: NewsPeriod | None, data: LanguageData
) -> bool:
    """Return whether the question asks for news, or the words around its topics, names and times do.

    Topics have intents of their own: the likeliest one of "any news on the budget" is the budget.
    """
    around = _words_around_topics(question, news, period, data)
    shares = _share(data.intents.probabilities(question.meaning)), _shares(around, data.intents)
    return any(of_news >= _MIN_NEWS_SHARE and of_both >= _MIN_SHARE for of_news, of_both in shares)


def _words_around_topics(
    question: AnalysedQuestion, news: Collection[str], period: NewsPeriod | None, data: LanguageData
) -> list[str]:
    """Return the words around topics, names and times, without the "with the film" at the end."""
    named = {number for numbers in question.name_words for number in numbers}
    times = [*question.times, *((period,) if period else ())]
    numbered = [
        (number, word)
        for number, word in enumerate(question.words)
        if not any(time.start <= word.token.start < time.end for time in times)
    ]
    subject = {number for number, word in numbered if word.role is Role.SUBJECT}
    topics = {number for number, word in numbered if word.in_phrase and word.token.plain not in news} | named
    around = [
        (number, word)
        for number, word in numbered
        if number not in topics
        and not (word.token.plain in news and number + 1 in topics | subject and _follows_article(question, number))
    ]
    while around and around[-1][1].token.plain not in news and around[-1][1].role in {Role.FUNCTION, Role.SUBJECT}:
        around.pop()
    return [
        data.learned_title(word.token.plain) if number in subject else _as_learned(word.token.plain, question, data)
        for number, word in around
    ]


def _as_learned(word: str, question: AnalysedQuestion, data: LanguageData) -> str:
    """Return the word, or one that the intents know for a listed one that they do not."""
    listed = any(unaccented(word) in data.lexicon[language].news for language in question.languages)
    return _KNOWN_WORD if listed else word


def _shares(words: Sequence[str], intents: IntentModel) -> tuple[float, float]:
    """Return the probability that a text asks for the news, and that it asks for the news or the state."""
    return _share(intents.probabilities(intents.meanings([words], is_question=True)[0].tobytes()))


def _share(intents: Mapping[str, float]) -> tuple[float, float]:
    return intents.get(_NEWS, 0.0), intents.get(_NEWS, 0.0) + intents.get(_STATE, 0.0)


def _asks_what_happened(question: AnalysedQuestion, data: LanguageData) -> bool:
    words = frozenset[str]().union(*(data.lexicon[language].happening for language in question.languages))
    return any(unaccented(word.token.plain) in words for word in question.words)


def _without(question: AnalysedQuestion, period: NewsPeriod | None, news: Collection[str]) -> AnalysedQuestion:
    """Return the question without the words of its time and those for news."""
    words = tuple(
        word
        for word in question.words
        if word.token.plain not in news and not (period and period.start <= word.token.start < period.end)
    )
    return replace(question, words=words, times=() if period else question.times)


def _telling_words(question: AnalysedQuestion, data: LanguageData) -> Iterator[QuestionWord]:
    """Yield the words that tell what the news should be of."""
    lists = [data.lexicon[language] for language in question.languages]
    for word in question.words:
        plain = unaccented(word.token.plain)
        is_empty = word.role in {Role.FUNCTION, Role.SUBJECT}
        if not is_empty and not any(plain in each.happening for each in lists):
            yield word


def _follows_article(question: AnalysedQuestion, number: int) -> bool:
    """Return whether a word for news comes after a function word: before a topic, it describes it, "a new director"."""
    return number > 0 and question.words[number - 1].role is Role.FUNCTION
