"""Short answers: the value of a quote, which is the shortest part of it that states the answer.

For a question of when, it is a date; of who, a name; of how much, an amount; and where the answer is still open, the
words that say so. Otherwise it is a clause, or a part of one that ends before a preposition, or else the beginning of
the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.domain import Article, Span
from bot.search.accents import unaccented
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.tokens import tokenize
from bot.search.quoting.clauses import clause_end, negations, places_of, short_clause, with_words_beside
from bot.search.quoting.discourse import is_denial
from bot.search.quoting.quote import is_quoted
from bot.search.quoting.trimming import MAX_VALUE_CHARACTERS, Part, beginning, trimmed, with_closing_bracket
from bot.search.quoting.value_finder import ValueFinder

_MIN_TELLING_WORDS: Final = 2
"""Minimum number of meaningful words of a clause that says something."""
_NAME_KINDS: Final = frozenset({"who", "organisation", "where"})


class ShortAnswers:
    """Finds the short answer in quotes."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data
        self._values = ValueFinder(data)

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
        article = passage.article
        sentences = _quoted_sentences(passage, slices, best) or [slices[0]]
        names = frozenset(unaccented(token.plain) for name in asked_names for token in tokenize(name))
        kinds = tuple(kinds)
        for kind in kinds:
            if value := self._stated(kind, sentences, article, matched, names):
                return with_closing_bracket(article.text, value)
        still_open = (self._open_words(kind, span, article) for kind in kinds for span in sentences)
        if words := next(filter(None, still_open), None):
            return words
        return with_closing_bracket(article.text, self._clause(sentences, article, matched, names))

    def _stated(
        self, kind: str, sentences: Sequence[Span], article: Article, matched: Sequence[str], names: frozenset[str]
    ) -> Span | None:
        """Return the value of a kind that the first of the sentences states."""
        text, language = article.text, _language(article)
        values = [
            (sentence, value)
            for sentence in sentences
            if (value := self._value(kind, sentence, article, matched, names))
        ]
        # "It will not begin on September 8" gives way to "It begins on October 12" beside it.
        stated = [each for each in values if kind in _NAME_KINDS or not is_denial(each[0].of(text), language)]
        return next((value for _, value in stated or values), None)

    def _value(
        self, kind: str, sentence: Span, article: Article, matched: Sequence[str], names: frozenset[str]
    ) -> Span | None:
        """Return all values of a kind in a sentence if they are near each other, else one; None without any."""
        text = sentence.of(article.text)
        parts = [part for part in self._values.find(kind, text, article) if not _words(text, part) & names]
        if not parts:
            return None
        places = places_of(matched, text)
        whole = parts[0][0], max(end for _, end in parts)
        # Two durations are seldom of one thing: "rated 14 years, runs 2 hours".
        if whole[1] - whole[0] > MAX_VALUE_CHARACTERS or kind == "duration":
            # The person that a sentence is about comes first, by a full name. Of several dates or sums, the one next to
            # the topic counts.
            full = (part for part in parts if " " in text[slice(*part)])
            whole = next(full, parts[0]) if kind in _NAME_KINDS else _nearest(parts, places)
        if kind == "when" and text[slice(*whole)].isdigit():
            whole = with_words_beside(text, whole, places)
        return trimmed(article.text, _span(sentence, whole))

    def _open_words(self, kind: str, sentence: Span, article: Article) -> Span | None:
        """Return the words by which a sentence says that the answer of a kind is open: "no release date yet"."""
        text, language = sentence.of(article.text), _language(article)
        tokens = list(tokenize(text))
        words = stemmed_words(tokens, language, self._function_words(article))
        matches = (each for each in self._data.kinds.article_matchers[language].find(words) if each.label == kind)
        match = min(matches, key=lambda each: each.words, default=None)
        if match is None:
            return None
        start, end = tokens[match.words[0]].start, tokens[match.words[-1]].end
        clause = clause_end(text, end)
        end = clause if clause - start <= MAX_VALUE_CHARACTERS else end
        return trimmed(article.text, _span(sentence, (start, end)))

    def _clause(
        self, sentences: Sequence[Span], article: Article, matched: Sequence[str], names: frozenset[str]
    ) -> Span:
        """Return a short clause of the first sentence that has a telling one, else of the first that has any."""
        clauses = [clause for each in sentences if (clause := self._clause_of(each, article, matched, names))]
        words = [self._telling_words(each, article, matched) for each in clauses]
        telling = (each for each, count in zip(clauses, words, strict=True) if count >= _MIN_TELLING_WORDS)
        return next(telling, clauses[0] if any(words) else beginning(article.text, sentences[0]))

    def _clause_of(
        self, sentence: Span, article: Article, matched: Sequence[str], names: frozenset[str]
    ) -> Span | None:
        text = sentence.of(article.text)
        part = short_clause(text, places_of(matched, text), names, self._function_words(article))
        return trimmed(article.text, _span(sentence, part)) if part else None

    def _telling_words(self, span: Span, article: Article, matched: Sequence[str]) -> int:
        """Return how many words of a part mean something alone, from the first matching one on, and its negations.

        "In Heat 2" has none.
        """
        text, function = span.of(article.text), self._function_words(article) | self._data.subject.title_words
        start = next(iter(places_of(matched, text)), 0)
        words = ((token.start >= start, unaccented(token.plain)) for token in tokenize(text))
        return sum(
            word in negations() or (counts and word not in function and not word.isdigit()) for counts, word in words
        )

    def _function_words(self, article: Article) -> frozenset[str]:
        return self._data.lexicon[_language(article)].function


def _quoted_sentences(passage: AnalysedPassage, slices: Sequence[Span], best: int) -> list[Span]:
    """Return the quoted sentences, the best one first and the others by their distance from it.

    The sentence that answers may be beside the one that shares most words with the question.
    """
    quoted = (number for number, each in enumerate(passage.sentences) if is_quoted(each, slices))
    return [
        passage.sentences[number].span for number in sorted(quoted, key=lambda number: (abs(number - best), number))
    ]


def _language(article: Article) -> str:
    return article.language or "en"


def _span(sentence: Span, part: Part) -> Span:
    """Return the place in the article of a part of a sentence."""
    return Span(sentence.start + part[0], sentence.start + part[1])


def _words(text: str, part: Part) -> set[str]:
    return {unaccented(token.plain) for token in tokenize(text, *part)}


def _nearest(parts: Sequence[Part], places: Sequence[int]) -> Part:
    """Return the part nearest to a matching word, the last one without such words."""
    return min(parts, key=lambda part: min(abs(part[0] - place) for place in places)) if places else parts[-1]
