"""How a question is read: language, spelling, phrases, names, times, and what role each word has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain import PublishedDate, Span
from bot.search.language.amounts import find_amounts
from bot.search.language.analysis import ORIGINAL_FILM, SUBJECT_FILM
from bot.search.language.language_data import LanguageData
from bot.search.language.names import Name
from bot.search.language.normal_form import normal_form
from bot.search.language.phrase_matcher import StemmedWord
from bot.search.language.question_phrases import QuestionPhrases, clauses_of
from bot.search.language.times import TimeMention, find_times
from bot.search.language.tokens import LANGUAGES, Token, stem, tokenize, unaccented
from bot.text.language import detect_language


class Role(StrEnum):
    """What a word of the question does in it."""

    FUNCTION = "function"
    SUBJECT = "subject"
    """It only says which film is meant."""
    COMMON = "common"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of the question, and every form in which a passage may hold it."""

    typed: str
    """Its plain form as the member typed it."""
    token: Token
    """Its place in the question, and its plain form with typing mistakes corrected."""
    role: Role
    stems: tuple[str, ...]
    is_known: bool
    """Whether a passage, or a phrase, name or time of the language data, holds it."""
    in_phrase: bool = False
    """Whether it is part of a concept, a name or a time, which then stands for it."""


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    """A question as the ranking takes it."""

    text: str
    languages: tuple[str, ...]
    """The languages that it may be in, likeliest first."""
    words: tuple[QuestionWord, ...]
    concepts: tuple[str, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()
    """What is asked, without the film itself; concepts that the same words brought in are alternatives."""
    names: tuple[Name, ...] = ()
    names_are_alternatives: bool = False
    """Whether one of the names will do: "warner or amazon"."""
    kinds: tuple[str, ...] = ()
    """The kinds of answer that would do, by the question's own words."""
    times: tuple[TimeMention, ...] = ()
    amounts: tuple[str, ...] = ()
    about_original: bool = False
    about_past: bool = False
    """Whether it asks how things were: "what did they offer"."""
    is_greeting: bool = False

    @property
    def named_times(self) -> tuple[TimeMention, ...]:
        """The times that the answer is to be of; none where several years are offered: "in 2026 or 2027?"."""
        years = {time.year for time in self.times if time.is_explicit and time.year}
        return () if len(years) > 1 else self.times

    @property
    def content(self) -> tuple[QuestionWord, ...]:
        """The words that carry the topic."""
        return tuple(word for word in self.words if word.role is Role.CONTENT)

    @property
    def topic_concepts(self) -> tuple[str, ...]:
        """The concepts of all topics."""
        return tuple(concept for topic in self.topics for concept in topic)


MAX_QUESTION_CHARACTERS: Final = 600
"""More of a question than this is not read: nobody asks so long."""


class QuestionAnalyser:
    """Analyses questions for one set of passages: what is known depends on their vocabulary."""

    def __init__(
        self,
        data: LanguageData,
        vocabulary: Callable[[str], bool],
        accented: Callable[[str], Sequence[str]],
    ) -> None:
        """`vocabulary` tells whether any passage holds a stem.

        `accented` takes a word without accents and returns the stems of the accented words that it may stand for.
        """
        self._data = data
        self._accented = accented
        self._in_vocabulary = vocabulary

    def analyse(self, text: str, as_of: date) -> AnalysedQuestion:
        """The question's parts."""
        text = normal_form(text[: 4 * MAX_QUESTION_CHARACTERS])[:MAX_QUESTION_CHARACTERS]
        typed = list(tokenize(text))
        likely = self._languages(typed)
        tokens = [self._respelled(token, likely) for token in typed]
        languages = likely if tokens == typed else self._languages(tokens)
        clauses = clauses_of(text, tokens)
        found = QuestionPhrases(self._data, tokens, clauses, languages)
        if not found.topics and not self._data.lexicon.has_function_word(_plain_forms(tokens)):
            languages = LANGUAGES
            found = QuestionPhrases(self._data, tokens, clauses, languages)
        day = PublishedDate(as_of.year, as_of.month, as_of.day)
        times = tuple(find_times(self._data.calendar, text, Span(0, len(text)), day, in_question=True))
        timed = {i for i, t in enumerate(tokens) if any(m.start <= t.start < m.end for m in times)}
        found.covered |= timed
        aside = found.aside(clauses)
        words = tuple(
            self._word(i, *pair, languages, found, aside) for i, pair in enumerate(zip(typed, tokens, strict=True))
        )
        return AnalysedQuestion(
            text,
            languages,
            words,
            tuple(found.concepts),
            found.topics,
            tuple(found.names),
            found.has_alternatives(tokens),
            tuple(found.kinds),
            times,
            tuple(amount.term for amount in find_amounts(text)),
            ORIGINAL_FILM in found.concepts and SUBJECT_FILM not in found.concepts,
            self._is_about_past(tokens, languages),
            not found.says_something and self._is_greeting(tokens),
        )

    def _respelled(self, token: Token, languages: Sequence[str]) -> Token:
        plain = unaccented(token.plain)
        meant = next((m for lang in languages if (m := self._data.lexicon[lang].shorthand.get(plain))), "")
        correction = meant or self._corrected(plain, languages)
        return replace(token, plain=correction) if correction else token

    def _corrected(self, plain: str, languages: Sequence[str]) -> str:
        """The word that a mistyped word was meant to be; '' where it is right, or nothing similar is known."""
        if not self._data.corrects_spelling or any(map(self._in_vocabulary, _stems(plain))):
            return ""
        return self._data.speller.correction(plain, languages)

    def _languages(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Languages by their share of function words, names aside; where several share the first place, of all words
        that the data knows of them; where they do of these, too, detection may decide.
        """
        words = self._without_names(tokens)
        counts = self._data.lexicon.function_word_counts(words)
        best = max(counts.values(), default=0)
        likeliest = tuple(language for language in LANGUAGES if counts[language] == best)
        if len(likeliest) == 1:
            return likeliest
        detected = detect_language(" ".join(token.plain for token in tokens))
        known = {language: sum(word in self._data.dictionaries[language] for word in words) for language in likeliest}
        if best or any(known.values()):
            likeliest = tuple(language for language in likeliest if known[language] == max(known.values()))
            return (detected,) if detected in likeliest else likeliest
        first = [language for language in (detected, "en") if language in likeliest]
        return tuple(dict.fromkeys(first)) or likeliest

    def _without_names(self, tokens: Sequence[Token]) -> list[str]:
        """The plain words that are no part of a name: the "di" of a surname is no Italian."""
        plain = [StemmedWord(form, form, is_function=False) for form in _plain_forms(tokens)]
        found = (indexes for _, indexes in self._data.names.find(plain, "") if len(indexes) > 1)
        named = {index for indexes in found for index in indexes}
        return [word.plain for index, word in enumerate(plain) if index not in named]

    def _word(
        self,
        index: int,
        typed: Token,
        token: Token,
        languages: tuple[str, ...],
        found: QuestionPhrases,
        aside: frozenset[int],
    ) -> QuestionWord:
        role = self._role(token, languages)
        if index in aside and role is Role.CONTENT:
            role = Role.COMMON
        if index in found.subject and index not in found.covered and role is not Role.FUNCTION:
            role = Role.SUBJECT
        translated = self._data.translations.stems_for(token.plain, languages)
        accented = self._accented(token.plain)
        stems = tuple(dict.fromkeys((*_stems(token.plain), *accented, *translated)))
        known = index in found.covered or any(map(self._in_vocabulary, stems))
        return QuestionWord(typed.plain, token, role, stems, known, index in found.covered)

    def _role(self, token: Token, languages: Sequence[str]) -> Role:
        plain = unaccented(token.plain)
        lists = [self._data.lexicon[language] for language in languages]
        if any(plain in words.function for words in lists):
            return Role.FUNCTION
        if any(plain in words.common or plain in words.greeting for words in lists):
            return Role.COMMON
        return Role.CONTENT if len(plain) > 1 or plain.isdigit() else Role.COMMON

    def _is_about_past(self, tokens: Sequence[Token], languages: Sequence[str]) -> bool:
        words = set(_plain_forms(tokens))
        lists = [self._data.lexicon[language] for language in languages]
        return any(words & each.past for each in lists) and not any(words & each.now for each in lists)

    def _is_greeting(self, tokens: Sequence[Token]) -> bool:
        """Whether there is a greeting in it and nothing but words without a topic."""
        lists = [self._data.lexicon[language] for language in LANGUAGES]
        greeting = frozenset[str]().union(*(words.greeting for words in lists))
        empty = greeting.union(*(words.function | words.common for words in lists))
        words = _plain_forms(tokens)
        return any(word in greeting for word in words) and all(word in empty for word in words)


def _plain_forms(tokens: Sequence[Token]) -> list[str]:
    return [unaccented(token.plain) for token in tokens]


def _stems(plain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(stem(plain, language) for language in LANGUAGES), unaccented(plain))))
