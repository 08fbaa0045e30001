"""The decision whether a question asks for the news as such: "what's new", "any update on the trailer"."""

from __future__ import annotations

from itertools import zip_longest

from bot.search.language.question import AnalysedQuestion, QuestionWord, Role


def asks_for_latest(question: AnalysedQuestion) -> bool:
    """Return whether the newest statements answer the question, about its topics if it has any.

    A question that also asks for a fact ("when was the latest trailer out"), for a named time or for the film of 1995
    is not one.
    """
    if question.kinds or question.about_original or any(time.is_explicit for time in question.times):
        return False
    words = question.words
    return any(
        word.is_news and not (after and _describes(question, word, after))
        for word, after in zip_longest(words, words[1:])
        if word
    )


def _describes(question: AnalysedQuestion, word: QuestionWord, after: QuestionWord) -> bool:
    """Return whether a word for news only describes the next word, as in "a new director" and "the new film"."""
    if word.role is Role.SUBJECT and after.role is Role.SUBJECT:
        return True
    if after.role is not Role.CONTENT or after.is_news:
        return False
    return not any(time.start <= after.token.start < time.end for time in question.times)
