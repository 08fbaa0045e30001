"""Why there is no answer, in a sentence."""

from __future__ import annotations

from bot.domain import Reason, ReasonCode
from bot.phrases.phrases import Phrases


def say_reason(reason: Reason, phrases: Phrases, concept_label: str = "") -> str:
    """The sentence for a reason; '' when there is an answer.

    `concept_label` is what the reason's concept is called in the phrases' language. The words are the asker's own:
    whoever shows the sentence makes it harmless first.
    """
    if reason.code is ReasonCode.ANSWERED:
        return ""
    words = phrases.say("reason.word_separator").join(phrases.say("reason.word", word=word) for word in reason.words)
    concept = concept_label or reason.concept
    return phrases.say(_fullest_key(reason.code, words, concept, phrases), words=words, concept=concept)


def _fullest_key(code: ReasonCode, words: str, concept: str, phrases: Phrases) -> str:
    known = {"concept": concept, "words": words, "bare": "always"}
    keys = (f"reason.{code.value}.{about}" for about, value in known.items() if value)
    return next(key for key in keys if key in phrases.texts)
