"""The decision whether a question asks for the news as such: "what's new", "any update on the trailer"."""

from __future__ import annotations

from bot.search.language.question import AnalysedQuestion, Role


def asks_for_latest(question: AnalysedQuestion) -> bool:
    """Return whether the newest statements answer the question, about its topics if it has any.

    A question that also asks for a fact ("when was the latest trailer out"), for a named time or for the original
    is not one.
    """
    if question.kinds or question.about_original or any(time.is_explicit for time in question.times):
        return False
    return any(word.is_news and not _describes(question, place) for place, word in enumerate(question.words))


def _describes(question: AnalysedQuestion, place: int) -> bool:
    """Return whether the word for news at this place only describes another one: "a new director", "the new film"."""
    word, later = question.words[place], question.words[place + 1 :]
    if word.role is Role.SUBJECT:
        # "The new one" means the film. "Anything new on the film" does not, though it holds the same words.
        is_apart = bool(later) and later[0].role is Role.FUNCTION and any(each.role is Role.SUBJECT for each in later)
        return not is_apart
    if not later or later[0].role is not Role.CONTENT or later[0].is_news:
        return False
    return not any(time.start <= later[0].token.start < time.end for time in question.times)
