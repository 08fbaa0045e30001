"""Which passages are about a topic of any words: those that hold all its words, as words, names or concepts.

The verdict decides whether a question is answered. A topic is no question, so the verdict does not decide what is shown
about it: "stunt drivers" asks for nothing, and yet an article can state something about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from bot.domain import About
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import (
    SUBJECT_FILM,
    AnalysedPassage,
    concept_term,
    name_term,
    pair_term,
    year_term,
)
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role
from bot.search.meaning.word_vectors import WordVectors
from bot.search.ranking.query import main_topics
from bot.search.ranking.ranker import RankedPassage

MIN_NEAR: Final = 0.78
"""Minimum cosine at which a word of a passage stands for a word of the topic: another form of it, or the same word of
another language. Words of one field, such as two months, are less near."""

MAX_READ: Final = 2_000
"""Maximum number of passages that are compared with a topic. It bounds the time after an import of many articles."""
_MAX_SHARING: Final = 50
"""Maximum number of passages with common words among which copies of a statement are looked for."""

_FILM_TERM: Final = concept_term(SUBJECT_FILM)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a topic, which a passage holds by one of these terms, or by a word that is near to one of these."""

    terms: frozenset[str]
    near: tuple[str, ...] = ()
    """Plain words."""


class TopicMatch:
    """The parts of a topic, all of which a passage about the topic holds."""

    def __init__(self, topic: AnalysedQuestion, data: LanguageData) -> None:
        self._words: WordVectors = data.intents.words
        self._film = About.ORIGINAL if topic.about_original else About.SUBJECT
        free = [word for word in topic.content if not word.in_phrase]
        parts = [_part_of(word) for word in free]
        parts += _name_parts(topic)
        years = {year for time in topic.named_times for year in time.years if time.is_explicit}
        parts += [_Part(frozenset(map(year_term, years)))] if years else []
        concepts = _concept_parts(topic, data.concepts, is_alone=not parts)
        if not parts and not concepts:
            parts = [_part_of(word) for word in topic.words if word.role is Role.COMMON]
        self._parts = parts
        self._concepts = concepts
        # Its own words stand for a concept as well: an article may use them where no phrase of the concept is known.
        in_names = {number for numbers in topic.name_words for number in numbers}
        phrase = [word for number, word in enumerate(topic.words) if word.in_phrase and number not in in_names]
        self._phrase = [_part_of(word) for word in phrase if word.role is Role.CONTENT] if concepts and parts else []

    @property
    def is_empty(self) -> bool:
        """Whether the topic has no words that a passage could hold."""
        return not self._parts and not self._concepts

    def best_sentence(self, passage: AnalysedPassage) -> int | None:
        """Return the sentence about the film that holds most of the topic; None if the passage is not about it."""
        if self.is_empty or (passage.is_off_topic and _FILM_TERM not in passage.context):
            return None
        every = range(len(passage.sentences))
        if not all(self._holds(part, passage, every) for part in self._parts):
            return None
        by_concept = all(self._holds(part, passage, every) for part in self._concepts)
        by_words = bool(self._phrase) and all(self._holds(part, passage, every) for part in self._phrase)
        if not (by_concept or by_words):
            return None
        parts = [*self._parts, *(self._concepts if by_concept else self._phrase)]
        counts = {
            place: sum(self._holds(part, passage, (place,), with_context=False) for part in parts)
            for place in every
            if passage.sentences[place].about is self._film
        }
        best = max(counts, key=lambda place: (counts[place], -place), default=None)
        return best if best is not None and counts[best] else None

    def _holds(
        self, part: _Part, passage: AnalysedPassage, places: Iterable[int], *, with_context: bool = True
    ) -> bool:
        """Return whether these sentences hold the part. Heading and title count unless `with_context` is false."""
        sentences = [passage.sentences[place] for place in places]
        held = [sentence.terms for sentence in sentences] + ([passage.context] if with_context else [])
        if not all(part.terms.isdisjoint(terms) for terms in held):
            return True
        rows = b"".join(sentence.word_rows for sentence in sentences) + (passage.context_rows if with_context else b"")
        return self._is_near(part.near, rows)

    def _is_near(self, words: Sequence[str], rows: bytes) -> bool:
        if not words or not rows:
            return False
        cosines = self._words.vectors(np.frombuffer(rows, np.int32)) @ self._words.vectors(self._words.rows(words)).T
        return bool((cosines >= MIN_NEAR).any())


def _part_of(word: QuestionWord) -> _Part:
    return _Part(frozenset(word.stems), (word.token.plain,))


def _name_parts(topic: AnalysedQuestion) -> list[_Part]:
    """Return a part for each name, or one for all of "A or B"."""
    found = [
        _Part(frozenset((name_term(name.label), *_own_stems(topic, name.label, numbers))))
        for name, numbers in zip(topic.names, topic.name_words, strict=True)
    ]
    if topic.names_are_alternatives and found:
        return [_Part(frozenset().union(*(part.terms for part in found)))]
    return found


def _own_stems(topic: AnalysedQuestion, label: str, numbers: Sequence[int]) -> Sequence[str]:
    """Return the stems of the one word that was taken for a name and may be none: "drivers", or "stunt driver"."""
    if len(numbers) != 1:
        return ()
    word = topic.words[numbers[0]]
    is_name = word.token.plain in label.casefold().split()
    is_alone = all(other is word for other in topic.content)
    return () if is_name and is_alone else word.stems


def _concept_parts(topic: AnalysedQuestion, concepts: ConceptList, *, is_alone: bool) -> list[_Part]:
    """Return a part for each concept.

    If nothing else says what is meant, a concept that changes must be in one sentence with the kind of answer that
    it expects, filming with a date: most articles mention it.
    """
    parts = []
    for alternatives in main_topics(topic, concepts):
        terms = set[str]()
        for concept in (concepts[each] for each in alternatives):
            needs_kind = is_alone and concept.changes and concept.expects
            terms.add(pair_term(concept.id, concept.expects) if needs_kind else concept_term(concept.id))
            terms.update(pair_term(other, concept.expects) for other in concept.told_by)
        parts.append(_Part(frozenset(terms)))
    return parts


class TopicStatements:
    """Finds the statements about a topic in some articles among the passages that one scope sees."""

    def __init__(self, passages: CombinedView, data: LanguageData) -> None:
        self._passages = passages
        self._data = data

    def find(self, topic: AnalysedQuestion, as_of: date, article_ids: Collection[str]) -> list[RankedPassage]:
        """Return the passages of these articles that are about the topic, and then passages that may say the same."""
        published = self._passages.published_by(as_of)
        numbers = [each for each in self._passages.of_articles(article_ids) if published is None or published[each]]
        found = self._matching(topic, numbers[:MAX_READ])
        shingles = [shingle for each in found for shingle in each.passage.shingle_sample]
        sharing = self._passages.sharing_shingles(np.array(sorted(set(shingles)), np.int32))
        known = {each.number for each in found}
        others = Counter(number for _, number in sharing if number not in known)
        likely = [number for number, _ in others.most_common(_MAX_SHARING) if published is None or published[number]]
        return found + self._matching(topic, likely)

    def _matching(self, topic: AnalysedQuestion, numbers: Iterable[int]) -> list[RankedPassage]:
        match = TopicMatch(topic, self._data)
        passages = ((number, self._passages[number]) for number in numbers)
        placed = ((number, passage, match.best_sentence(passage)) for number, passage in passages)
        return [
            RankedPassage(number, passage, 1.0, relevance=1.0, coverage=1.0, best_sentence=place)
            for number, passage, place in placed
            if place is not None
        ]
