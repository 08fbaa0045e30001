"""Short answers: the value of a quote, which is the shortest part of it that states the answer.

For a question of when, it is a date; of who, a name; of how much, an amount; and where the answer is still open, the
words that say so. Otherwise it is a clause, or a part of one that ends before a preposition, or else the beginning of
the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from bot.domain import Article, Span
from bot.search.accents import unaccented
from bot.search.language.amounts import find_amounts
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.sentences import verbs_of_speech
from bot.search.language.times import TimeMention, find_times
from bot.search.language.tokens import Token, tokenize
from bot.search.quoting.discourse import is_denial
from bot.search.quoting.quote import is_quoted

MAX_VALUE_CHARACTERS: Final = 44
"""Maximum number of characters of a value."""
_MIN_CLAUSE_CHARACTERS: Final = 14
"""Minimum number of characters of a clause that is a value."""
_MIN_WORDS_AFTER_NAME: Final = 3
"""A value begins after a name that was asked for if at least this many words follow it in the sentence."""
_MAX_CHARACTERS_BEFORE: Final = 60
"""Number of characters before the first matching word in which a negation belongs to it."""
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
# No clause ends within "9:00" and "1,500".
_CLAUSE_END: Final = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;!?…()\[\]“”„«»\"]|\.(?=\s|$)|\s[–—-]\s")
_CONJUNCTION: Final = (
    r"\s(?:that|and|but|because|while|although|dass|und|aber|weil|obwohl|que|y|pero|porque|aunque|et|mais|che|e|ma"
    r"|perché)"
)
_PART_END: Final = re.compile(rf"{_CLAUSE_END.pattern}|{_CONJUNCTION}\s")
"""The end of a part of a sentence: the end of a clause, or a conjunction."""
_DANGLING: Final = re.compile(rf"{_CONJUNCTION}\s*$")
_MIN_WORDS: Final = 3
"""Minimum number of words of a value that is cut within its clause."""
_MIN_TELLING_WORDS: Final = 2
"""A few words tell something from this number of words on that mean something alone."""
_LIST_GOES_ON: Final = re.compile(r",\s+[A-ZÀ-ÖØ-Þ]")
_NOUN_AFTER_YEAR: Final = re.compile(r"\s([^\W\d_]+)")
_BRACKETS: Final = {"(": ")", "[": "]"}
_TRIMMED: Final = " \t\n,;:.!?…–—-([{«»“”„\"'’"

_NAME_KINDS: Final = frozenset({"who", "organisation", "where"})

Part = tuple[int, int]
"""Start and end of a part of a sentence, counted from its beginning."""


class ShortAnswers:
    """Finds the short answer in quotes."""

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

    def find(
        self,
        passage: AnalysedPassage,
        slices: Sequence[Span],
        best: int,
        kinds: Iterable[str],
        matched: Sequence[str],
        asked_names: Iterable[str] = (),
    ) -> Span:
        """Return the value of a quote, at most MAX_VALUE_CHARACTERS long unless a single word is longer.

        `best` is the number of the best sentence of the passage, `matched` the words that match the question, and
        `asked_names` the names that the question holds, which are never the value.
        """
        text, language = passage.article.text, passage.article.language or "en"
        quoted = [number for number, each in enumerate(passage.sentences) if is_quoted(each, slices)]
        # The sentence that answers may be beside the one that shares most words with the question.
        ordered = sorted(quoted, key=lambda number: (abs(number - best), number))
        sentences = [passage.sentences[number].span for number in ordered] or [slices[0]]
        names = frozenset(unaccented(token.plain) for name in asked_names for token in tokenize(name))
        for kind in kinds:
            values = [
                (span, value)
                for span in sentences
                if (value := self._of_kind(kind, span, passage.article, matched, names))
            ]
            # "It will not begin on September 8" gives way to "It begins on October 12" beside it.
            stated = [each for each in values if kind in _NAME_KINDS or not is_denial(each[0].of(text), language)]
            if values:
                return _with_bracket(text, (stated or values)[0][1])
        still_open = (self._open_words(kind, span, passage.article) for kind in kinds for span in sentences)
        if words := next(filter(None, still_open), None):
            return words
        few = [words for each in sentences if (words := self._few_words(each, passage.article, matched, names))]
        telling = (each for each in few if self._telling_words(each, passage.article, matched) >= _MIN_TELLING_WORDS)
        return _with_bracket(text, next(telling, few[0] if few else _beginning(text, sentences[0])))

    def _open_words(self, kind: str, sentence: Span, article: Article) -> Span | None:
        """Return the words by which a sentence says that the answer of a kind is open: "no release date yet"."""
        text, language = sentence.of(article.text), article.language or "en"
        tokens = list(tokenize(text))
        words = stemmed_words(tokens, language, self._data.lexicon[language].function)
        matches = (each for each in self._data.kinds.article_matchers[language].find(words) if each.label == kind)
        match = min(matches, key=lambda each: each.words, default=None)
        if match is None:
            return None
        start, end = tokens[match.words[0]].start, tokens[match.words[-1]].end
        clause = next((found.start() for found in _CLAUSE_END.finditer(text, end)), len(text))
        end = clause if clause - start <= MAX_VALUE_CHARACTERS else end
        return _shortened(article.text, Span(sentence.start + start, sentence.start + end))

    def _of_kind(
        self, kind: str, sentence: Span, article: Article, matched: Sequence[str], names: frozenset[str]
    ) -> Span | None:
        """Return all values of a kind in a sentence if they are near each other, else one; None without any."""
        finder = self._finders.get(kind)
        if finder is None:
            return None
        text = sentence.of(article.text)
        parts = sorted(part for part in finder(text, article) if not _words(text, part) & names)
        if not parts:
            return None
        whole = parts[0][0], max(end for _, end in parts)
        # Two durations are seldom of one thing: "rated 14 years, runs 2 hours".
        if whole[1] - whole[0] > MAX_VALUE_CHARACTERS or kind == "duration":
            # The person that a sentence is about comes first, by a full name. Of several dates or sums, the one next to
            # the topic counts.
            full = (part for part in parts if " " in text[slice(*part)])
            whole = next(full, parts[0]) if kind in _NAME_KINDS else _nearest(parts, _places_of(matched, text))
        if kind == "when" and text[slice(*whole)].isdigit():
            whole = _with_words_beside(text, whole, _places_of(matched, text))
        return _shortened(article.text, Span(sentence.start + whole[0], sentence.start + whole[1]))

    def _times(self, text: str, article: Article) -> Iterator[Part]:
        found = [
            each
            for each in find_times(self._data.calendar, text, article.published)
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
        """Yield the durations of a text, or else its other counts: "three scenes" tells how long, too."""
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
        """Return whether a mere year that is over only tells which thing is meant, as in "his 2022 novel"."""
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

    def _telling_words(self, span: Span, article: Article, matched: Sequence[str]) -> int:
        """Return how many words of a part mean something alone, from the first matching one on, and its negations."""
        text = span.of(article.text)
        start = next(iter(_places_of(matched, text)), 0)
        words = ((token.start >= start, unaccented(token.plain)) for token in tokenize(text))
        return sum(
            word in _negations() or (counts and not self._is_function_word(word, article)) for counts, word in words
        )

    def _few_words(
        self, sentence: Span, article: Article, matched: Sequence[str], names: frozenset[str]
    ) -> Span | None:
        """Return a few words from the first matching word on, without words that mean nothing alone at the end."""
        text = sentence.of(article.text)
        tokens = list(tokenize(text))
        if not tokens:
            return None
        places = _places_of(matched, text)
        first = _first_negation(tokens, _first_word(text, tokens, places, names))
        start, function = tokens[first].start, self._data.lexicon[article.language or "en"].function
        # A value that begins before the first matching word reaches up to it.
        reached = next((place for place in places if place < start + MAX_VALUE_CHARACTERS), start)
        end = _clause_end(text, start, reached)
        if end - start > MAX_VALUE_CHARACTERS:
            part = _matching_part(text, places) or _before_preposition(text, tokens[first:], function)
            start, end = part or _before_preposition(text, tokens, function) or (tokens[0].start, tokens[-1].end)
        elif dangling := _DANGLING.search(text[start:end]):
            end = start + dangling.start()
        return _shortened(article.text, Span(sentence.start + start, sentence.start + end))


def _sums(text: str, _article: Article) -> Iterator[Part]:
    yield from ((amount.start, amount.end) for amount in find_amounts(text) if amount.is_money)


def _counts(text: str, _article: Article) -> Iterator[Part]:
    yield from (found.span() for found in _COUNTED.finditer(text))


def _overlap(one: Part, other: Part) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _last_word(text: str, part: Part) -> str:
    return unaccented(text[slice(*part)].rsplit(maxsplit=1)[-1].casefold())


def _words(text: str, part: Part) -> set[str]:
    return {unaccented(token.plain) for token in tokenize(text, *part)}


def _places_of(matched: Sequence[str], text: str) -> list[int]:
    """Return the places of the matching words in a text."""
    return sorted(place for word in matched if (place := text.find(word)) >= 0)


def _nearest(parts: Sequence[Part], places: Sequence[int]) -> Part:
    """Return the part nearest to a matching word, the last one without such words."""
    return min(parts, key=lambda part: min(abs(part[0] - place) for place in places)) if places else parts[-1]


def _with_words_beside(text: str, year: Part, places: Sequence[int]) -> Part:
    """Return a mere year with the words before it from the first matching one on, and the rest of the clause if short.

    "Production is set to begin in 2024" tells more than "2024".
    """
    clause = max(
        (found.end() for found in _CLAUSE_END.finditer(text, 0, year[0]) if found[0] not in _BRACKETS), default=0
    )
    earliest = max(clause, year[1] - MAX_VALUE_CHARACTERS + 1)
    start = next((place for place in places if earliest <= place < year[0]), None)
    if start is None:
        return year
    end = next((found.start() for found in _CLAUSE_END.finditer(text, year[1])), len(text))
    if end - start >= MAX_VALUE_CHARACTERS:
        end = year[1]
    opened = [_BRACKETS[sign] for sign in text[start : year[0]] if sign in _BRACKETS]
    return start, end + (text[end:][:1] in opened)


def _first_word(text: str, tokens: Sequence[Token], places: Sequence[int], names: frozenset[str]) -> int:
    """Return the number of the word with which a value of a few words begins."""
    first = next((number for number, token in enumerate(tokens) if token.start in places), 0)
    after = first
    while after < len(tokens) and unaccented(tokens[after].plain) in names:
        after += 1
    end = tokens[-1].end
    if after > first and text[tokens[after - 1].end :][:1] in _BRACKETS.values():
        # The name in brackets belongs to what comes before them.
        before = text.rfind("(", 0, tokens[first].start)
        part = max((found.end() for found in _PART_END.finditer(text, 0, max(before, 0))), default=0)
        return next(number for number, token in enumerate(tokens) if token.start >= part)
    if after > first and _LIST_GOES_ON.match(text, tokens[after - 1].end):
        # After a name in a list come other names. The words before it tell what it is about.
        end = tokens[after - 1].end
    elif after + _MIN_WORDS_AFTER_NAME <= len(tokens):
        return after
    near = (number for number, token in enumerate(tokens) if _may_begin(text, tokens, number, end))
    return next(near, len(tokens) - 1)


def _may_begin(text: str, tokens: Sequence[Token], number: int, end: int) -> bool:
    """Return whether a value that ends at a place may begin with this word: not within a name such as "De Niro"."""
    start = tokens[number].start
    before = tokens[number - 1] if number else None
    in_name = text[start].isupper() and before is not None and text[before.start].isupper()
    return end - start <= MAX_VALUE_CHARACTERS and not (in_name and before and text[before.end : start] == " ")


def _first_negation(tokens: Sequence[Token], first: int) -> int:
    """Return the number of the first word of negation or doubt shortly before a word, or that of the word itself.

    "Nobody at the studio talks about it" must not become "studio talks about it".
    """
    near = (number for number in range(first) if tokens[first].start - tokens[number].start <= _MAX_CHARACTERS_BEFORE)
    return next((number for number in near if unaccented(tokens[number].plain) in _negations()), first)


@cache
def _negations() -> frozenset[str]:
    sections = read_sections(read_data("statements.txt"))
    return frozenset((*sections["negation"], *sections["doubt"]))


def _matching_part(text: str, places: Sequence[int]) -> Part | None:
    """Return the part of a sentence between marks and conjunctions that holds most matching words, if one is short."""
    ends = [found.span() for found in _PART_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    parts = list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))
    held = [sum(start <= place < end for place in places) for start, end in parts]
    for number, part in enumerate(parts[:-1]):
        # After "the director has confirmed that" comes what he has confirmed.
        if _only_names_speaker(text[slice(*part)]):
            held[number + 1], held[number] = held[number + 1] + held[number], 0
    short = [
        (count, part)
        for count, part in zip(held, parts, strict=True)
        if count and _MIN_CLAUSE_CHARACTERS <= part[1] - part[0] <= MAX_VALUE_CHARACTERS
    ]
    # In "he said that it starts in May", the end says more than the beginning.
    return max(short, default=(0, None))[1]


def _only_names_speaker(part: str) -> bool:
    """Return whether a part of a sentence ends with a verb of speech: "Michael Mann says"."""
    words = part.split()
    return bool(words) and unaccented(words[-1].lower()) in verbs_of_speech()


def _before_preposition(text: str, tokens: Sequence[Token], function: Collection[str]) -> Part | None:
    """Return the longest short beginning of some words that ends before a function word; None if it is a word or two.

    "takes place one day after the events of the film" becomes "takes place one day after the events".
    """
    start = tokens[0].start
    for number in range(len(tokens) - 1, _MIN_WORDS - 1, -1):
        last, after = tokens[number - 1], tokens[number]
        is_short = last.end - start <= MAX_VALUE_CHARACTERS
        if is_short and unaccented(after.plain) in function and unaccented(last.plain) not in function:
            return start, last.end
    return None


def _with_bracket(text: str, value: Span) -> Span:
    """Return a value with the bracket after it that closes one within it: "Chris Shiherlis (Val Kilmer)"."""
    opened = [_BRACKETS[sign] for sign in value.of(text) if sign in _BRACKETS]
    is_open = bool(opened) and opened[-1] not in value.of(text) and text[value.end : value.end + 1] == opened[-1]
    fits = value.end - value.start < MAX_VALUE_CHARACTERS
    return Span(value.start, value.end + 1) if is_open and fits else value


def _clause_end(text: str, start: int, reached: int) -> int:
    """Return where the clause ends that begins at a place and reaches another one at least."""
    ends = (found.start() for found in _CLAUSE_END.finditer(text, start) if found.start() > reached)
    return next((end for end in ends if end - start >= _MIN_CLAUSE_CHARACTERS), len(text))


def _beginning(text: str, span: Span) -> Span:
    return _shortened(text, span) or Span(span.start, min(span.end, span.start + MAX_VALUE_CHARACTERS))


def _shortened(text: str, span: Span) -> Span | None:
    """Return the span without marks at its ends, cut after the last whole word; None if nothing is left."""
    start, end = span.start, span.end
    if end - start > MAX_VALUE_CHARACTERS:
        blank = max(text.rfind(" ", start, start + MAX_VALUE_CHARACTERS + 1), start)
        end = blank if blank > start else start + MAX_VALUE_CHARACTERS
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return Span(start, end) if start < end else None
