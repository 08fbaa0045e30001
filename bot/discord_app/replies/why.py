"""The reasons for an answer in a form that a member can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bot.discord_app.replies.components import QUIET, ComponentView, container, separator, text
from bot.discord_app.replies.escape import inline
from bot.domain import Answer, Explanation, TermRole, TermWeight, Verdict
from bot.phrases import Phrases
from bot.phrases.explanations import say_found, say_step, say_term

_TERMS_SHOWN: Final = 8
_STEPS_SHOWN: Final = 16
_MAX_TERM: Final = 40
"""Characters of a term."""
_MAX_STEP: Final = 80
"""Characters of a step."""
_BAR: Final = 8
"""Blocks of the longest bar."""


def why_view(answer: Answer, phrases: Phrases, concept_label: Callable[[str], str] = str) -> ComponentView:
    """Return the weight of each word and the steps of the decision; `concept_label` names a concept by its id."""
    heading = "why.heading" if answer.verdict is Verdict.ANSWER else "why.heading_none"
    components = [text(f"### {phrases.say(heading)}")]
    for part in _parts(answer.explanation, phrases, concept_label):
        components += [text(part), separator()]
    return ComponentView([container(QUIET, [*components, text(f"-# {phrases.say('why.no_model')}")])])


def _parts(explanation: Explanation, phrases: Phrases, concept_label: Callable[[str], str]) -> Iterator[str]:
    if explanation.terms:
        # A word that is only near to the topic and stands in no passage explains nothing.
        telling = [term for term in explanation.terms if term.passages or term.role is not TermRole.NEAR]
        heaviest = sorted(telling, key=lambda term: term.weight, reverse=True)[:_TERMS_SHOWN]
        lines = _term_lines(heaviest, phrases, concept_label)
        yield _titled(phrases.say("why.terms"), lines, len(telling), phrases)
    if explanation.steps:
        sentences = (say_step(step, phrases, concept_label) for step in explanation.steps[:_STEPS_SHOWN])
        steps = (f"{n}. {inline(sentence, _MAX_STEP)}" for n, sentence in enumerate(sentences, 1))
        yield _titled(phrases.say("why.steps"), steps, len(explanation.steps), phrases)
    if not explanation.terms and not explanation.steps:
        yield phrases.say("why.nothing")


def _titled(title: str, lines: Iterable[str], total: int, phrases: Phrases) -> str:
    shown = list(lines)
    more = [f"-# {phrases.say('answer.and_more', count=total - len(shown))}"] if total > len(shown) else []
    return "\n".join([f"**{title}**", *shown, *more])


def _term_lines(terms: Iterable[TermWeight], phrases: Phrases, concept_label: Callable[[str], str]) -> Iterator[str]:
    heaviest = 0.0
    for term in terms:
        heaviest = heaviest or max(term.weight, 1e-9)
        filled = max(1, round(_BAR * max(term.weight, 0.0) / heaviest))
        bar = f"`{'█' * filled}{'░' * (_BAR - filled)}`"
        name = inline(say_term(term, phrases, concept_label), _MAX_TERM)
        yield f"{bar} **{name}** {phrases.decimal(term.weight)} · {say_found(term, phrases)}"
