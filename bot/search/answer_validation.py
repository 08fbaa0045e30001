"""Answer validation: whether the first quote of an answer really answers its question. It is stricter than the verdict.

It is used for questions that the program suggests: a missing suggestion does no harm, a wrong answer does.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

from bot.domain import About, Excerpt
from bot.search.accents import unaccented
from bot.search.asked_topics import asked_concepts
from bot.search.language.analysis import (
    OPEN_KIND,
    ORIGINAL_FILM,
    AnalysedPassage,
    AnalysedSentence,
    concept_term,
    has_kind,
    kind_term,
    name_term,
)
from bot.search.language.concept import Concept
from bot.search.language.language_data import LanguageData
from bot.search.language.names import looks_like_person
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.question import AnalysedQuestion
from bot.search.language.tokens import tokenize
from bot.search.quoting.quote import is_quoted
from bot.search.ranking.query import statement_terms

_PERSON_KIND: Final = "who"
NAMED_BY: Final = {"studio": "organisation"}
"""Concepts that are answered by a name, and its kind."""


class AnswerValidator:
    """Validates the first quotes of answers to example questions."""

    def __init__(self, data: LanguageData) -> None:
        self._data = data

    def answers(self, question: AnalysedQuestion, concept: Concept, excerpt: Excerpt, passage: AnalysedPassage) -> bool:
        """Return whether one quoted sentence answers the example question of a concept.

        It is about the film, the concept and the names, and holds the kind of answer. The concept may be in the
        sentence before; for a question that asks for no kind, also in the heading or the title. A quote that is marked
        as older does not answer.
        """
        film = About.ORIGINAL if question.about_original else About.SUBJECT
        if excerpt.older or excerpt.about is not film:
            return False
        kinds = self.kinds(question, concept)
        quoted = [sentence for sentence in passage.sentences if is_quoted(sentence, excerpt.slices)]
        before = passage.context if not kinds else frozenset[str]()
        for sentence in quoted:
            is_safe = sentence.about is film and not self._may_state_facts_of_original(question, kinds, sentence)
            is_on_topic = _holds_concept(concept, before | sentence.terms) and _holds_name(question, sentence)
            if is_safe and is_on_topic and self._holds_kinds(question, kinds, passage, sentence):
                return True
            before = sentence.terms if kinds else passage.context | sentence.terms
        return False

    @staticmethod
    def _may_state_facts_of_original(
        question: AnalysedQuestion, kinds: Sequence[str], sentence: AnalysedSentence
    ) -> bool:
        """Return whether a date, a sum or a person in the sentence may belong to the original, which it names too."""
        names_original = concept_term(ORIGINAL_FILM) in sentence.terms and not question.about_original
        return names_original and bool(kinds or question.names)

    def _holds_kinds(
        self,
        question: AnalysedQuestion,
        kinds: Sequence[str],
        passage: AnalysedPassage,
        sentence: AnalysedSentence,
    ) -> bool:
        """Return whether the sentence holds one of the kinds of answer, or says that the answer is open."""
        if not kinds:
            return True
        if not has_kind(sentence, kinds):
            return False
        if _PERSON_KIND not in kinds or not question.names or kind_term(OPEN_KIND) in sentence.terms:
            return True
        return self._names_another_person(question, sentence.span.of(passage.article.text), passage.article.language)

    @staticmethod
    def kinds(question: AnalysedQuestion, concept: Concept) -> tuple[str, ...]:
        """Return the kinds of answer that the example question of a concept asks for; one of them is enough."""
        expected = concept.expects or NAMED_BY.get(concept.id, "")
        return question.kinds or ((expected,) if expected else ())

    def duplicate_key(self, question: AnalysedQuestion, concept: Concept) -> Hashable:
        """Return a value that is equal for questions of the same topics, kinds, names and other words."""
        words = (word.stems for word in question.content if not word.in_phrase)
        topics = asked_concepts(question, self._data)
        names = (name.label for name in question.names)
        return frozenset(topics), frozenset(self.kinds(question, concept)), frozenset(names), frozenset(words)

    def _names_another_person(self, question: AnalysedQuestion, text: str, language: str) -> bool:
        """Return whether a text names somebody else than the question, which may ask who plays whom."""
        tokens = list(tokenize(text))
        words = stemmed_words(tokens, "", self._data.lexicon[language].function)
        asked = {name.label for name in question.names}
        named = self._data.names.find_written(text, tokens, words, language)
        if any(name.kind == _PERSON_KIND and name.label not in asked for name, _ in named):
            return True
        own = {unaccented(token.plain) for label in asked for token in tokenize(label)}
        others = [text[t.start : t.end] if unaccented(t.plain) not in own else "," for t in tokens]
        return looks_like_person(" ".join(others))


def _holds_name(question: AnalysedQuestion, sentence: AnalysedSentence) -> bool:
    """Return whether the sentence holds a name of the question, if that has any."""
    return not question.names or any(name_term(name.label) in sentence.terms for name in question.names)


def _holds_concept(concept: Concept, terms: frozenset[str]) -> bool:
    """Return whether the terms show that a text states something about the concept, by a phrase or by its meaning."""
    return any(term in terms for term in statement_terms(concept))
