"""Which words of a quote the question asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence, concept_term, name_term
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import drop_excluded, stemmed_words
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.tokens import Token, stem, tokenize

KEPT: Final = 2000
"""So many sentences' words are kept at hand: what is quoted once is quoted again."""


@dataclass(frozen=True, slots=True)
class _Places:
    """A sentence's words with their stems, and which of them stand for which concept or name."""

    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    special: Mapping[str, frozenset[int]]


class MatchedWords:
    """Finds the words of quotes that a question's words, topics and names stand for."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data
        self._kept: OrderedDict[tuple[str, int], _Places] = OrderedDict()

    def matched(self, question: AnalysedQuestion, passage: AnalysedPassage, slices: Sequence[Span]) -> tuple[str, ...]:
        """The words of the slices, as they are written there, in order, each once."""
        text = passage.article.text
        found: dict[str, None] = {}
        for sentence in passage.sentences:
            if any(piece.start <= sentence.span.start and sentence.span.end <= piece.end for piece in slices):
                places = self._places(passage, sentence)
                found.update(dict.fromkeys(text[t.start : t.end] for t in _matched(question, places)))
        return tuple(found)

    def _places(self, passage: AnalysedPassage, sentence: AnalysedSentence) -> _Places:
        key = passage.article.id, sentence.span.start
        places = self._kept.pop(key, None) or self._read(passage, sentence)
        self._kept[key] = places
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return places

    def _read(self, passage: AnalysedPassage, sentence: AnalysedSentence) -> _Places:
        data, language = self._data, passage.article.language or "en"
        function = data.lexicon[language].function
        tokens = tuple(tokenize(passage.article.text, sentence.span.start, sentence.span.end))
        words = stemmed_words(tokens, language, function)
        special: dict[str, set[int]] = {}
        matches = data.concepts.article_matchers[language].find(words)
        exclusions = data.concepts.exclusion_matchers[language].find(words)
        for match in drop_excluded(matches, exclusions):
            carrying = (index for index in match.words if not words[index].is_function)
            special.setdefault(concept_term(match.label), set()).update(carrying)
        for name, indexes in data.names.find(stemmed_words(tokens, "", function), language):
            for label in (name.label, *name.within):
                special.setdefault(name_term(label), set()).update(indexes)
        stems = tuple(stem(token.plain, language) for token in tokens)
        return _Places(tokens, stems, {term: frozenset(found) for term, found in special.items()})


def _matched(question: AnalysedQuestion, places: _Places) -> Iterable[Token]:
    wanted = {form for word in question.words if word.role is Role.CONTENT for form in word.stems}
    indexes = {index for index, form in enumerate(places.stems) if form in wanted}
    for concept in question.topic_concepts:
        indexes |= places.special.get(concept_term(concept), frozenset())
    for name in question.names:
        indexes |= places.special.get(name_term(name.label), frozenset())
    return (places.tokens[index] for index in sorted(indexes))
