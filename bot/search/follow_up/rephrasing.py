"""Rephrasing: the words of a question put together with those of the former one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import groupby
from typing import Final

from bot.search.accents import unaccented
from bot.search.follow_up.reference_words import words_of_kind
from bot.search.language.names import Name
from bot.search.language.question import AnalysedQuestion, QuestionWord, Role

MAX_TAKEN: Final = 200
"""Maximum number of characters that are taken from the former question."""
_MAX_TRIED: Final = 6
"""Maximum number of words of the former question whose removal is tried. It bounds the time."""
_ARTICLE: Final = re.compile(r"(?:\b(?:the|der|die|das|den|dem|el|la|le|il|lo)\s+|\bl['’]\s?)$", re.IGNORECASE)
"""An article at the end of a text. No title has one before it."""
MARKS: Final = " \t\n?!.,;:…¿¡"

Analyse = Callable[[str], AnalysedQuestion]


def with_topic(own: str, topic: str, analyse: Analyse) -> str:
    """Return a question and a topic, which a colon separates unless both together are a phrase: "where filming"."""
    together, apart = f"{own} {topic}", f"{own}: {topic}"
    return apart if analyse(together).topic_concepts == analyse(apart).topic_concepts else together


def topic_of(former: AnalysedQuestion, question: AnalysedQuestion, own: str, analyse: Analyse) -> str:
    """Return the words of the former question that say what it is about, for a question of another kind.

    A word that only says what was asked then is left out: the start of filming has a date, and filming a place. It is
    a word without which the whole question is about another topic than the former one.
    """
    whole = without_beginning(former)
    said = [word for word in former.words if _is_said(word)]
    if set(question.kinds) & set(former.kinds) or len(said) < 2:
        return whole
    start, old = said[0].token.start, set(former.topic_concepts)
    for word in said[:_MAX_TRIED]:
        shorter = f"{former.text[start : word.token.start]}{former.text[word.token.end :]}"
        topics = analyse(f"{own} {shorter}").topic_concepts
        if word.role is Role.CONTENT and topics and old.isdisjoint(topics):
            return " ".join(_without_preposition(former, word, start).split())
    return whole


def _without_preposition(former: AnalysedQuestion, left_out: QuestionWord, start: int) -> str:
    """Return a question from a place on without a word; without the function words before it if it is the last one.

    "rueda en Paraguay" without "Paraguay" is "rueda".
    """
    before = [word for word in former.words if start <= word.token.start < left_out.token.start]
    if left_out is former.words[-1]:
        while before and before[-1].role is Role.FUNCTION:
            before.pop()
    end = before[-1].token.end if before else left_out.token.start
    return f"{former.text[start:end]}{former.text[left_out.token.end :]}"


def without_beginning(question: AnalysedQuestion) -> str:
    """Return the question without the words that ask: "when does filming start?" becomes "filming start"."""
    first = next((word for word in question.words if _is_said(word)), question.words[0])
    return question.text[first.token.start :].strip(MARKS)


def _is_said(word: QuestionWord) -> bool:
    return word.role in (Role.CONTENT, Role.SUBJECT) or (word.role is Role.COMMON and word.in_phrase)


def with_film(former: AnalysedQuestion, film: str, title_words: Collection[str]) -> str:
    """Return the former question about this film: in place of the film that it names, or after it."""
    spans = list(_film_spans(former, title_words))
    if len(spans) != 1:
        return f"{shortened(former.text)}, {film}"
    [(first, last)] = spans
    return f"{_ARTICLE.sub('', former.text[:first])}{film}{former.text[last:]}"


def _film_spans(question: AnalysedQuestion, title_words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of adjacent words for a film. A title may be part of a phrase."""

    def is_of_film(word: QuestionWord) -> bool:
        return word.role is Role.SUBJECT or word.token.plain in title_words

    for is_film, words in groupby(question.words, is_of_film):
        if is_film:
            tokens = [word.token for word in words]
            yield tokens[0].start, tokens[-1].end


def with_replaced(former: AnalysedQuestion, question: AnalysedQuestion) -> str:
    """Return the former question with the names and times of the question in the place of its own.

    "Is Al Pacino in it?" before "and De Niro?" becomes "Is De Niro in it". Where the places are not clear, the words of
    the question follow: "Is Al Pacino in it, and now".
    """
    kinds = {name.kind for name in question.names}
    old = [span for name, span in _name_spans(former) if name.kind in kinds]
    new = [span for _, span in _name_spans(question)]
    if question.times:
        old += [(time.start, time.end) for time in former.times]
        new += [(time.start, time.end) for time in question.times]
    if len(old) == len(new) == 1 and not has_other_content(question):
        (old_start, old_end), (new_start, new_end) = old[0], new[0]
        old_start, new_start = _starts_of_phrases(former, old_start, question, new_start)
        return f"{former.text[:old_start]}{question.text[new_start:new_end]}{former.text[old_end:]}"
    return f"{shortened(former.text)}, {question.text}"


def _starts_of_phrases(
    former: AnalysedQuestion, old_start: int, question: AnalysedQuestion, new_start: int
) -> tuple[int, int]:
    """Return the starts of the replaced words and of the words that replace them.

    An article belongs to its name, and a preposition does if both questions have one: "in the UK" becomes "in Italy".
    """
    old_article, new_article = _start_with(former, old_start, "article"), _start_with(question, new_start, "article")
    old_phrase = _start_with(former, old_article, "preposition")
    new_phrase = _start_with(question, new_article, "preposition")
    has_both = old_phrase < old_article and new_phrase < new_article
    return (old_phrase, new_phrase) if has_both else (old_article, new_article)


def _start_with(question: AnalysedQuestion, start: int, kind: str) -> int:
    """Return the start of the word before a place if it is of this kind, else the place itself."""
    before = next((word.token for word in reversed(question.words) if word.token.start < start), None)
    return before.start if before and unaccented(before.plain) in words_of_kind(question, kind) else start


def _name_spans(question: AnalysedQuestion) -> Iterator[tuple[Name, tuple[int, int]]]:
    """Yield the names with their places in the text."""
    for name, numbers in zip(question.names, question.name_words, strict=True):
        yield name, (question.words[numbers[0]].token.start, question.words[numbers[-1]].token.end)


def unlisted_words(question: AnalysedQuestion) -> str:
    """Return the words that may name somebody whom no list has, "comer" or "stuntman"; '' if there are none."""
    words = (word.token for word in question.content if not word.in_phrase and word.is_known)
    return " ".join(question.text[token.start : token.end] for token in words)


def has_other_content(question: AnalysedQuestion) -> bool:
    """Return whether the question has words with a topic that are in no known phrase."""
    return any(not word.in_phrase for word in question.content)


def shortened(text: str) -> str:
    """Return a text without marks around it; of a long one the whole words that fit into MAX_TAKEN characters."""
    text = text.strip(MARKS)
    if len(text) > MAX_TAKEN:
        text = text[:MAX_TAKEN].rpartition(" ")[0] or text[:MAX_TAKEN]
    return text.strip(MARKS)
