"""Analysis of questions: language, spelling, phrases, names, times, and the role of each word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bot.domain import PublishedDate
from bot.search.accents import unaccented
from bot.search.language.amounts import find_amounts
from bot.search.language.analysis import ORIGINAL_FILM, SUBJECT_FILM
from bot.search.language.language_data import LanguageData
from bot.search.language.names import Name
from bot.search.language.normal_form import normal_form
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.question_phrases import QuestionPhrases, clauses_of
from bot.search.language.times import TimeMention, find_times
from bot.search.language.tokens import LANGUAGES, Token, tokenize
from bot.search.language.word_forms import CachedWordForms, WordFormReader
from bot.search.meaning.intents import EMPTY_MEANING
from bot.text.language import detect_language

MAX_QUESTION_CHARACTERS: Final = 600
"""Number of characters of a question that are read; the rest is ignored."""
_ADDRESS: Final = re.compile(r"(?:https?://|\bwww\.)[^\s<>]+", re.IGNORECASE)


class Role(StrEnum):
    """The role of a word in a question."""

    FUNCTION = "function"
    SUBJECT = "subject"
    """It only tells which film is meant."""
    COMMON = "common"
    """It carries no topic: articles may lack it."""
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of the question, and every form in which a passage may hold it."""

    typed: str
    """Its plain form as the member typed it."""
    token: Token
    """Its position in the question, and its plain form with typing mistakes corrected."""
    role: Role
    stems: tuple[str, ...]
    """Its stems in all languages, and those of its other spellings."""
    is_known: bool
    """Whether a passage holds it, or it belongs to a phrase, a name or a time."""
    in_phrase: bool = False
    """Whether it belongs to a concept, a name or a time, which then stands for it."""


@dataclass(frozen=True, slots=True)
class AnalysedQuestion:
    """A question in the form that ranking needs."""

    text: str
    languages: tuple[str, ...]
    """The languages that it may be in, likeliest first."""
    words: tuple[QuestionWord, ...]
    topics: tuple[tuple[str, ...], ...] = ()
    """The concepts that it asks about, the films aside. Concepts of the same words are alternatives, in one tuple."""
    names: tuple[Name, ...] = ()
    name_words: tuple[tuple[int, ...], ...] = ()
    """For each of the names, the numbers of its words."""
    names_are_alternatives: bool = False
    """Whether one of the names is enough: "warner or amazon"."""
    kinds: tuple[str, ...] = ()
    """The kinds of answer that its own words ask for; one of them is enough."""
    times: tuple[TimeMention, ...] = ()
    amounts: tuple[str, ...] = ()
    """The terms of its amounts."""
    countries: frozenset[str] = frozenset()
    """The countries that it names, or means by "here"."""
    about_original: bool = False
    """Whether it asks about the original, not about the subject."""
    about_past: bool = False
    """Whether it asks about the past: "what did they offer"."""
    meaning: bytes = EMPTY_MEANING
    """What it asks for, as `bot.search.meaning.intents` encodes it."""
    is_of_any_language: bool = False
    """Whether its words are English ones that other languages have as well: "budget", "casting", "trailer"."""

    @property
    def language(self) -> str:
        """The language to reply in, '' if its words do not tell it."""
        return "" if self.is_of_any_language or len(self.languages) != 1 else self.languages[0]

    @property
    def named_times(self) -> tuple[TimeMention, ...]:
        """The times that an answer must be of; none if the question offers several years: "in 2026 or 2027?"."""
        years = {time.year for time in self.times if time.is_explicit and time.year}
        return () if len(years) > 1 else self.times

    @property
    def content(self) -> tuple[QuestionWord, ...]:
        """The words that carry the topic."""
        return tuple(word for word in self.words if word.role is Role.CONTENT)

    @property
    def says_nothing(self) -> bool:
        """Whether it holds only words that carry no topic and do not ask for anything: "lol", "really?"."""
        has_subject = self.topics or self.names or self.kinds or self.times
        return not has_subject and all(word.role is Role.COMMON for word in self.words)

    @property
    def topic_concepts(self) -> tuple[str, ...]:
        """The concepts of all topics."""
        return tuple(concept for topic in self.topics for concept in topic)


def question_text(text: str) -> str:
    """Return a typed question as it is read: without invisible characters and addresses, and cut off if very long.

    The words of an address are of another language than the question, and ask for nothing.
    """
    # Endless runs of invisible characters are cut off before they are removed.
    return _ADDRESS.sub(" ", normal_form(text[: 4 * MAX_QUESTION_CHARACTERS]))[:MAX_QUESTION_CHARACTERS]


class QuestionAnalyser:
    """Analyses questions to one set of passages: which words are known depends on the passages."""

    def __init__(
        self, data: LanguageData, in_vocabulary: Callable[[str], bool], other_spellings: Callable[[str], Sequence[str]]
    ) -> None:
        """`in_vocabulary` tells whether any passage holds a stem.

        `other_spellings` takes a word without accents, or the phonetic key of a name. It returns the stems of the
        accented words, or the names, that it may stand for.
        """
        self._data = data
        self._words = CachedWordForms(WordFormReader(data, in_vocabulary, other_spellings))

    def analyse(self, text: str, as_of: date) -> AnalysedQuestion:
        """Return the analysis of a question that is asked on the day `as_of`."""
        text = question_text(text)
        typed = list(tokenize(text))
        unnamed = self._without_names(typed)
        typed_languages = self._languages(typed, unnamed)
        tokens = [self._corrected(token, typed_languages) for token in typed]
        languages = typed_languages if tokens == typed else self._languages(tokens, self._without_names(tokens))
        clauses = clauses_of(text, tokens)
        found = QuestionPhrases(self._data, tokens, clauses, languages)
        if not found.topics and not self._data.lexicon.has_function_word(_plain_forms(tokens)):
            # A few words without a topic may be of another language than the detected one.
            languages = LANGUAGES
            found = QuestionPhrases(self._data, tokens, clauses, languages)
        day = PublishedDate(as_of.year, as_of.month, as_of.day)
        times = tuple(find_times(self._data.calendar, text, typed, day, in_question=True))
        found.covered.update(i for each in times for i, t in enumerate(tokens) if each.start <= t.start < each.end)
        idle = found.words_of_idle_clauses(clauses)
        words = []
        for index, (as_typed, token) in enumerate(zip(typed, tokens, strict=True)):
            role = self._role(index, token, languages, found, idle)
            words.append(self._word(as_typed.plain, token, role, languages, in_phrase=index in found.covered))
        return AnalysedQuestion(
            text,
            languages,
            tuple(words),
            meaning=self._meaning(words),
            topics=found.topics,
            names=tuple(found.names),
            name_words=tuple(found.names.values()),
            names_are_alternatives=found.has_alternatives(tokens),
            kinds=tuple(found.kinds),
            times=times,
            amounts=tuple(amount.term for amount in find_amounts(text)),
            countries=self._countries(text, tokens, found, languages),
            about_original=ORIGINAL_FILM in found.concepts and SUBJECT_FILM not in found.concepts,
            about_past=self._is_about_past(tokens, languages),
            is_of_any_language=self._is_of_any_language(unnamed),
        )

    def _countries(
        self, text: str, tokens: Sequence[Token], found: QuestionPhrases, languages: Sequence[str]
    ) -> frozenset[str]:
        words = stemmed_words(tokens, "", self._data.lexicon[languages[0]].function)
        named = self._data.countries.find(text, tokens, words, found.names)
        return named or (self._data.countries.here(words, languages[0]) if len(languages) == 1 else frozenset())

    def _meaning(self, words: Sequence[QuestionWord]) -> bytes:
        titled = self._data.learned_title
        known = [titled(word.token.plain) if word.role is Role.SUBJECT else word.token.plain for word in words]
        meaning: bytes = self._data.intents.meanings([known], is_question=True)[0].tobytes()
        return meaning

    def _corrected(self, token: Token, languages: tuple[str, ...]) -> Token:
        """Return the token with its chat spelling or its typing mistake corrected."""
        meant = self._words.meant(token.plain, languages)
        return token._replace(plain=meant) if meant else token

    def _languages(self, tokens: Sequence[Token], words: list[str]) -> tuple[str, ...]:
        """Return the likeliest languages: those with most function words. `words` are those outside of names.

        Of several, those whose data has most of the words count; if several still remain, the detected one.
        """
        counts = self._data.lexicon.function_word_counts(words)
        best = max(counts.values(), default=0)
        likeliest = tuple(language for language in LANGUAGES if counts[language] == best)
        if len(likeliest) == 1:
            return likeliest
        detected = detect_language(" ".join(token.plain for token in tokens))
        known = {language: sum(word in self._data.dictionaries[language] for word in words) for language in likeliest}
        # Without any known word, detection is little more than a guess: English is as likely.
        if best or any(known.values()):
            likeliest = tuple(language for language in likeliest if known[language] == max(known.values()))
            return (detected,) if detected in likeliest else likeliest
        first = [language for language in (detected, "en") if language in likeliest]
        return tuple(dict.fromkeys(first)) or likeliest

    def _is_of_any_language(self, words: list[str]) -> bool:
        if self._data.lexicon.has_function_word([unaccented(word) for word in words]):
            return False
        known = {each: sum(word in self._data.dictionaries[each] for word in words) for each in LANGUAGES}
        most = max(known.values())
        return known["en"] == most and list(known.values()).count(most) > 1

    def _without_names(self, tokens: Sequence[Token]) -> list[str]:
        """Return the plain words outside of names of several words: the "di" of a surname is not Italian."""
        plain = stemmed_words(tokens, "", frozenset())
        found = (indexes for _, indexes in self._data.names.find(plain, "") if len(indexes) > 1)
        named = {index for indexes in found for index in indexes}
        return [word.plain for index, word in enumerate(plain) if index not in named]

    def _word(
        self, typed: str, token: Token, role: Role, languages: tuple[str, ...], *, in_phrase: bool
    ) -> QuestionWord:
        stems, is_held = self._words.forms(token.plain, languages)
        return QuestionWord(typed, token, role, stems, in_phrase or is_held, in_phrase)

    def _role(
        self, index: int, token: Token, languages: Sequence[str], found: QuestionPhrases, idle: frozenset[int]
    ) -> Role:
        plain = unaccented(token.plain)
        lists = [self._data.lexicon[language] for language in languages]
        if any(plain in words.function for words in lists):
            return Role.FUNCTION
        if index in found.film_words and index not in found.covered:
            return Role.SUBJECT
        if index in idle or any(plain in words.common for words in lists):
            return Role.COMMON
        # A single letter, such as an initial or a mistyped word, carries no topic; a digit may: "heat 2".
        return Role.CONTENT if len(plain) > 1 or plain.isdigit() else Role.COMMON

    def _is_about_past(self, tokens: Sequence[Token], languages: Sequence[str]) -> bool:
        words = set(_plain_forms(tokens))
        lists = [self._data.lexicon[language] for language in languages]
        return any(words & each.past for each in lists) and not any(words & each.now for each in lists)


def _plain_forms(tokens: Sequence[Token]) -> list[str]:
    return [unaccented(token.plain) for token in tokens]
