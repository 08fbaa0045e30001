"""The words of a quote that match the question, to be set in bold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final

from cachetools import LRUCache

from bot.domain import Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence, concept_term, name_term
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import drop_excluded, stemmed_words
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.tokens import Token, stem, tokenize
from bot.search.quoting.quote import is_quoted

MAX_CACHED_SENTENCES: Final = 2_000
"""Maximum number of cached sentences. Popular passages are quoted again and again."""


@dataclass(frozen=True, slots=True)
class _SentenceWords:
    """The words of a sentence."""

    tokens: tuple[Token, ...]
    by_term: Mapping[str, frozenset[int]]
    """Numbers of the words that have a stem, or express a concept or a name, by its index term."""


class MatchedWords:
    """Finds the words of quotes that match a question's words, topics and names."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data
        self._cache: LRUCache[tuple[str, int], _SentenceWords] = LRUCache(MAX_CACHED_SENTENCES)
        # Answers and suggestions run in different threads. `cachedmethod` has a lock, too, but refers back to this
        # object, so that its memory would be kept until the garbage collector runs.
        self._lock = Lock()

    def find(self, question: AnalysedQuestion, passage: AnalysedPassage, slices: Sequence[Span]) -> tuple[str, ...]:
        """Return the matching words of the slices as they are written there, in order, each once."""
        text = passage.article.text
        found: dict[str, None] = {}
        wanted = _wanted_terms(question)
        for sentence in passage.sentences:
            if is_quoted(sentence, slices):
                words = self._words(passage, sentence)
                numbers = {number for term in wanted & words.by_term.keys() for number in words.by_term[term]}
                tokens = (words.tokens[number] for number in sorted(numbers))
                found.update(dict.fromkeys(text[token.start : token.end] for token in tokens))
        return tuple(found)

    def _words(self, passage: AnalysedPassage, sentence: AnalysedSentence) -> _SentenceWords:
        key = passage.article.id, sentence.span.start
        with self._lock:
            words: _SentenceWords | None = self._cache.get(key)
        if words is None:
            words = self._read(passage, sentence)
            with self._lock:
                self._cache[key] = words
        return words

    def _read(self, passage: AnalysedPassage, sentence: AnalysedSentence) -> _SentenceWords:
        data, language = self._data, passage.article.language or "en"
        function = data.lexicon[language].function
        tokens = tuple(tokenize(passage.article.text, sentence.span.start, sentence.span.end))
        words = stemmed_words(tokens, language, function)
        by_term: dict[str, set[int]] = {}
        matches = data.concepts.article_matchers[language].find(words)
        exclusions = data.concepts.exclusion_matchers[language].find(words)
        for match in drop_excluded(matches, exclusions):
            content = (index for index in match.words if not words[index].is_function)
            by_term.setdefault(concept_term(match.label), set()).update(content)
        # Names are the same in every language, so they are matched without stemming.
        for name, indexes in data.names.find(stemmed_words(tokens, "", function), language):
            for label in (name.label, *name.within):
                by_term.setdefault(name_term(label), set()).update(indexes)
        for index, token in enumerate(tokens):
            by_term.setdefault(stem(token.plain, language), set()).add(index)
        return _SentenceWords(tokens, {term: frozenset(found) for term, found in by_term.items()})


def _wanted_terms(question: AnalysedQuestion) -> frozenset[str]:
    """Return the index terms of the words, topics and names of a question."""
    stems = (form for word in question.words if word.role is Role.CONTENT for form in word.stems)
    topics = map(concept_term, question.topic_concepts)
    return frozenset((*stems, *topics, *(name_term(name.label) for name in question.names)))
