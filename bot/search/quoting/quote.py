"""The slices of a passage that are quoted: the sentence that answers, and the neighbours that it needs.

A quote consists of whole sentences, verbatim, at most MAX_QUOTE_SENTENCES of them. A neighbour is needed if it names
the topic, the speaker, or what a pronoun means.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from bot.domain import About, Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence, has_kind
from bot.search.language.leads import has_capitals_lead, has_emphasised_lead
from bot.search.language.sentences import has_verb_of_speech
from bot.search.quoting.discourse import is_correction, is_denial, is_question, is_short, outside_speech, refers_back
from bot.search.quoting.headings import heading_above

MAX_QUOTE_SENTENCES: Final = 3
"""Maximum number of sentences in a quote. The questions that they answer do not count."""
MAX_QUOTE_CHARACTERS: Final = 350
"""Maximum number of characters in a quote. A single longer unit is quoted whole."""
MAX_WHOLE_CHARACTERS: Final = 240
"""A passage of at most this length, two sentences as a rule, is quoted whole."""
MIN_ADDED_SHARE: Final = 0.25
"""Another sentence is added if it adds this share of what the quote holds of the question."""
MIN_HELD_SHARES: Final = (0.5, 0.3)
"""Shares of the question that a quote of one and of two sentences must hold to stay without another neighbour."""
MIN_HELD_WITH_KIND: Final = 0.3
"""The same share for a quote that holds a wanted kind of answer."""
_MAX_SPEECH_CHARACTERS: Final = 420
"""Maximum number of characters in a person's words that are kept together."""
_MAX_ANNOUNCED_CHARACTERS: Final = 700
"""Maximum number of characters in an announcement together with what it announces."""
_ELISION_CHARACTERS: Final = 5
"""Length of the mark " […] " between two slices."""
_MAX_TAG_LETTERS: Final = 3
"""Maximum number of letters outside of quotation marks in a sentence that does not name the speaker."""
_CLOSING_QUOTES: Final = '”“»"'
"""Marks that close a quotation. The second one does so in German."""
_WORK_KIND: Final = "work"
"""The kind of the names of films."""

Coverage = Callable[[Collection[int]], float]
"""The share of the question that the sentences of these numbers, taken together, hold, from 0 to 1."""


def choose_slices(
    passage: AnalysedPassage, best: int, coverage: Coverage, kinds: Collection[str] = ()
) -> tuple[Span, ...]:
    """Return the spans of the article's text to quote.

    `best` is the number of the sentence that fits the question's words best. `kinds` are the kinds of answer that the
    question asks for, one of which is enough.
    """
    span = passage.passage.span
    is_short = len(passage.sentences) <= MAX_QUOTE_SENTENCES and span.end - span.start <= MAX_WHOLE_CHARACTERS
    if is_short or len(passage.sentences) < 2:
        return (span,)
    return _Selection(passage, coverage, kinds).choose(best, answering_sentence(passage, best, kinds))


def sentence_slices(passage: AnalysedPassage, first: int, last: int) -> tuple[Span, ...]:
    """Return the spans to quote of a passage whose sentences from `first` to `last` hold what was looked for."""
    return _Selection(passage, lambda _: 1.0, ()).choose(first, min(last, first + MAX_QUOTE_SENTENCES - 1))


def answering_sentence(passage: AnalysedPassage, best: int, kinds: Collection[str]) -> int:
    """Return the sentence that holds a wanted kind of answer: the best one, or else the one after or before it.

    A sentence may only name the topic, and the next one give the date.
    """
    sentences = passage.sentences
    if kinds:
        for number in (best, best + 1, best - 1, best + 2):
            if 0 <= number < len(sentences) and has_kind(sentences[number], kinds):
                return number
    return best


def is_quoted(sentence: AnalysedSentence, slices: Sequence[Span]) -> bool:
    """Return whether one of the slices contains the whole sentence."""
    span = sentence.span
    return any(piece.start <= span.start and span.end <= piece.end for piece in slices)


class _Selection:
    """The sentences of one passage that are quoted."""

    def __init__(self, passage: AnalysedPassage, coverage: Coverage, kinds: Collection[str]) -> None:
        self._kinds = kinds
        self._text = passage.article.text
        self._language = passage.article.language or "en"
        self._passage = passage
        self._spans = [sentence.span for sentence in passage.sentences]
        self._units = _units(self._text, self._spans)
        self._coverage = coverage
        self._chosen: set[int] = set()

    def choose(self, best: int, answer: int) -> tuple[Span, ...]:
        """Return the slices with the best sentence and the one that answers, or the best one only if they are long."""
        self._chosen = set(self._unit_of(best))
        self._add(answer)
        self._add_short_answer()
        self._add_preceding()
        self._add_speaker()
        self._add_following()
        self._add_replacement()
        self._add_film()
        self._add_other_terms()
        self._add_neighbours()
        self._end_without_question(best)
        return self._slices()

    def _unit_of(self, sentence: int) -> range:
        return next(unit for unit in self._units if sentence in unit)

    def _add(self, sentence: int) -> bool:
        """Add the sentence with its unit if the quote stays short enough. Return whether it did."""
        if not 0 <= sentence < len(self._spans) or sentence in self._chosen:
            return False
        for more in (self._unit_of(sentence), (sentence,)):
            wider = self._chosen.union(more)
            if self._statements(wider) <= MAX_QUOTE_SENTENCES and self._characters(wider) <= MAX_QUOTE_CHARACTERS:
                self._chosen = wider
                return True
        return False

    def _statements(self, sentences: Collection[int]) -> int:
        """Return the number of sentences. Questions do not count: each belongs to its answer."""
        return sum(not is_question(self._spans[number].of(self._text)) for number in sentences)

    def _add_preceding(self) -> None:
        """Add sentences before the quote while it depends on them."""
        while self._depends(min(self._chosen)) and self._add(min(self._chosen) - 1):
            pass

    def _add_following(self) -> None:
        """Add the sentence after the quote if it completes it: it continues a speech, or depends on the quote."""
        if self._depends(max(self._chosen) + 1):
            self._add(max(self._chosen) + 1)

    def _depends(self, sentence: int) -> bool:
        """Return whether the sentence needs the one before it.

        It refers to it, it is in the same speech, or the other is a question or a heading.
        """
        if not 0 < sentence < len(self._spans):
            return False
        previous = self._spans[sentence - 1]
        if self._refers_back(self._spans[sentence]) or is_question(previous.of(self._text)):
            return True
        if is_short(previous.of(self._text)) and not self._refers_back(previous):
            return True
        return self._is_inside_speech(sentence)

    def _is_inside_speech(self, sentence: int) -> bool:
        """Return whether a quotation is open where the sentence begins."""
        if sentence == 0:
            return False
        return _has_open_quotation(self._text[self._spans[0].start : self._spans[sentence - 1].end])

    def _is_only_speech(self, sentence: int) -> bool:
        """Return whether all words of the sentence, but for a few letters, are direct speech."""
        text = self._spans[sentence].of(self._text)
        if self._is_inside_speech(sentence):
            text = _after_closing_mark(text)
        return sum(map(str.isalpha, outside_speech(text))) <= _MAX_TAG_LETTERS

    def _refers_back(self, sentence: Span) -> bool:
        return refers_back(self._text, sentence, self._language)

    def _add_speaker(self) -> None:
        """Add the sentence that names the speaker if the quote is nothing but direct speech."""
        if not all(map(self._is_only_speech, self._chosen)):
            return
        for sentence in (max(self._chosen) + 1, min(self._chosen) - 1):
            if 0 <= sentence < len(self._spans) and has_verb_of_speech(self._spans[sentence].of(self._text)):
                self._add(sentence)
                return

    def _add_replacement(self) -> None:
        """Add what follows a denial or a correction, up to the sentence that says what is right instead.

        After a correction these are the next sentences, and after a denial the next one with a wanted kind of answer.
        """
        texts = {number: self._spans[number].of(self._text) for number in self._chosen}
        following = range(max(texts) + 1, min(min(texts) + MAX_QUOTE_SENTENCES, len(self._spans)))
        if any(is_correction(text, self._language) for text in texts.values()):
            wanted = following
        elif denied := {number for number, text in texts.items() if self._kinds and is_denial(text, self._language)}:
            kept = any(has_kind(self._passage.sentences[number], self._kinds) for number in self._chosen - denied)
            right = next(
                (number for number in following if has_kind(self._passage.sentences[number], self._kinds)), None
            )
            wanted = range(following.start, following.start if kept or right is None else right + 1)
        else:
            return
        for number in wanted:
            self._add(number)

    def _add_film(self) -> None:
        """Add the first sentence of a newsletter's item on another film, which names it. "LOCKED." names none."""
        if self._passage.sentences[min(self._chosen)].about is not About.OTHER:
            return
        words, text = self._spans[0].of(self._text), self._passage.passage.text
        is_title = is_short(words) and has_kind(self._passage.sentences[0], (_WORK_KIND,))
        has_lead = has_capitals_lead(text) and len(words.split()) > 1
        if is_title or has_lead or has_emphasised_lead(text):
            self._add(0)

    def _add_short_answer(self) -> None:
        """Add the first sentence if it answers the question above: "Yes." before what is said about it."""
        heading = heading_above(self._passage.passage)
        if heading and is_question(heading.of(self._text)) and is_short(self._spans[0].of(self._text)):
            self._add(0)

    def _end_without_question(self, best: int) -> None:
        """Add the sentence after a quote that ends in a question, or leave the question out if it is not the best."""
        last = max(self._chosen)
        if last + 1 < len(self._spans) and is_question(self._spans[last].of(self._text)) and not self._add(last + 1):
            self._chosen = self._chosen - ({last} - {best})

    def _add_other_terms(self) -> None:
        """Add sentences that hold other terms of the question, as long as these add enough to its coverage."""
        held = self._coverage(self._chosen)
        while len(self._chosen) < MAX_QUOTE_SENTENCES:
            known = self._coverage(self._chosen)
            others = [number for number in range(len(self._spans)) if number not in self._chosen]
            gains = {number: self._coverage({*self._chosen, number}) - known for number in others}
            best = max(others, key=lambda number: (gains[number], -self._distance(number)), default=-1)
            if best < 0 or gains[best] <= 0 or gains[best] < MIN_ADDED_SHARE * held or not self._add(best):
                return

    def _add_neighbours(self) -> None:
        """Add the sentence after the quote, and the one before it, while the quote holds too little of the question.

        The answer may then be beside the sentence that shares most words with the question.
        """
        for sentence in (max(self._chosen) + 1, min(self._chosen) - 1):
            if self._holds_too_little():
                self._add(sentence)

    def _holds_too_little(self) -> bool:
        """Return whether the quote holds too small a share of the question, or no wanted kind of answer."""
        if len(self._chosen) > len(MIN_HELD_SHARES):
            return False
        sentences = (self._passage.sentences[number] for number in self._chosen)
        if self._kinds and not any(has_kind(sentence, self._kinds) for sentence in sentences):
            return True
        enough = MIN_HELD_WITH_KIND if self._kinds else MIN_HELD_SHARES[len(self._chosen) - 1]
        return self._coverage(self._chosen) < enough

    def _distance(self, sentence: int) -> int:
        return min(abs(sentence - number) for number in self._chosen)

    def _characters(self, sentences: Collection[int]) -> int:
        slices = list(_joined(self._spans, sentences))
        return sum(len(piece.of(self._text)) for piece in slices) + _ELISION_CHARACTERS * (len(slices) - 1)

    def _slices(self) -> tuple[Span, ...]:
        return tuple(_joined(self._spans, self._chosen))


def _units(text: str, sentences: Sequence[Span]) -> list[range]:
    """Return ranges of sentences that are quoted only together.

    These are a person's uninterrupted words, and a sentence that ends in a colon with the next one, as long as they are
    not too long. Every other sentence is a unit of its own.
    """
    units: list[range] = []
    while not units or units[-1].stop < len(sentences):
        start = units[-1].stop if units else 0
        units.append(range(start, _end_of_unit(text, sentences, start)))
    return units


def _end_of_unit(text: str, sentences: Sequence[Span], start: int) -> int:
    """Return the number after the last sentence of the unit that begins with this one."""
    for end in range(start + 1, min(start + MAX_QUOTE_SENTENCES, len(sentences)) + 1):
        unit = Span(sentences[start].start, sentences[end - 1].end)
        if not unit.of(text).endswith(":") and not _has_open_quotation(unit.of(text)):
            if unit.end - unit.start <= _MAX_SPEECH_CHARACTERS:
                return end
            break
    # The speech is too long to be kept together, but "He added:" means nothing without what he added.
    if sentences[start].of(text).endswith(":") and start + 1 < len(sentences):
        announced = sentences[start + 1].end - sentences[start].start
        return start + 2 if announced <= _MAX_ANNOUNCED_CHARACTERS else start + 1
    return start + 1


def _has_open_quotation(piece: str) -> bool:
    """Return whether the piece opens a quotation that it does not close."""
    # In German the mark “ closes what „ opens; elsewhere it opens.
    if "„" in piece:
        return piece.count("„") > piece.count("“") + piece.count("”")
    opened = piece.count("“") + piece.count("«")
    closed = piece.count("”") + piece.count("»")
    return opened > closed or piece.count('"') % 2 == 1


def _after_closing_mark(sentence: str) -> str:
    """Return what follows the first mark that closes a quotation, or '' without such a mark."""
    places = [place for place, character in enumerate(sentence) if character in _CLOSING_QUOTES]
    return sentence[places[0] + 1 :] if places else ""


def _joined(spans: Sequence[Span], sentences: Collection[int]) -> Iterator[Span]:
    """Yield the sentences of these numbers as slices. Neighbours are joined to one slice."""
    ordered = sorted(sentences)
    start = 0
    for place, number in enumerate(ordered):
        if place + 1 == len(ordered) or ordered[place + 1] != number + 1:
            yield Span(spans[ordered[start]].start, spans[number].end)
            start = place + 1
