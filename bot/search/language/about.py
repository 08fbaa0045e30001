"""The subject of each sentence: Heat 2, the film of 1995, or something else.

A sentence that names a film is mostly about it. One that names none is about what the sentence before it, its heading
or its article is about. The names of the two films are the phrases of the concepts `subject` and `original`; those of
other films are the works of `data/names.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise
from typing import Final

from bot.domain import About, PassageKind, Span
from bot.search.language.analysis import ORIGINAL_FILM, SUBJECT_FILM, AnalysedPassage
from bot.search.language.concepts import ConceptList
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.lexicon import Lexicon
from bot.search.language.names import Name
from bot.search.language.phrase_matcher import Match, StemmedWord
from bot.search.language.tokens import LANGUAGES, Token, normalize, tokenize, unaccented

_TITLE_WORD: Final = "heat"
_WORK_KIND: Final = "work"
_LEAD_PASSAGES: Final = 2
"""Number of passages that make the beginning of an article."""
_MIN_SENTENCES: Final = 8
"""Number of sentences from which an article that names no film at all is about something else."""
_MIN_SHARE: Final = 1 / 3
"""Share of the sentences that name the film of 1995 from which an article is about it, though its title is not."""
_RECENT_YEARS: Final = 5
"""Number of years before the publication that are too late for the old film."""
_MAX_ADJACENT: Final = 3
"""Maximum number of words from "sequel" to the name of a film, of which it is the sequel then."""
_MAX_BEGINNING: Final = 3
"""Number of the words at the beginning of a sentence among which its grammatical subject is looked for."""
_MAX_SMALL_WORD: Final = 4
"""Maximum number of letters of a word that titles write without a capital: "with", "dans"."""
_CLAUSE_MARK = re.compile(r"[,;:()\[\]–—]")
_MIN_PHRASE: Final = 2
"""Minimum number of words before a film in a phrase that is subordinate."""
_TITLE_IN_QUOTES = re.compile(r"[“„«‘\"](?P<title>\s?[^\W\d_a-zß-öø-ÿ][^“”„«»‘\"\n]{1,50})[”“»’\"]")
_POSSESSIVE_S = re.compile(r"['’]s?\s+\Z")
_ITEM = re.compile(r"\W*\d{1,2}[.):]")
_CAPITALS_LEAD = re.compile(r"(?P<lead>[^.:!?\n–—]{2,60}?)\s?[.:–—]\s")


@dataclass(frozen=True, slots=True)
class FilmReading:
    """What a sentence, a title or a heading alone shows of its subject."""

    about: About | None = None
    """The film that it names, None if it names none."""
    is_named: bool = False
    """Whether it has the film's title or year; otherwise it has a word such as "sequel"."""
    in_passing: bool = False
    """Whether the film stands in a subordinate phrase, or late in the sentence."""
    at_beginning: bool = False
    """Whether the film stands among the first words."""
    refers_to_thing: bool = False
    """Whether it begins with "it", "the film" or the like."""
    refers_to_person: bool = False
    """Whether it begins with "he", "she" or the like."""
    is_present: bool = False
    """Whether it has a verb in the present or future tense."""
    is_item: bool = False
    """Whether it begins with a number or a time, as items of lists do."""
    asks: bool = False
    """Whether it is a question, which the next sentence may answer."""
    other_heat: bool = False
    """Whether it names something else by a name with "Heat" in it, such as a team."""
    bare_title: bool = False
    """Whether it names the film of 1995 by the word "Heat" alone."""
    other_title: bool = False
    """Whether it holds an unknown title in quotation marks."""


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the sentences and the heading of a passage alone show of their subjects."""

    kind: PassageKind
    sentences: tuple[FilmReading, ...]
    last_years: tuple[int, ...]
    """Last year that each sentence speaks of, 0 if none."""
    heading: FilmReading = field(default_factory=FilmReading)
    section: int = 0
    """Number of the character at which its heading begins; sentences of one section may refer to each other."""
    has_capitals_lead: bool = False
    """Whether it begins with words in capitals, as an item of a newsletter does."""


@dataclass(frozen=True, slots=True)
class _WordClasses:
    """Closed classes of words (see `data/about.txt`)."""

    possessive: frozenset[str]
    joining: frozenset[str]
    past: frozenset[str]
    present: frozenset[str]
    genitive: frozenset[str]
    thing: Mapping[str, frozenset[str]]
    """Words that refer to a thing, by language."""
    person: Mapping[str, frozenset[str]]
    """Words that refer to a person, by language."""


@cache
def _word_classes() -> _WordClasses:
    sections = {name: frozenset(words) for name, words in read_sections(read_data("about.txt")).items()}
    return _WordClasses(
        sections["possessive"],
        sections["joining"],
        sections["past"],
        sections["present"],
        sections["genitive"],
        {language: sections[f"thing {language}"] for language in LANGUAGES},
        {language: sections[f"person {language}"] for language in LANGUAGES},
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A text with its words, twice: where they stand, and in the form of the phrase matcher."""

    text: str
    tokens: Sequence[Token]
    words: Sequence[StemmedWord]

    def is_small(self, index: int) -> bool:
        """Return whether a word begins with a small letter."""
        return self.text[self.tokens[index].start].islower()

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
    """Titles and the year of the film of 1995."""
    original: list[int]
    """Words such as "original"."""


class FilmReader:
    """Finds the films that sentences name, with one set of concepts."""

    def __init__(self, concepts: ConceptList, lexicon: Lexicon) -> None:
        self._classes = _word_classes()
        self._films: Mapping[str, frozenset[tuple[str, ...]]] = {
            language: frozenset(_two_words(concepts, language, lexicon[language].function)) for language in LANGUAGES
        }
        """Phrases of two words for a film that was named before: "the film"."""
        self._nouns = frozenset(words[-1] for words in chain.from_iterable(self._films.values()))

    def read(
        self,
        text: str,
        tokens: Sequence[Token],
        words: Sequence[StemmedWord],
        concepts: Iterable[Match],
        names: Iterable[tuple[Name, tuple[int, ...]]],
        language: str,
    ) -> FilmReading:
        """Return the reading of a text from its words, and the concepts and names among them."""
        names = list(names)
        sentence = _Sentence(text, tokens, words)
        in_names = {index for _, indexes in names for index in indexes if len(indexes) > 1}
        films = self._films_in(sentence, concepts, in_names)
        # "A thief" is no film.
        works = [at[0] for name, at in names if name.kind == _WORK_KIND and not sentence.is_small(at[0])]
        about, at = _named_film(films, works)
        return FilmReading(
            about,
            bool(films.new) if about is About.HEAT_2 else bool(films.old),
            about is not None and self._is_in_passing(sentence, about, at),
            about is not None and at < _MAX_BEGINNING,
            self._refers_to_thing(words, language),
            any(word.plain in self._classes.person.get(language, ()) for word in words[:1]),
            any(word.plain in self._classes.present for word in words),
            _ITEM.match(text) is not None,
            _asks(text),
            any(words[index].plain == _TITLE_WORD for index in in_names),
            bool(films.old) and all(words[index].plain == _TITLE_WORD for index in films.old),
            any(map(_looks_like_title, _TITLE_IN_QUOTES.finditer(text))),
        )

    def _films_in(self, sentence: _Sentence, concepts: Iterable[Match], in_names: Set[int]) -> _Films:
        """Return the places of the two films among the concepts of a sentence."""
        found = _Films([], [], [], [])
        matches = [match for match in concepts if match.label in {SUBJECT_FILM, ORIGINAL_FILM}]
        for match in matches:
            # "Primera" within "primera parte" is no film of its own.
            if any(set(match.words) < set(other.words) for other in matches):
                continue
            index, plain = match.words[0], [sentence.words[each].plain for each in match.words]
            is_title = any(map(_is_title, plain))
            if match.label == SUBJECT_FILM:
                if is_title:
                    found.new.append(index)
                # "His next film" may be any.
                elif sentence.plain_before(index) not in self._classes.possessive:
                    found.sequel.append(index)
            elif is_title:
                if plain != [_TITLE_WORD] or not (index in in_names or sentence.is_small(index)):
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
        is_verb = after.is_function or after.plain in self._classes.past or after.plain.endswith("ed")
        is_noun = first > 0 and text[tokens[first].start].isupper()
        return (is_verb or is_noun) and (first == 0 or words[first - 1].is_function)

    def _is_in_passing(self, sentence: _Sentence, about: About, index: int) -> bool:
        """Return whether a film stands late in the sentence or, if it is not the new one, in a subordinate phrase."""
        text, tokens, words = sentence.text, sentence.tokens, sentence.words
        is_late = index >= max(len(words) // 2, _MAX_BEGINNING)
        if about is About.HEAT_2:
            return is_late
        # "The events of Heat", "more than the original".
        is_complement = any(word.plain in self._classes.genitive for word in words[max(index - 2, 0) : index])
        if is_complement and is_late and not _asks(text):
            return True
        marks = [found.start() for found in _CLAUSE_MARK.finditer(text, 0, tokens[index].start)]
        if not marks or text[marks[-1]] in "([:":
            return bool(marks) and text[marks[-1]] != ":"
        begin = next(each for each in range(index + 1) if tokens[each].start > marks[-1])
        # "Back then, the original made …" is about it all the same.
        if begin == 0 or index - begin < _MIN_PHRASE:
            return False
        return words[begin].is_function and words[begin].plain not in self._classes.joining

    def _refers_to_thing(self, words: Sequence[StemmedWord], language: str) -> bool:
        plain = [word.plain for word in words[:_MAX_BEGINNING]]
        if plain[:1] and plain[0] in self._classes.thing.get(language, ()):
            return True
        phrases = self._films.get(language, frozenset())
        return any((one, two) in phrases for one, two in pairwise(plain))


def _two_words(concepts: ConceptList, language: str, function: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of an article and a noun by which questions name the new film without its title."""
    for phrase in concepts[SUBJECT_FILM].ask.get(language, ()) if SUBJECT_FILM in concepts else ():
        words = tuple(unaccented(token.plain) for token in tokenize(phrase))
        if len(words) == 2 and words[0] in function and not _is_title(words[1]):
            yield words


def _is_title(plain: str) -> bool:
    """Return whether a word of a phrase belongs to a title or is a year: "heat", "heatii", "2", "1995"."""
    return plain.startswith(_TITLE_WORD) or any(character.isdigit() for character in plain)


def _asks(text: str) -> bool:
    return text.rstrip("”»\"'’ ").endswith("?")


def _looks_like_title(quoted: re.Match[str]) -> bool:
    """Return whether all longer words in quotation marks begin with a capital or a digit: “The Glass Harbor”."""
    words = quoted["title"].split()
    return all(len(word) <= _MAX_SMALL_WORD or not word[0].islower() for word in words)


def _named_film(films: _Films, works: Sequence[int]) -> tuple[About | None, int]:
    """Return the film that a text is about by its names, with the place of its first name."""
    if films.new:
        return About.HEAT_2, min(films.new)
    if films.sequel:
        # "The Dune sequel", "a sequel to Gladiator".
        near = [work for work in works if any(abs(work - each) <= _MAX_ADJACENT for each in films.sequel)]
        return (About.OTHER, min(near)) if near else (About.HEAT_2, min(films.sequel))
    old = [*films.old, *films.original]
    if old and (not works or min(old) < min(works)):
        return About.ORIGINAL, min(old)
    return (About.OTHER, min(works)) if works else (None, 0)


def has_capitals_lead(text: str) -> bool:
    """Return whether a passage begins with words in capitals and a full stop, a colon or a dash."""
    found = _CAPITALS_LEAD.match(text)
    first = normalize(found["lead"].split()[0]) if found and found["lead"].split() else ""
    return len(first) > 2 and first.isalpha() and text.lstrip().split()[0].isupper()


def article_subjects(
    title: FilmReading, passages: Sequence[PassageReading], year: int, *, has_known_name: bool
) -> tuple[About, list[tuple[About, ...]]]:
    """Return the subject of an article, and those of the sentences of each passage.

    `year` is that of the publication, 0 if unknown; `has_known_name` tells whether the article names any known person
    or organisation.
    """
    readings = [title, *(each for passage in passages for each in (passage.heading, *passage.sentences))]
    # Where a team or a song has "Heat" in its name, "Heat" alone stands for it.
    is_other_heat = any(each.other_heat for each in readings) and not any(
        each.about is About.HEAT_2 and each.is_named for each in readings
    )
    article = About.OTHER if is_other_heat else _article_subject(title, passages, has_known_name=has_known_name)
    has_items = sum(passage.has_capitals_lead for passage in passages) > 1
    subjects: list[tuple[About, ...]] = []
    section = None
    for passage in passages:
        default = _passage_subject(passage, article, has_items=has_items)
        before = subjects[-1] if subjects and passage.section == section else ()
        section = passage.section
        subjects.append(tuple(_sentence_subjects(passage, default, before, year, is_other_heat=is_other_heat)))
    return article, subjects


def _article_subject(title: FilmReading, passages: Sequence[PassageReading], *, has_known_name: bool) -> About:
    if title.about:
        return title.about
    sentences = [each for passage in passages for each in passage.sentences]
    has_other_title = title.other_title or any(each.other_title for each in sentences[:1])
    lead = [(passage.heading, *passage.sentences) for passage in passages[:_LEAD_PASSAGES]]
    for readings in (*lead, sentences):
        named = {each.about for each in readings if each.about is About.HEAT_2 or not each.in_passing}
        if About.HEAT_2 in named:
            return About.OTHER if has_other_title and readings is not lead[0] else About.HEAT_2
        if named - {None}:
            return _subject_without_new_film(sentences) if About.ORIGINAL in named else About.OTHER
    # A few sentences may leave out what everybody knows. A long text has at least a name of the film's world.
    has_no_name = not has_known_name and len(sentences) >= _MIN_SENTENCES
    return About.OTHER if has_no_name or any(each.about is About.ORIGINAL for each in sentences) else About.HEAT_2


def _subject_without_new_film(sentences: Sequence[FilmReading]) -> About:
    """Return the subject of an article that begins with the film of 1995."""
    original = [each for each in sentences if each.about is About.ORIGINAL]
    if sentences[0].about is About.ORIGINAL or len(original) >= _MIN_SHARE * len(sentences):
        return About.ORIGINAL
    # Only what tells of a second film speaks of "the first film" in passing.
    return About.OTHER if any(each.is_named for each in original) else About.HEAT_2


def _passage_subject(passage: PassageReading, article: About, *, has_items: bool) -> About:
    """Return the subject of a passage's sentences that name no film."""
    named = [each.about for each in passage.sentences if each.about]
    if passage.kind is PassageKind.ASIDE:
        return About.OTHER
    if passage.kind is PassageKind.FACTS_ELSEWHERE:
        is_other = About.OTHER in named or article is About.OTHER
        return About.OTHER if is_other and About.ORIGINAL not in named else About.ORIGINAL
    if passage.heading.about:
        return passage.heading.about
    first = passage.sentences[0] if passage.sentences else FilmReading()
    if has_items and passage.has_capitals_lead:
        return first.about or About.OTHER
    return About.OTHER if first.about is About.OTHER and first.at_beginning else article


def _sentence_subjects(
    passage: PassageReading, default: About, before: Sequence[About], year: int, *, is_other_heat: bool
) -> Iterator[About]:
    """Yield the subject of each sentence. `before` are those of the passage before."""
    state = default
    latest = before[-1] if len(set(before)) == 1 else None
    follows_question = False
    for number, (reading, last_year) in enumerate(zip(passage.sentences, passage.last_years, strict=True)):
        about = reading.about
        refers = follows_question or reading.refers_to_thing or (number > 0 and reading.refers_to_person)
        if about is None:
            if latest and refers:
                state = latest
            elif state is not default and _returns(reading, state, default, year, last_year):
                state = default
            about = state
        elif about is not About.OTHER and not reading.is_named and default is About.OTHER:
            # "The sequel" and "the first film" are those of the film before.
            about = About.OTHER if latest in {None, About.OTHER} else about
        elif about is About.ORIGINAL and reading.bare_title and is_other_heat:
            about = About.OTHER
        elif about is not About.HEAT_2 and reading.in_passing and state is About.HEAT_2:
            about = About.HEAT_2
        elif about is About.HEAT_2 and reading.in_passing:
            state = default
        else:
            state = about
        latest = about
        follows_question = reading.asks
        yield about


def _returns(reading: FilmReading, state: About, default: About, year: int, last_year: int) -> bool:
    """Return whether a sentence that names no film returns from `state` to the passage's subject.

    Only what is said of the old film goes on for several sentences, unless a sentence speaks of the present.
    """
    if state is About.OTHER or default is About.OTHER:
        return True
    is_recent = year > 0 and last_year >= year - _RECENT_YEARS
    return state is About.ORIGINAL and (is_recent or reading.is_present or reading.is_item)


def quote_subject(passage: AnalysedPassage, slices: Sequence[Span], best: int) -> About:
    """Return the subject of a quote: that of the sentence that answers, or else of the first quoted one."""
    quoted = [
        each for each in passage.sentences if any(each.span.start < s.end and s.start < each.span.end for s in slices)
    ]
    if best < len(passage.sentences) and passage.sentences[best] in quoted:
        return passage.sentences[best].about
    return quoted[0].about if quoted else passage.article_about
