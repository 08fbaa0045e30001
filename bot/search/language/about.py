"""The subject of each sentence: Heat 2, the film of 1995, or something else.

A sentence that names a film is mostly about it. One that names none is about what the sentence before it, its heading
or its article is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.domain import About, PassageKind, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.film_reading import FilmReading
from bot.search.language.tokens import normalize

_LEAD_PASSAGES: Final = 2
"""Number of passages that make the beginning of an article."""
_MIN_SENTENCES: Final = 8
"""Number of sentences from which an article that names no film at all is about something else."""
_MIN_SHARE: Final = 1 / 3
"""Share of the sentences that name the film of 1995 from which an article is about it, though its title is not."""
_RECENT_YEARS: Final = 5
"""Number of years before the publication that are too late for the old film."""
_CAPITALS_LEAD = re.compile(r"(?P<lead>[^.:!?\n–—]{2,60}?)\s?[.:–—]\s")


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What the sentences and the heading of a passage alone show of their subjects."""

    kind: PassageKind
    sentences: tuple[FilmReading, ...]
    last_years: tuple[int, ...]
    """Last year that each sentence speaks of, 0 if none."""
    heading: FilmReading = field(default_factory=FilmReading)
    section: int = 0
    """Number of the character at which its heading begins; sentences of one section may refer to each other."""
    has_capitals_lead: bool = False
    """Whether it begins with words in capitals, as an item of a newsletter does."""


def has_capitals_lead(text: str) -> bool:
    """Return whether a passage begins with words in capitals and a full stop, a colon or a dash."""
    found = _CAPITALS_LEAD.match(text)
    first = normalize(found["lead"].split()[0]) if found and found["lead"].split() else ""
    return len(first) > 2 and first.isalpha() and text.lstrip().split()[0].isupper()


def article_subjects(
    title: FilmReading, passages: Sequence[PassageReading], year: int, *, has_known_name: bool
) -> tuple[About, list[tuple[About, ...]]]:
    """Return the subject of an article, and those of the sentences of each passage.

    `year` is that of the publication, 0 if unknown; `has_known_name` tells whether the article names any known person
    or organisation.
    """
    readings = [title, *(each for passage in passages for each in (passage.heading, *passage.sentences))]
    # Where a team or a song has "Heat" in its name, "Heat" alone stands for it.
    is_other_heat = any(each.other_heat for each in readings) and not any(
        each.about is About.HEAT_2 and each.is_named for each in readings
    )
    article = About.OTHER if is_other_heat else _article_subject(title, passages, has_known_name=has_known_name)
    has_items = sum(passage.has_capitals_lead for passage in passages) > 1
    subjects: list[tuple[About, ...]] = []
    section = None
    for passage in passages:
        default = _passage_subject(passage, article, has_items=has_items)
        before = subjects[-1] if subjects and passage.section == section else ()
        section = passage.section
        subjects.append(tuple(_sentence_subjects(passage, default, before, year, is_other_heat=is_other_heat)))
    return article, subjects


def _article_subject(title: FilmReading, passages: Sequence[PassageReading], *, has_known_name: bool) -> About:
    if title.about:
        return title.about
    sentences = [each for passage in passages for each in passage.sentences]
    has_other_title = title.other_title or any(each.other_title for each in sentences[:1])
    lead = [(passage.heading, *passage.sentences) for passage in passages[:_LEAD_PASSAGES]]
    for readings in (*lead, sentences):
        named = {each.about for each in readings if each.about is About.HEAT_2 or not each.in_passing}
        if About.HEAT_2 in named:
            return About.OTHER if has_other_title and readings is not lead[0] else About.HEAT_2
        if named - {None}:
            return _subject_without_new_film(sentences) if About.ORIGINAL in named else About.OTHER
    # A few sentences may leave out what everybody knows. A long text has at least a name of the film's world.
    has_no_name = not has_known_name and len(sentences) >= _MIN_SENTENCES
    return About.OTHER if has_no_name or any(each.about is About.ORIGINAL for each in sentences) else About.HEAT_2


def _subject_without_new_film(sentences: Sequence[FilmReading]) -> About:
    """Return the subject of an article that begins with the film of 1995."""
    original = [each for each in sentences if each.about is About.ORIGINAL]
    if sentences[0].about is About.ORIGINAL or len(original) >= _MIN_SHARE * len(sentences):
        return About.ORIGINAL
    # Only what tells of a second film speaks of "the first film" in passing.
    return About.OTHER if any(each.is_named for each in original) else About.HEAT_2


def _passage_subject(passage: PassageReading, article: About, *, has_items: bool) -> About:
    """Return the subject of a passage's sentences that name no film."""
    named = [each.about for each in passage.sentences if each.about]
    if passage.kind is PassageKind.ASIDE:
        return About.OTHER
    if passage.kind is PassageKind.FACTS_ELSEWHERE:
        is_other = About.OTHER in named or article is About.OTHER
        return About.OTHER if is_other and About.ORIGINAL not in named else About.ORIGINAL
    if passage.heading.about:
        return passage.heading.about
    first = passage.sentences[0] if passage.sentences else FilmReading()
    if has_items and passage.has_capitals_lead:
        return first.about or About.OTHER
    return About.OTHER if first.about is About.OTHER and first.at_beginning else article


def _sentence_subjects(
    passage: PassageReading, default: About, before: Sequence[About], year: int, *, is_other_heat: bool
) -> Iterator[About]:
    """Yield the subject of each sentence. `before` are those of the passage before."""
    state = default
    latest = before[-1] if len(set(before)) == 1 else None
    follows_question = False
    for number, (reading, last_year) in enumerate(zip(passage.sentences, passage.last_years, strict=True)):
        about = reading.about
        refers = follows_question or reading.refers_to_thing or (number > 0 and reading.refers_to_person)
        if about is None:
            if latest and refers:
                state = latest
            elif state is not default and _returns(reading, state, default, year, last_year):
                state = default
            about = state
        elif about is not About.OTHER and not reading.is_named and default is About.OTHER:
            # "The sequel" and "the first film" are those of the film before.
            about = About.OTHER if latest in {None, About.OTHER} else about
        elif about is About.ORIGINAL and reading.bare_title and is_other_heat:
            about = About.OTHER
        elif about is not About.HEAT_2 and reading.in_passing and state is About.HEAT_2:
            about = About.HEAT_2
        elif about is About.HEAT_2 and reading.in_passing:
            state = default
        else:
            state = about
        latest = about
        follows_question = reading.asks
        yield about


def _returns(reading: FilmReading, state: About, default: About, year: int, last_year: int) -> bool:
    """Return whether a sentence that names no film returns from `state` to the passage's subject.

    Only what is said of the old film goes on for several sentences, unless a sentence speaks of the present.
    """
    if state is About.OTHER or default is About.OTHER:
        return True
    is_recent = year > 0 and last_year >= year - _RECENT_YEARS
    return state is About.ORIGINAL and (is_recent or reading.is_present or reading.is_item)


def quote_subject(passage: AnalysedPassage, slices: Sequence[Span], best: int) -> About:
    """Return the subject of a quote: that of the sentence that answers, or else of the first quoted one."""
    quoted = [
        each for each in passage.sentences if any(each.span.start < s.end and s.start < each.span.end for s in slices)
    ]
    if best < len(passage.sentences) and passage.sentences[best] in quoted:
        return passage.sentences[best].about
    return quoted[0].about if quoted else passage.article_about
