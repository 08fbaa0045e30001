"""Explanations of an answer in words: the reason for having none, the terms of the question, the steps of the decision.

Words of the question in these texts are the asker's own: escape them before they are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from bot.domain import (
    About,
    PublishedDate,
    Reason,
    ReasonCode,
    SmallTalk,
    Step,
    StepCode,
    TermRole,
    TermWeight,
    Timeline,
)
from bot.phrases.dates import say_when
from bot.phrases.phrases import Phrases

_ABOUT_KEYS: Final = {About.ORIGINAL: "answer.about_original", About.OTHER: "answer.about_other"}
"""Keys of the marks for quotes that are not about the subject."""

ConceptLabel = Callable[[str], str]
"""Returns the name of a concept in the reader's language."""

_SEPARATOR: Final = ", "
_SHOWN_AS_ASKED: Final = frozenset(
    (TermRole.NAME, TermRole.AMOUNT, TermRole.YEAR, TermRole.WORD, TermRole.PHRASE_WORD, TermRole.COMMON)
)
"""Roles of terms that are shown in the asker's words; all others are concepts."""


def say_reason(reason: Reason, phrases: Phrases, concept_label: str = "") -> str:
    """Return the sentence for a reason, or the line for small talk; '' when there is an answer.

    `concept_label` is the name of the reason's concept in the language of the phrases.
    """
    if reason.code is ReasonCode.ANSWERED:
        return ""
    if reason.small_talk:
        return _say_small_talk(reason.small_talk, reason.words, phrases)
    quoted = [phrases.say("reason.word", word=word) for word in reason.words]
    words = phrases.say("reason.word_separator").join(quoted)
    lists = {"words": words, "words_or": phrases.any_of(quoted), "words_and": phrases.all_of(quoted)}
    concept = concept_label or reason.concept
    return phrases.say(_most_specific_key(reason.code, words, concept, phrases), concept=concept, **lists)


def say_no_timeline(timeline: Timeline, phrases: Phrases) -> str:
    """Return the sentence that the articles say nothing about the topic, or that it is no topic."""
    match timeline.reason.code:
        case ReasonCode.NO_ARTICLES:
            return say_reason(timeline.reason, phrases)
        case ReasonCode.NO_QUESTION | ReasonCode.TOO_VAGUE:
            return phrases.say("timeline.too_vague")
    return phrases.say("timeline.none", topic=phrases.say("reason.word", word=timeline.topic))


def say_no_latest(topic: str, since: str, phrases: Phrases) -> str:
    """Return the sentence that there are no articles about a topic, or since a day in words; both may be ''."""
    quoted = phrases.say("reason.word", word=topic)
    if not since:
        return phrases.say("timeline.none", topic=quoted) if topic else phrases.say("latest.none")
    key = "latest.none_topic_since" if topic else "latest.none_since"
    values = {"topic": quoted} if topic else {}
    return phrases.say(key, date=since, **values)


def say_first_day(day: date | None, phrases: Phrases) -> str:
    """Return a day in words, '' for None."""
    return say_when(PublishedDate(day.year, day.month, day.day), phrases) if day else ""


def _say_small_talk(kind: SmallTalk, examples: Sequence[str], phrases: Phrases) -> str:
    """Return the line for small talk; for HELP, with the questions that are offered as examples."""
    if not examples or kind is not SmallTalk.HELP:
        return phrases.say(f"small_talk.{kind.value}")
    quoted = [phrases.say("reason.word", word=example) for example in examples]
    return phrases.say("small_talk.help_with_examples", examples=phrases.any_of(quoted))


def _most_specific_key(code: ReasonCode, words: str, concept: str, phrases: Phrases) -> str:
    known = {"concept": concept, "words": words, "bare": "always"}
    keys = (f"reason.{code.value}.{kind}" for kind, value in known.items() if value)
    return next(key for key in keys if key in phrases.texts)


def say_about(about: About, phrases: Phrases) -> str:
    """Return the mark for a quote that is not about the subject, such as "about Heat (1995)"; '' for one that is."""
    return phrases.say(_ABOUT_KEYS[about]) if about in _ABOUT_KEYS else ""


def say_term(term: TermWeight, phrases: Phrases, concept_label: ConceptLabel) -> str:
    """Return a term of the question, with the kinds of answer that it asks for: `the budget (how much money)`."""
    label = str if term.role in _SHOWN_AS_ASKED else concept_label
    words = _SEPARATOR.join(map(label, term.words))
    kinds = _SEPARATOR.join(phrases.say(f"kind.{kind}") for kind in term.kinds)
    return f"{words} ({kinds})" if kinds else words


def say_found(term: TermWeight, phrases: Phrases) -> str:
    """Return the role of a term and the number of passages that contain it: `topic, in 3 passages`."""
    return f"{phrases.say(f'term.{term.role.value}')}, {say_passages(term.passages, phrases)}"


def say_passages(count: int, phrases: Phrases) -> str:
    """Return in how many passages something is: `in 3 passages`, `in no passage`."""
    return phrases.count("term.found", count) if count else phrases.say("term.nowhere")


def say_step(step: Step, phrases: Phrases, concept_label: ConceptLabel) -> str:
    """Return the line for a step of the decision, with its weight if it has one."""
    if step.code is StepCode.CORRECTED:
        typed, meant = step.words
        return phrases.say("step.corrected", typed=typed, meant=meant)
    words = _SEPARATOR.join(_step_word(word, step.code, phrases, concept_label) for word in step.words)
    values: dict[str, object] = {"words": words} if words else {}
    if step.code in {StepCode.RESULT, StepCode.COVERAGE}:
        values["share"] = round(step.share * 100)
    if step.code is StepCode.RESULT:
        values["least"] = round(step.least * 100)
    line = phrases.say(f"step.{step.code.value}", **values)
    if not step.weight:
        return line
    return phrases.say("step.weighed", line=line, weight=phrases.decimal(step.weight, "+"))


def _step_word(word: str, code: StepCode, phrases: Phrases, concept_label: ConceptLabel) -> str:
    match code:
        case StepCode.LANGUAGE:
            return phrases.name_of_language(word)
        case StepCode.KIND:
            return phrases.say(f"kind.{word}")
        case StepCode.TOPIC:
            return concept_label(word)
        case _:
            return word
