"""The words of a quote that match the question, to be set in bold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

from bot.domain import Span
from bot.search.accents import unaccented
from bot.search.language.analysis import AnalysedPassage, concept_term, name_term
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import StemmedWord, drop_excluded, stemmed_words
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.tokens import Token, stem
from bot.search.quoting.quote import is_quoted
from bot.search.quoting.sentence_tokens import MAX_CACHED_SENTENCES, sentence_tokens


@dataclass(frozen=True, slots=True)
class WantedWords:
    """The index terms that a question looks for."""

    stems: frozenset[str]
    topics: Mapping[str, str]
    """The concepts by their index terms."""
    names: frozenset[str]

    @classmethod
    def of(cls, question: AnalysedQuestion) -> WantedWords:
        """Return the words, topics and names of a question."""
        stems = (form for word in question.words if word.role is Role.CONTENT for form in word.stems)
        names = (name_term(name.label) for name in question.names)
        topics = {concept_term(concept): concept for concept in question.topic_concepts}
        return cls(frozenset(stems), topics, frozenset(names))


# It has no slots, so that what few questions need can be cached.
@dataclass(frozen=True)
class _SentenceWords:
    """The words of a sentence."""

    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    """The stem of each word."""
    language: str
    data: LanguageData
    _known_topics: dict[str, Collection[int]] = field(default_factory=dict)
    """Numbers of the words that express the concepts that were looked for so far."""

    def matching(self, wanted: WantedWords, terms: frozenset[str]) -> list[int]:
        """Return the numbers of the words that match, in order. `terms` are those of the sentence."""
        found = {number for number, each in enumerate(self.stems) if each in wanted.stems}
        # The terms tell whether the sentence holds a topic or a name at all.
        if topics := frozenset(wanted.topics[term] for term in wanted.topics.keys() & terms):
            found.update(number for topic in topics for number in self._of_topics(topics)[topic])
        if names := wanted.names & terms:
            found.update(number for name in names for number in self._names.get(name, ()))
        return sorted(found)

    def _of_topics(self, topics: frozenset[str]) -> Mapping[str, Collection[int]]:
        """Return the numbers of the words that express each of these concepts."""
        missing = topics - self._known_topics.keys()
        if missing:
            concepts = self.data.concepts
            function = self.data.lexicon[self.language].function
            words = [
                StemmedWord(plain := unaccented(token.plain), stemmed, plain in function)
                for token, stemmed in zip(self.tokens, self.stems, strict=True)
            ]
            found: dict[str, set[int]] = {topic: set() for topic in missing}
            matches = concepts.article_matchers[self.language].find(words, missing)
            excluded = concepts.exclusion_matchers[self.language].find(words, missing)
            for match in drop_excluded(matches, excluded):
                found[match.label].update(index for index in match.words if not words[index].is_function)
            self._known_topics.update(found)
        return self._known_topics

    @cached_property
    def _names(self) -> Mapping[str, Collection[int]]:
        """Numbers of the words of a name, or of a place within it, by its index term."""
        # Names are the same in every language, so they are matched without stemming.
        words = stemmed_words(self.tokens, "", self.data.lexicon[self.language].function)
        found: defaultdict[str, set[int]] = defaultdict(set)
        for name, indexes in self.data.names.find(words, self.language):
            for label in (name.label, *name.within):
                found[name_term(label)].update(indexes)
        return found


def _read(data: LanguageData, sentence: str, language: str) -> _SentenceWords:
    tokens = sentence_tokens(sentence)
    return _SentenceWords(tokens, tuple(stem(token.plain, language) for token in tokens), language, data)


class MatchedWords:
    """Finds the words of quotes that match a question's words, topics and names."""

    def __init__(self, data: LanguageData) -> None:
        # A cached method would refer back to this object, whose memory would be kept until the garbage collector runs.
        self._words = lru_cache(MAX_CACHED_SENTENCES)(partial(_read, data))

    def find(self, wanted: WantedWords, passage: AnalysedPassage, slices: Sequence[Span]) -> tuple[str, ...]:
        """Return the matching words of the slices as they are written there, in order, each once."""
        language = passage.article.language or "en"
        found: dict[str, None] = {}
        for sentence in passage.sentences:
            if is_quoted(sentence, slices):
                text = sentence.span.of(passage.article.text)
                words = self._words(text, language)
                tokens = (words.tokens[number] for number in words.matching(wanted, sentence.terms))
                found.update(dict.fromkeys(text[token.start : token.end] for token in tokens))
        return tuple(found)
