"""The steps of a decision, in words."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import Step, StepCode
from bot.phrases.phrases import Phrases


def say_step(step: Step, phrases: Phrases, concept_label: Callable[[str], str]) -> str:
    """The line for a step. Words of the question in it are the asker's own: whoever shows it makes them harmless."""
    said = ", ".join(_named(word, step.code, phrases, concept_label) for word in step.words)
    if step.code is StepCode.CORRECTED:
        typed, meant = step.words
        return phrases.say("step.corrected", typed=typed, meant=meant)
    line = phrases.say(f"step.{step.code.value}", **({"words": said} if said else {}), **_numbers(step))
    if not step.weight:
        return line
    return phrases.say("step.weighed", line=line, weight=phrases.decimal(step.weight, "+"))


def _numbers(step: Step) -> dict[str, object]:
    return {"share": round(step.share * 100)} if step.code in {StepCode.RESULT, StepCode.COVERAGE} else {}


def _named(word: str, code: StepCode, phrases: Phrases, concept_label: Callable[[str], str]) -> str:
    match code:
        case StepCode.LANGUAGE:
            return phrases.name_of_language(word)
        case StepCode.KIND:
            return phrases.say(f"kind.{word}")
        case StepCode.TOPIC:
            return concept_label(word)
        case _:
            return word
