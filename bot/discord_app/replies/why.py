"""The reasons for an answer, in words for fans of the film rather than of the search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from bot.discord_app.replies.components import NEUTRAL_COLOR, ComponentView, container, separator, text
from bot.discord_app.replies.escape import inline
from bot.domain import Answer, Step, StepCode, TermRole, TermWeight, Verdict
from bot.phrases import Phrases
from bot.phrases.explanations import say_passages, say_step, say_term

_TERMS_SHOWN: Final = 6
_TOPICS_SHOWN: Final = 4
_MAX_TERM: Final = 40
"""Characters of a term."""
_MAX_SENTENCE: Final = 160
"""Characters of a sentence about a step."""

_TYPED: Final = frozenset((TermRole.NAME, TermRole.AMOUNT, TermRole.YEAR, TermRole.WORD, TermRole.PHRASE_WORD))
"""Roles of the words that the asker has typed and that say something."""
_UNDERSTOOD: Final = frozenset((StepCode.CORRECTED, StepCode.ORIGINAL))
"""Steps about how the question was read."""
_AGAINST: Final = frozenset(
    (
        StepCode.OFF_TOPIC,
        StepCode.DETAIL,
        StepCode.UNKNOWN,
        StepCode.UNKNOWN_NAME,
        StepCode.TOPIC_MISSING,
        StepCode.TOPIC_ABSENT,
        StepCode.KIND_MISSING,
        StepCode.UNKNOWN_SUBJECT,
        StepCode.ELSEWHERE,
        StepCode.NAMES_ABSENT,
    )
)
"""Steps that speak against an answer in words that need no figure."""
_OF_READERS: Final = (
    StepCode.READER_CHOSE,
    StepCode.READER_CHOSE_NONE,
    StepCode.READER_FAILED,
    StepCode.SEARCH_AGREED,
    StepCode.SEARCH_FIRST,
    StepCode.SEARCH_NONE,
)
"""Steps about a model that chooses among passages, and about what the search says without it."""
_CHOSEN: Final = frozenset((StepCode.READER_CHOSE, StepCode.READER_CHOSE_NONE))
_VERY_SURE: Final = 0.85
_FAIRLY_SURE: Final = 0.65
"""Minimum probability of an answer for the bot to call itself very sure, or fairly sure."""

ConceptLabel = Callable[[str], str]


def why_view(answer: Answer, phrases: Phrases, concept_label: ConceptLabel = str) -> ComponentView:
    """Return how the question was understood, what was looked for, and how sure the bot is.

    `concept_label` names a concept by its id.
    """
    is_answered = answer.verdict is Verdict.ANSWER
    heading = f"### {phrases.say('why.heading' if is_answered else 'why.heading_none')}"
    parts = list(_parts(answer, phrases, concept_label)) or [phrases.say("why.nothing")]
    components = [text(heading)]
    for part in (*parts, f"-# {phrases.say('why.no_model')}"):
        components += [separator(), text(part)]
    return ComponentView([container(NEUTRAL_COLOR, components)])


def _parts(answer: Answer, phrases: Phrases, concept_label: ConceptLabel) -> Iterator[str]:
    steps = answer.explanation.steps
    yield from _part("why.understood", _understood(steps, phrases, concept_label), phrases)
    yield from _part("why.looked_for", _looked_for(answer, phrases, concept_label), phrases)
    yield from _part("why.chosen", _chosen(steps, phrases), phrases)
    if any(step.code in _CHOSEN for step in steps):
        return  # what follows are the reasons of the search, which did not decide
    if answer.verdict is not Verdict.ANSWER:
        against = (step for step in steps if step.code in _AGAINST and step.weight < 0)
        yield from _part("why.against", (_sentence(step, phrases, concept_label) for step in against), phrases)
        return
    yield from _part("why.order", _order(answer, phrases), phrases)
    yield from _part("why.sure", _sure(steps, phrases), phrases)


def _part(title: str, lines: Iterable[str], phrases: Phrases) -> Iterator[str]:
    """Yield a title with its lines under it, as a list if there are several, and nothing where there are none."""
    shown = list(lines)
    if shown:
        mark = "- " if len(shown) > 1 else ""
        yield "\n".join([f"**{phrases.say(title)}**", *(f"{mark}{line}" for line in shown)])


def _understood(steps: Iterable[Step], phrases: Phrases, concept_label: ConceptLabel) -> Iterator[str]:
    topics, kinds = list[str](), list[str]()
    for step in steps:
        if step.code is StepCode.TOPIC:
            topics += [concept_label(word) for word in step.words[:_TOPICS_SHOWN]]
        elif step.code is StepCode.KIND:
            kinds += [phrases.say(f"kind.{kind}") for kind in step.words]
        elif step.code in _UNDERSTOOD:
            yield _sentence(step, phrases, concept_label)
    if topics:
        yield phrases.say("why.topic", topics=inline(", ".join(topics), _MAX_SENTENCE))
    if kinds:
        yield phrases.say("why.kind", kinds=inline(", ".join(kinds), _MAX_SENTENCE))


def _looked_for(answer: Answer, phrases: Phrases, concept_label: ConceptLabel) -> Iterator[str]:
    """Yield the words of the question that say most, with the number of paragraphs that have them.

    Words that no paragraph has are left out if others answer: another language, or other words, say the same.
    """
    typed = dict[str, TermWeight]()
    is_answered = answer.verdict is Verdict.ANSWER
    terms = (term for term in answer.explanation.terms if term.passages or not is_answered)
    for term in sorted(terms, key=lambda term: term.weight, reverse=True):
        name = say_term(term, phrases, concept_label)
        # The parts of a name are terms too, and say nothing beside the whole.
        if term.role in _TYPED and not any(name.casefold() in shown.casefold().split() for shown in typed):
            typed[name] = term
    for name, term in list(typed.items())[:_TERMS_SHOWN]:
        yield f"**{inline(name, _MAX_TERM)}** · {say_passages(term.passages, phrases)}"


def _order(answer: Answer, phrases: Phrases) -> Iterator[str]:
    if any(step.code is StepCode.LATEST for step in answer.explanation.steps):
        yield phrases.say("why.latest")
    elif len(answer.excerpts) > 1:
        yield phrases.say("why.newest_first")
    if any(excerpt.older for excerpt in answer.excerpts):
        yield phrases.say("why.older", older=phrases.say("answer.older"))


def _chosen(steps: Iterable[Step], phrases: Phrases) -> Iterator[str]:
    """Yield which model chose, or was to choose, and what the search says without it."""
    for step in steps:
        if step.code in _OF_READERS:
            words = {"words": inline(step.words[0], _MAX_SENTENCE)} if step.words else {}
            yield phrases.say(f"why.{step.code.value}", **words)


def _sure(steps: Iterable[Step], phrases: Phrases) -> Iterator[str]:
    share = next((step.share for step in steps if step.code is StepCode.RESULT), None)
    if share is not None:
        degree = "very" if share >= _VERY_SURE else "fairly" if share >= _FAIRLY_SURE else "hardly"
        yield phrases.say(f"why.sure_{degree}")


def _sentence(step: Step, phrases: Phrases, concept_label: ConceptLabel) -> str:
    without_weight = Step(step.code, step.words, step.share)
    return inline(say_step(without_weight, phrases, concept_label), _MAX_SENTENCE)
