"""The films that a sentence, a title or a heading names, and what its words show of its subject.

The names of the two films are the phrases of the concepts `subject` and `original`; those of other films are the works
of `data/names.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Final

from bot.domain import About
from bot.search.accents import unaccented
from bot.search.language.analysis import ORIGINAL_FILM, SUBJECT_FILM
from bot.search.language.concepts import ConceptList
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.lexicon import Lexicon
from bot.search.language.names import Name
from bot.search.language.phrase_matcher import Match, StemmedWord
from bot.search.language.tokens import LANGUAGES, Token, tokenize, words_of

_WORK_KIND: Final = "work"
_MAX_ADJACENT: Final = 3
"""Maximum number of words from "sequel" to the name of a film, which it is then the sequel of."""
_MAX_BEGINNING: Final = 3
"""Number of the words at the beginning of a sentence among which its grammatical subject is looked for."""
_MAX_SMALL_WORD: Final = 4
"""Maximum number of letters of a word that titles write without a capital: "with", "dans"."""
_CLAUSE_MARK = re.compile(r"[,;:()\[\]–—]")
_LATER_NUMBERS: Final = frozenset((*"3456789", "iii", "iv"))
"""Numbers of sequels that do not exist."""
_MAX_COMPARED: Final = 3
"""Number of words before a film among which those are that compare with it."""
_MAX_BESIDE: Final = 4
"""Number of words before a film among which those are that put something beside it."""
_MIN_VERB: Final = 4
"""A verb with an ending of the past tense has more letters than this: "need" is not one."""
_MIN_PHRASE: Final = 2
"""Minimum number of words before a film in a phrase that is subordinate."""
_TITLE_IN_QUOTES = re.compile(r"[“„«‘\"](?P<title>\s?[^\W\d_a-zß-öø-ÿ][^“”„«»‘\"\n]{1,50})[”“»’\"]")
_POSSESSIVE_S = re.compile(r"['’]s?\s+\Z")
_LEAD = re.compile(r"[^\w\n]*(?P<lead>[^.:!?\n–—]{1,60}?)[”»’\"']?\s?[.:–—]\s")
_ITEM = re.compile(r"\W*\d{1,2}[.):]")
_NUMBERED_TITLE = re.compile(r"(?:(?:[A-ZÀ-ÖØ-Þ][\w'’-]*|of|the|de|der|la|le)\s){2,5}(?:[2-9]|I{2,3}|IV|VI{0,3})")
"""A whole text that is the title of a sequel: "Cold Pursuit 4"."""


@dataclass(frozen=True, slots=True)
class FilmMentions:
    """The films that a sentence, a title or a heading mentions, and other signs of its subject."""

    about: About | None = None
    """The film that it names, None if it names none."""
    is_named: bool = False
    """Whether it has the film's title or year; otherwise it has a word such as "sequel"."""
    in_passing: bool = False
    """Whether the film is in a subordinate phrase, or late in the sentence."""
    at_beginning: bool = False
    """Whether the film is among the first words."""
    refers_to_thing: bool = False
    """Whether it begins with "it", "the film" or the like."""
    refers_to_person: bool = False
    """Whether it begins with "he", "she" or the like."""
    is_past: bool = False
    """Whether it has a verb in the past tense."""
    is_present: bool = False
    """Whether it has a verb in the present or future tense."""
    is_item: bool = False
    """Whether it begins with a number or a time, as items of lists do."""
    asks: bool = False
    """Whether it is a question, which the next sentence may answer."""
    has_namesake: bool = False
    """Whether it names something else by a name with the title in it: for the film "Heat", a team of that name."""
    bare_title: bool = False
    """Whether it names the original by a title of one word alone, such as "Heat"."""
    has_common_word: bool = False
    """Whether it holds such a title as an ordinary word: "heat"."""
    begins_with_title: bool = False
    """Whether it begins with the film's name and a mark, as an item of a newsletter does: "Heat 2. Mann shoots …"."""
    is_bare: bool = False
    """Whether it holds nothing but a film's name."""
    other_title: bool = False
    """Whether it holds an unknown title in quotation marks."""


@dataclass(frozen=True, slots=True)
class _WordClasses:
    """Closed classes of words (see `data/about.txt`)."""

    possessive: frozenset[str]
    joining: frozenset[str]
    genitive: frozenset[str]
    compared: frozenset[str]
    beside: frozenset[str]
    degree: frozenset[str]
    of_degree: frozenset[str]
    work: frozenset[str]
    """Nouns that come after the title of a film: "prequel"."""
    thing: Mapping[str, frozenset[str]]
    """Words that refer to a thing, by language."""
    person: Mapping[str, frozenset[str]]
    """Words that refer to a person, by language."""
    present: Mapping[str, frozenset[str]]
    """Verbs in the present and future tense, by language."""
    past: Mapping[str, frozenset[str]]
    """Verbs in the past tense, by language, with their accents."""
    past_endings: Mapping[str, tuple[str, ...]]
    """Endings of such verbs, by language."""


@cache
def _word_classes() -> _WordClasses:
    sections = {name: frozenset(words) for name, words in read_sections(read_data("about.txt")).items()}
    return _WordClasses(
        sections["possessive"],
        sections["joining"],
        sections["genitive"],
        sections["compared"],
        sections["beside"],
        sections["degree"],
        sections["of degree"],
        sections["work"],
        {language: sections[f"thing {language}"] for language in LANGUAGES},
        {language: sections[f"person {language}"] for language in LANGUAGES},
        {language: sections[f"present {language}"] for language in LANGUAGES},
        {language: sections[f"past {language}"] for language in LANGUAGES},
        {
            language: tuple(word[1:] for word in sections[f"past {language}"] if word.startswith("*"))
            for language in LANGUAGES
        },
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A text with its words, twice: with their places, and in the form of the phrase matcher."""

    text: str
    tokens: Sequence[Token]
    words: Sequence[StemmedWord]
    language: str

    def is_small(self, index: int) -> bool:
        """Return whether a word begins with a small letter."""
        return self.text[self.tokens[index].start].islower()

    def has_later_number(self, index: int) -> bool:
        """Return whether the number of a later sequel follows a title: "Heat 3"."""
        return index + 1 < len(self.words) and self.words[index + 1].plain in _LATER_NUMBERS

    def plain_before(self, index: int) -> str:
        """Return the word before a word, '' if there is none."""
        return self.words[index - 1].plain if index else ""


@dataclass(frozen=True, slots=True)
class _Films:
    """Places of words that stand for the two films."""

    new: list[int]
    """Titles of the new film."""
    sequel: list[int]
    """Words such as "sequel"."""
    old: list[int]
    """Titles and the year of the original."""
    original: list[int]
    """Words such as "original"."""


class FilmMentionFinder:
    """Finds the films that sentences name, with one set of concepts."""

    def __init__(self, concepts: ConceptList, lexicon: Lexicon) -> None:
        self._classes = _word_classes()
        subject = concepts.subject
        self._title_words = frozenset(map(unaccented, subject.title_words))
        self._ambiguous = frozenset(map(unaccented, subject.ambiguous_titles))
        self._max_name = max(len(words_of(name)) for name in (subject.title, *subject.names))
        self._films: Mapping[str, frozenset[tuple[str, ...]]] = {
            language: frozenset(_two_words(concepts, language, lexicon[language].function)) for language in LANGUAGES
        }
        """Phrases of two words for a film that was named before: "the film"."""
        self._nouns = frozenset(words[-1] for words in chain.from_iterable(self._films.values()))

    def find(
        self,
        text: str,
        tokens: Sequence[Token],
        words: Sequence[StemmedWord],
        concepts: Iterable[Match],
        names: Iterable[tuple[Name, tuple[int, ...]]],
        language: str,
    ) -> FilmMentions:
        """Return the films that a text mentions, from its words and the concepts and names among them."""
        names = list(names)
        sentence = _Sentence(text, tokens, words, language)
        in_names = {index for _, indexes in names for index in indexes if len(indexes) > 1}
        films = self._films_in(sentence, concepts, in_names)
        # "A thief" is no film.
        works = [at[0] for name, at in names if name.kind == _WORK_KIND and not sentence.is_small(at[0])]
        known = {index for name, at in names if name.kind != _WORK_KIND for index in at}
        works += self._unknown_works(sentence, known)
        about, at = _named_film(films, works)
        return FilmMentions(
            about,
            bool(films.new) if about is About.SUBJECT else bool(films.old),
            about is not None and self._is_in_passing(sentence, about, at),
            about is not None and at < _MAX_BEGINNING,
            self._refers_to_thing(words, language),
            any(word.plain in self._classes.person.get(language, ()) for word in words[:1]),
            any(self._is_past(token.plain, language) for token in tokens),
            any(word.plain in self._classes.present.get(language, ()) for word in words),
            _ITEM.match(text) is not None,
            _asks(text),
            any(words[index].plain in self._ambiguous for index in in_names),
            bool(films.old) and all(words[index].plain in self._ambiguous for index in films.old),
            any(word.plain in self._ambiguous and sentence.is_small(at) for at, word in enumerate(words)),
            about is not None and self._is_lead(sentence, at),
            about is not None and len(words) <= self._max_name,
            any(map(_looks_like_title, _TITLE_IN_QUOTES.finditer(text))),
        )

    def _is_lead(self, sentence: _Sentence, index: int) -> bool:
        """Return whether a sentence begins with the name of a film at this place, and a mark after it."""
        found = _LEAD.match(sentence.text)
        size = sum(token.start < found.end("lead") for token in sentence.tokens) if found else 0
        return index < size <= self._max_name

    def is_common_word(self, match: Match, sentence: Sequence[StemmedWord], *, is_small: bool) -> bool:
        """Return whether a match for the new film is an ordinary word, not a title of one word."""
        word = sentence[match.words[0]].plain
        return match.label == SUBJECT_FILM and is_small and len(match.words) == 1 and word in self._ambiguous

    def _films_in(self, sentence: _Sentence, concepts: Iterable[Match], in_names: Set[int]) -> _Films:
        """Return the places of the two films among the concepts of a sentence."""
        found = _Films([], [], [], [])
        matches = [match for match in concepts if match.label in {SUBJECT_FILM, ORIGINAL_FILM}]
        for match in matches:
            # "Primera" within "primera parte" is no film of its own.
            if any(set(match.words) < set(other.words) for other in matches):
                continue
            index, plain = match.words[0], [sentence.words[each].plain for each in match.words]
            is_title = any(map(self._is_title, plain))
            # A title of one word may be an ordinary word, or stand for a namesake of the film.
            is_bare = len(plain) == 1 and plain[0] in self._ambiguous
            if is_bare and (index in in_names or sentence.is_small(index) or sentence.has_later_number(index)):
                continue
            if match.label == SUBJECT_FILM:
                if is_title:
                    found.new.append(index)
                # "His next film" may be any.
                elif sentence.plain_before(index) not in self._classes.possessive:
                    found.sequel.append(index)
            elif is_title:
                found.old.append(index)
            elif self._is_film(sentence, match):
                found.original.append(index)
        return found

    def _is_film(self, sentence: _Sentence, match: Match) -> bool:
        """Return whether words such as "first film" or "original" stand for a film, and for nobody's own."""
        text, tokens, words = sentence.text, sentence.tokens, sentence.words
        first, last = match.words[0], match.words[-1]
        before = sentence.plain_before(first)
        if before in self._classes.possessive or _POSSESSIVE_S.search(text[: tokens[first].start]):
            return False
        if last + 1 == len(words) or _CLAUSE_MARK.search(text, tokens[last].end, tokens[last + 1].start):
            return True
        after = words[last + 1]
        if after.plain in self._classes.genitive:
            return False
        # "The original was …" is the film, "the original plan" is not; "el plan original" neither.
        if not self._nouns.isdisjoint((words[last].plain, before, after.plain)):
            return True
        is_verb = after.is_function or self._is_past(tokens[last + 1].plain, sentence.language)
        is_noun = first > 0 and text[tokens[first].start].isupper()
        return (is_verb or is_noun) and (first == 0 or words[first - 1].is_function)

    def _unknown_works(self, sentence: _Sentence, known: Set[int]) -> Iterator[int]:
        """Yield the places of titles that no list has: "the Ocean's prequel", or a whole text such as "Toy Story 5".

        `known` are the places of known names of another kind: "Mann's prequel" is no film of that name.
        """
        if _NUMBERED_TITLE.fullmatch(sentence.text.strip()):
            yield 0
        for index in range(1, len(sentence.words)):
            is_noun = sentence.words[index].plain in self._classes.work
            before = sentence.words[index - 1]
            is_title = not (sentence.is_small(index - 1) or before.is_function or self._is_title(before.plain))
            if is_noun and is_title and index - 1 not in known and (index > 1 or _ends_with_s(sentence, index - 1)):
                yield index - 1

    def _is_in_passing(self, sentence: _Sentence, about: About, index: int) -> bool:
        """Return whether a film comes late in the sentence or, if it is not the new one, in a subordinate phrase."""
        text, tokens, words = sentence.text, sentence.tokens, sentence.words
        is_late = index >= max(len(words) // 2, _MAX_BEGINNING)
        if about is About.SUBJECT:
            return is_late
        before = [word.plain for word in words[max(index - _MAX_COMPARED, 0) : index]]
        # "Longer than Ferrari", "più di Ferrari"; and "the owner of Heat" between commas.
        if self._compares(before) or _is_enclosed(sentence, index) or (is_late and self._is_beside(words, index)):
            return True
        # "The events of Heat", "more than the original".
        is_complement = any(word in self._classes.genitive for word in before[-2:])
        is_past = any(self._is_past(token.plain, sentence.language) for token in tokens)
        if is_complement and is_late and not is_past and not _asks(text):
            return True
        marks = [found.start() for found in _CLAUSE_MARK.finditer(text, 0, tokens[index].start)]
        # In "[Heat]" an editor says what "it" is.
        if not marks or text[marks[-1]] in "([:":
            return bool(marks) and text[marks[-1]] == "("
        begin = next(each for each in range(index + 1) if tokens[each].start > marks[-1])
        # "Back then, the original made …" is still about it.
        if begin == 0 or index - begin < _MIN_PHRASE:
            return False
        return words[begin].is_function and words[begin].plain not in self._classes.joining

    def _is_beside(self, words: Sequence[StemmedWord], index: int) -> bool:
        """Return whether something is put beside the film at this place: "a week ahead of the next Avatar"."""
        before = words[max(index - _MAX_BESIDE, 0) : index]
        return not self._classes.beside.isdisjoint(word.plain for word in before)

    def _compares(self, before: Sequence[str]) -> bool:
        """Return whether the words before a film only compare with it, or tell a time by it."""
        if not self._classes.compared.isdisjoint(before[-2:]):
            return True
        is_of = not self._classes.of_degree.isdisjoint(before[-2:])
        return is_of and not self._classes.degree.isdisjoint(before)

    def _is_past(self, plain: str, language: str) -> bool:
        """Return whether a word is a verb in the past tense, as far as its form shows."""
        if plain in self._classes.past.get(language, ()):
            return True
        return len(plain) > _MIN_VERB and plain.endswith(self._classes.past_endings.get(language, ()))

    def _is_title(self, plain: str) -> bool:
        """Return whether a word of a phrase belongs to a title or is a year: "heat", "heatii", "2", "1995"."""
        return plain.startswith(tuple(self._title_words)) or _has_digit(plain)

    def _refers_to_thing(self, words: Sequence[StemmedWord], language: str) -> bool:
        plain = [word.plain for word in words[:_MAX_BEGINNING]]
        if plain[:1] and plain[0] in self._classes.thing.get(language, ()):
            return True
        phrases = self._films.get(language, frozenset())
        return any((one, two) in phrases for one, two in pairwise(plain))


def _ends_with_s(sentence: _Sentence, index: int) -> bool:
    """Return whether a word has the s of a genitive: "Ocean's"."""
    return _POSSESSIVE_S.search(sentence.text[: sentence.tokens[index + 1].start]) is not None


def _two_words(concepts: ConceptList, language: str, function: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of an article and a noun by which questions name the new film without its title."""
    for phrase in concepts[SUBJECT_FILM].ask.get(language, ()) if SUBJECT_FILM in concepts else ():
        words = tuple(unaccented(token.plain) for token in tokenize(phrase))
        is_title = words[-1] in concepts.subject.title_words
        if len(words) == 2 and words[0] in function and not is_title and not _has_digit(words[1]):
            yield words


def _is_enclosed(sentence: _Sentence, index: int) -> bool:
    """Return whether a film comes late in a phrase between two commas: "Warner, the owner of Heat, …"."""
    tokens, text = sentence.tokens, sentence.text
    before = [found.start() for found in _CLAUSE_MARK.finditer(text, 0, tokens[index].start)]
    behind = _CLAUSE_MARK.search(text, tokens[index].end)
    if not before or not behind or text[before[-1]] != "," or behind[0] != ",":
        return False
    begin = next(number for number in range(index + 1) if tokens[number].start > before[-1])
    return begin > 0 and index - begin >= _MIN_PHRASE


def _has_digit(plain: str) -> bool:
    return any(character.isdigit() for character in plain)


def _asks(text: str) -> bool:
    return text.rstrip("”»\"'’ ").endswith("?")


def _looks_like_title(quoted: re.Match[str]) -> bool:
    """Return whether all longer words in quotation marks begin with a capital or a digit: “The Glass Harbor”."""
    words = quoted["title"].split()
    return all(len(word) <= _MAX_SMALL_WORD or not word[0].islower() for word in words)


def _named_film(films: _Films, works: Sequence[int]) -> tuple[About | None, int]:
    """Return the film that a text is about by its names, with the place of its first name."""
    if films.new:
        return About.SUBJECT, min(films.new)
    if films.sequel:
        # "The Dune sequel", "a sequel to Gladiator".
        near = [work for work in works if any(abs(work - each) <= _MAX_ADJACENT for each in films.sequel)]
        return (About.OTHER, min(near)) if near else (About.SUBJECT, min(films.sequel))
    old = [*films.old, *films.original]
    if old and (not works or min(old) < min(works)):
        return About.ORIGINAL, min(old)
    return (About.OTHER, min(works)) if works else (None, 0)
