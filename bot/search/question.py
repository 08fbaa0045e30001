"""What a question asks for: its words with the forms that they may have in articles, concepts, names, kind and time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from bot.domain import PublishedDate, Span
from bot.language import detect_language
from bot.search.amounts import find_amounts
from bot.search.analysis import ORIGINAL, SUBJECT, unbarred, words_of
from bot.search.language_data import LanguageData
from bot.search.matcher import Match, PhraseMatcher, Word
from bot.search.names import Name
from bot.search.spelling import Speller
from bot.search.times import TimeMention, find_times
from bot.search.tokens import LANGUAGES, Token, stem, tokenize, unaccented

_OR: Final = frozenset({"or", "oder", "o", "u", "ou", "oppure", "vs", "versus"})
"""What stands between alternatives, in every language."""

_CLAUSE_END: Final = re.compile(r"[,;:!?…()\n]|\.(?=\s)|\s[-–—]\s")
MAX_CHARACTERS: Final = 600
"""More of a question than this is not read: nobody asks so long."""


class Role(StrEnum):
    """What a word of the question does in it."""

    FUNCTION = "function"
    SUBJECT = "subject"
    """It only says which film is meant."""
    GLUE = "glue"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of the question: as typed, and every form in which a passage may hold it."""

    token: Token
    role: Role
    stems: tuple[str, ...]
    is_known: bool
    """Whether a passage, or a phrase, name or time of the language data, holds it."""
    correction: str = ""
    """What it was taken for, where it seems mistyped."""
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
    def content(self) -> tuple[QuestionWord, ...]:
        """The words that carry the topic."""
        return tuple(word for word in self.words if word.role is Role.CONTENT)

    @property
    def topic_concepts(self) -> tuple[str, ...]:
        """The concepts of all topics."""
        return tuple(concept for topic in self.topics for concept in topic)


class QuestionAnalyser:
    """Analyses questions for one set of passages: what is known depends on their vocabulary."""

    def __init__(
        self,
        data: LanguageData,
        vocabulary: Callable[[str], bool],
        speller: Speller | None,
        accented: Callable[[str], Sequence[str]],
    ) -> None:
        """`vocabulary` says whether a stem stands in a passage; `speller`, if any, corrects words that stand nowhere.

        `accented` gives the stems under which passages hold a word with accents, by that word without.
        """
        self._data = data
        self._accented = accented
        self._in_vocabulary = vocabulary
        self._speller = speller

    def analyse(self, text: str, as_of: date) -> AnalysedQuestion:
        """The question's parts."""
        text = text[:MAX_CHARACTERS]
        typed = list(tokenize(text))
        likely = self._languages(typed)
        tokens = [self._respelled(token, likely) for token in typed]
        languages = likely if tokens == typed else self._languages(tokens)
        clauses = _clauses(text, tokens)
        found = _Found(self._data, tokens, clauses, languages)
        if not found.topics and not self._data.lexicon.any_function(_plain_forms(tokens)):
            languages = LANGUAGES
            found = _Found(self._data, tokens, clauses, languages)
        day = PublishedDate(as_of.year, as_of.month, as_of.day)
        times = tuple(find_times(self._data.times, text, Span(0, len(text)), day, in_question=True))
        timed = {i for i, t in enumerate(tokens) if any(m.start <= t.start < m.end for m in times)}
        found.covered |= timed
        aside = found.aside(clauses)
        words = tuple(self._word(i, token, languages, found, aside) for i, token in enumerate(tokens))
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
            ORIGINAL in found.concepts and SUBJECT not in found.concepts,
            self._is_about_past(tokens, languages),
            not found.says_something and self._is_greeting(tokens),
        )

    def _respelled(self, token: Token, languages: Sequence[str]) -> Token:
        plain = unaccented(token.plain)
        meant = next((m for lang in languages if (m := self._data.lexicon[lang].shorthand.get(plain))), "")
        correction = meant or (self._speller.phrase_word(plain, languages) if self._speller else "")
        return Token(token.start, token.end, correction) if correction else token

    def _languages(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        """Languages by their share of function words, names aside; where several share the first place, of all words
        that the data knows of them; where they do of these, too, detection may decide.
        """
        words = self._without_names(tokens)
        counts = self._data.lexicon.languages_of(words)
        best = max(counts.values(), default=0)
        likeliest = tuple(language for language in LANGUAGES if counts[language] == best)
        if len(likeliest) == 1:
            return likeliest
        detected = detect_language(" ".join(token.plain for token in tokens))
        known = {language: sum(word in self._data.phrase_words[language] for word in words) for language in likeliest}
        if best or any(known.values()):
            likeliest = tuple(language for language in likeliest if known[language] == max(known.values()))
            return (detected,) if detected in likeliest else likeliest
        first = [language for language in (detected, "en") if language in likeliest]
        return tuple(dict.fromkeys(first)) or likeliest

    def _without_names(self, tokens: Sequence[Token]) -> list[str]:
        """The plain words that are no part of a name: the "di" of a surname is no Italian."""
        plain = [Word(form, form, is_function=False) for form in _plain_forms(tokens)]
        found = (indexes for _, indexes in self._data.names.find(plain, "") if len(indexes) > 1)
        named = {index for indexes in found for index in indexes}
        return [word.plain for index, word in enumerate(plain) if index not in named]

    def _word(
        self, index: int, token: Token, languages: tuple[str, ...], found: _Found, aside: frozenset[int]
    ) -> QuestionWord:
        role = self._role(token, languages)
        if index in aside and role is Role.CONTENT:
            role = Role.GLUE
        if index in found.subject and index not in found.covered and role is not Role.FUNCTION:
            role = Role.SUBJECT
        translated = self._data.translations.of(token.plain, languages)
        accented = self._accented(token.plain)
        stems = tuple(dict.fromkeys((*_stems(token.plain), *accented, *translated)))
        known = index in found.covered or any(map(self._in_vocabulary, stems))
        correction = ""
        if not known and role is Role.CONTENT and self._speller:
            correction = self._speller.vocabulary_word(token.plain)
            stems = _stems(correction) if correction else stems
            known = bool(correction)
        return QuestionWord(token, role, stems, known, correction, index in found.covered)

    def _role(self, token: Token, languages: Sequence[str]) -> Role:
        plain = unaccented(token.plain)
        lists = [self._data.lexicon[language] for language in languages]
        if any(plain in words.function for words in lists):
            return Role.FUNCTION
        if any(plain in words.glue or plain in words.greeting for words in lists):
            return Role.GLUE
        return Role.CONTENT if len(plain) > 1 or plain.isdigit() else Role.GLUE

    def _is_about_past(self, tokens: Sequence[Token], languages: Sequence[str]) -> bool:
        words = set(_plain_forms(tokens))
        lists = [self._data.lexicon[language] for language in languages]
        return any(words & each.past for each in lists) and not any(words & each.now for each in lists)

    def _is_greeting(self, tokens: Sequence[Token]) -> bool:
        """Whether there is a greeting in it and nothing but words without a topic."""
        lists = [self._data.lexicon[language] for language in LANGUAGES]
        greeting = frozenset[str]().union(*(words.greeting for words in lists))
        empty = greeting.union(*(words.function | words.glue for words in lists))
        words = _plain_forms(tokens)
        return any(word in greeting for word in words) and all(word in empty for word in words)


class _Found:
    """The phrases found in a question, over every language that it may be in; none goes beyond a clause."""

    def __init__(
        self, data: LanguageData, tokens: Sequence[Token], clauses: Sequence[range], languages: Iterable[str]
    ) -> None:
        self.concepts: dict[str, set[int]] = {}
        self.subject: set[int] = set()
        self.kinds: dict[str, None] = {}
        self.names: dict[Name, tuple[int, ...]] = {}
        self.covered: set[int] = set()
        everything = frozenset[str]().union(*(data.lexicon[language].function for language in languages))
        plain = [Word(form := data.names.singular(unaccented(t.plain)), form, form in everything) for t in tokens]
        for name, indexes in data.names.find(plain, next(iter(languages))):
            self.names[name] = tuple(indexes)
            self.covered.update(indexes)
        for language in languages:
            words = words_of(tokens, language, data.lexicon[language].function)
            matches = unbarred(
                _within(data.concepts.ask[language], words, clauses),
                _within(data.concepts.barred[language], words, clauses),
            )
            for match in _longest(list(matches)):
                self.concepts.setdefault(match.label, set()).update(match.words)
            for match in _within(data.kinds.ask[language], words, clauses):
                self.kinds[match.label] = None
                self.covered.update(match.words)
        for concept, places in self.concepts.items():
            (self.subject if concept in {SUBJECT, ORIGINAL} else self.covered).update(places)

    def aside(self, clauses: Sequence[range]) -> frozenset[int]:
        """The words of clauses that ask for nothing, where another clause does: "when is it, nobody told me"."""
        asking = [clause for clause in clauses if not self.covered.isdisjoint(clause)]
        others = [clause for clause in clauses if clause not in asking and self.subject.isdisjoint(clause)]
        return frozenset(index for clause in others for index in clause) if asking else frozenset()

    @property
    def says_something(self) -> bool:
        """Whether it names a topic, a film or anyone."""
        return bool(self.concepts or self.names)

    def has_alternatives(self, tokens: Sequence[Token]) -> bool:
        """Whether an "or" stands between two of the names."""
        places = [index for indexes in self.names.values() for index in indexes]
        if len(self.names) < 2:
            return False
        return any(token.plain in _OR for token in tokens[min(places) : max(places)])

    @property
    def topics(self) -> tuple[tuple[str, ...], ...]:
        """The concepts other than the film itself; those that share words stand together."""
        groups: list[tuple[list[str], set[int]]] = []
        for concept, indexes in self.concepts.items():
            if concept in {SUBJECT, ORIGINAL}:
                continue
            sharing = [group for group in groups if group[1] & indexes]
            merged = [c for group in sharing for c in group[0]] + [concept]
            groups = [group for group in groups if group not in sharing]
            groups.append((merged, indexes.union(*(group[1] for group in sharing))))
        return tuple(tuple(group) for group, _ in groups)


def _clauses(text: str, tokens: Sequence[Token]) -> list[range]:
    """The words between marks that end a clause."""
    cuts = [i for i in range(1, len(tokens)) if _CLAUSE_END.search(text, tokens[i - 1].end, tokens[i].start)]
    edges = [0, *cuts, len(tokens)]
    return [range(first, last) for first, last in pairwise(edges)]


def _within(matcher: PhraseMatcher, words: Sequence[Word], clauses: Sequence[range]) -> Iterator[Match]:
    """The phrases within each clause."""
    for clause in clauses:
        for match in matcher.find(words[clause.start : clause.stop]):
            yield Match(match.label, tuple(index + clause.start for index in match.words))


def _plain_forms(tokens: Sequence[Token]) -> list[str]:
    return [unaccented(token.plain) for token in tokens]


def _longest(matches: Sequence[Match]) -> Iterator[Match]:
    """The matches but those whose words all belong to a longer one of another concept."""
    for match in matches:
        words = set(match.words)
        if not any(words < set(other.words) for other in matches if other.label != match.label):
            yield match


def _stems(plain: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(stem(plain, language) for language in LANGUAGES), unaccented(plain))))
