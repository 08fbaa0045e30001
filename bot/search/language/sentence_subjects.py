"""The subject of each sentence: the bot's subject, the original film, or something else.

A sentence that names a film is mostly about it. One that names none is about what the sentence before it, its heading
or its article is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.domain import About, PassageKind, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.film_mentions import FilmMentions
from bot.search.language.leads import Lead

_LEAD_PASSAGES: Final = 2
"""Number of passages that make the beginning of an article."""
_MIN_SENTENCES: Final = 8
"""Minimum number of sentences at which an article that names no film is about something else."""
_MIN_SHARE: Final = 1 / 3
"""Minimum share of sentences that name the original for an article to be about it although its title is not."""
_RECENT_DAYS: Final = 5 * 365
"""An event less than this many days before the publication is too recent to be about the old film."""
_MIN_BEFORE: Final = 4
"""Number of sentences before a film's first mention from which an article that names nobody of its world is no news of
it."""


@dataclass(frozen=True, slots=True)
class PassageSubjects:
    """Signs of their subjects in the sentences and the heading of a passage."""

    kind: PassageKind
    sentences: tuple[FilmMentions, ...]
    last_days: tuple[int, ...]
    """Last day that each sentence speaks of, as an ordinal, 0 if none."""
    heading: FilmMentions = field(default_factory=FilmMentions)
    section: int = 0
    """Number of the character at which its heading begins; sentences of one section may refer to each other."""
    lead: Lead | None = None
    """The kind of lead that it begins with, as an item of a newsletter does."""
    own_names: tuple[bool, ...] = ()
    """Whether each sentence names somebody of the new film or the original."""

    @property
    def first(self) -> FilmMentions:
        """The films of its first sentence."""
        return self.sentences[0] if self.sentences else FilmMentions()

    @property
    def begins_with_own_name(self) -> bool:
        """Whether its first sentence names somebody of the new film or the original."""
        return any(self.own_names[:1])

    @property
    def lead_film(self) -> About | None:
        """The film that its lead names, None for none."""
        # Capitals may be a sentence of their own: "LOCKED. Mann has finished Heat 2. …"
        lead = self.sentences[: 2 if self.lead is Lead.CAPITALS else 1]
        return next((each.about for each in lead if each.about), None)


def article_subjects(
    title: FilmMentions, passages: Sequence[PassageSubjects], published: int, *, has_known_name: bool
) -> tuple[About, list[tuple[About, ...]]]:
    """Return the subject of an article, and those of the sentences of each passage.

    `published` is the ordinal of the day of publication, 0 if unknown; `has_known_name` tells whether the article names
    any known person or organisation.
    """
    readings = [title, *(each for passage in passages for each in (passage.heading, *passage.sentences))]
    # Where a team or a song has the title in its name, the title alone stands for it.
    has_namesake = any(each.has_namesake for each in readings) and not any(
        each.about is About.SUBJECT and each.is_named for each in readings
    )
    article = About.OTHER if has_namesake else _article_subject(title, passages, has_known_name=has_known_name)
    # In a newsletter a film is a heading of its own.
    has_film_headings = title.about is None and any(
        passage.heading.about is About.SUBJECT and passage.heading.is_bare for passage in passages
    )
    items = [passage for passage in passages if passage.lead]
    has_items = sum(item.lead is Lead.CAPITALS for item in items) > 1
    # An article on the film alone may emphasise its points, too, but has the film in its title.
    is_round_up = title.about is not About.SUBJECT and len(items) > 1 and any(map(_is_item_on_other, items))
    lists_films = title.about is not About.SUBJECT and _lists_films(passages)
    subjects: list[tuple[About, ...]] = []
    section, is_new_named, in_item_on_other = None, title.about is About.SUBJECT, False
    for passage in passages:
        default = _passage_subject(passage, article, has_items=has_items, has_film_headings=has_film_headings)
        in_item_on_other = _in_item_on_other(passage, goes_on=in_item_on_other)
        if is_round_up and in_item_on_other:
            default = About.OTHER
        before = subjects[-1] if subjects and passage.section == section else ()
        section = passage.section
        is_of_films = lists_films and passage.kind is PassageKind.LIST
        context = _Context(published, has_namesake, is_new_named, is_of_films)
        subjects.append(tuple(_sentence_subjects(passage, default, before, context)))
        is_new_named = is_new_named or any(each.about is About.SUBJECT for each in passage.sentences)
    return article, subjects


def _article_subject(title: FilmMentions, passages: Sequence[PassageSubjects], *, has_known_name: bool) -> About:
    if title.about:
        return title.about
    sentences = [each for passage in passages for each in passage.sentences]
    has_other_title = title.other_title or any(each.other_title for each in sentences[:1])
    if _only_mentions_new_film(sentences) or _names_new_film_late(passages):
        return _subject_without_new_film(sentences)
    lead = [(passage.heading, *passage.sentences) for passage in passages[:_LEAD_PASSAGES]]
    for readings in (*lead, sentences):
        named = {each.about for each in readings if each.about is About.SUBJECT or not each.in_passing}
        if _has_sequel_only(readings):
            return About.ORIGINAL
        if About.SUBJECT in named:
            return About.OTHER if has_other_title and readings is not lead[0] else About.SUBJECT
        if named - {None}:
            return _subject_without_new_film(sentences) if About.ORIGINAL in named else About.OTHER
    # A few sentences may leave out what everybody knows. A long text has at least a name of the film's world.
    has_common_word = any(each.has_common_word for each in (title, *sentences))
    has_no_name = not has_known_name and (has_common_word or len(sentences) >= _MIN_SENTENCES)
    return About.OTHER if has_no_name or any(each.about is About.ORIGINAL for each in sentences) else About.SUBJECT


def _only_mentions_new_film(sentences: Sequence[FilmMentions]) -> bool:
    """Return whether an article on other films names the new one in a single remark."""
    new = [number for number, each in enumerate(sentences) if each.about is About.SUBJECT]
    if len(new) != 1:
        return False
    begins_with_other = sentences[0].about is About.OTHER and not sentences[0].in_passing
    named_before = [each for each in sentences[: new[0]] if each.about]
    is_late = begins_with_other and new[0] >= len(sentences) / 2
    # One "sequel" after two films.
    return is_late or (not sentences[new[0]].is_named and len(named_before) > 1)


def _names_new_film_late(passages: Sequence[PassageSubjects]) -> bool:
    """Return whether an article tells of something else for several paragraphs, and then names the new film once."""
    new = [any(each.about is About.SUBJECT for each in passage.sentences) for passage in passages]
    if new.count(True) != 1 or 2 * new.index(True) < len(passages) - 1:
        return False
    before = passages[: new.index(True)]
    is_told_of = any(each.about is About.ORIGINAL for passage in before for each in passage.sentences)
    has_own_name = any(any(passage.own_names) for passage in before)
    count = sum(len(passage.sentences) for passage in before)
    return len(before) > 1 and count >= _MIN_BEFORE and not is_told_of and not has_own_name


def _has_sequel_only(readings: Sequence[FilmMentions]) -> bool:
    """Return whether the original is named first, and the new film only as its sequel."""
    named = [each for each in readings if each.about]
    new = [each for each in named if each.about is About.SUBJECT]
    return bool(new) and named[0].about is About.ORIGINAL and not any(each.is_named for each in new)


def _subject_without_new_film(sentences: Sequence[FilmMentions]) -> About:
    """Return the subject of an article that begins with other films."""
    original = [each for each in sentences if each.about is About.ORIGINAL]
    if not original:
        return About.OTHER
    if sentences[0].about is About.ORIGINAL or len(original) >= _MIN_SHARE * len(sentences):
        return About.ORIGINAL
    # Only an article about a second film mentions "the first film" in passing.
    return About.OTHER if any(each.is_named for each in original) else About.SUBJECT


def _passage_subject(passage: PassageSubjects, article: About, *, has_items: bool, has_film_headings: bool) -> About:
    """Return the subject of a passage's sentences that name no film."""
    named = [each.about for each in passage.sentences if each.about]
    if passage.kind is PassageKind.ASIDE:
        return About.OTHER
    if passage.kind is PassageKind.FACTS_ELSEWHERE:
        is_other = About.OTHER in named or article is About.OTHER
        return About.OTHER if is_other and About.ORIGINAL not in named else About.ORIGINAL
    if passage.heading.about:
        return passage.heading.about
    if has_film_headings and passage.section >= 0:
        return About.OTHER
    first = passage.first
    if has_items and passage.lead is Lead.CAPITALS:
        return passage.lead_film or About.OTHER
    # In a round-up of several films, an item begins with the name of its film.
    is_item = article is About.OTHER and first.begins_with_title
    is_own = is_item or (first.about is About.OTHER and first.at_beginning)
    return first.about if first.about and is_own else article


def _lists_films(passages: Sequence[PassageSubjects]) -> bool:
    """Return whether an item of a list begins with the new film, so that its other items are about something else."""
    lists = (passage for passage in passages if passage.kind is PassageKind.LIST)
    items = [each for passage in lists for each in passage.sentences if each.is_item]
    return len(items) > 1 and any(each.about is About.SUBJECT and each.at_beginning for each in items)


def _in_item_on_other(passage: PassageSubjects, *, goes_on: bool) -> bool:
    """Return whether a passage of a round-up belongs to an item about something else; `goes_on` if the last one did."""
    if passage.lead:
        return _is_item_on_other(passage)
    if passage.first.about is About.SUBJECT and passage.first.is_named:
        return False
    # A title in quotation marks begins an item, too.
    return goes_on or (passage.first.other_title and _is_item_on_other(passage))


def _is_item_on_other(passage: PassageSubjects) -> bool:
    """Return whether a newsletter's item is about something else: its lead names neither film nor anybody of them.

    Only an emphasised lead is a sentence in which a name tells something.
    """
    if passage.lead_film in {About.SUBJECT, About.ORIGINAL}:
        return False
    return passage.lead is not Lead.EMPHASISED or not passage.begins_with_own_name


@dataclass(frozen=True, slots=True)
class _Context:
    """Signs of the subject of a passage in the rest of its article."""

    published: int
    """Ordinal of the day of publication, 0 if unknown."""
    has_namesake: bool
    """Whether the title alone stands for something else."""
    is_new_named: bool
    """Whether the new film was named before the passage."""
    is_list_of_films: bool
    """Whether each item of the passage is about the film that it names, or else about something else."""


def _sentence_subjects(
    passage: PassageSubjects, default: About, before: Sequence[About], context: _Context
) -> Iterator[About]:
    """Yield the subject of each sentence. `before` are those of the passage before."""
    state = default
    latest = before[-1] if len(set(before)) == 1 else None
    is_new_named, follows_question, is_past = context.is_new_named, False, False
    for number, (reading, last_day) in enumerate(zip(passage.sentences, passage.last_days, strict=True)):
        about = reading.about
        if context.is_list_of_films and reading.is_item:
            state = default = about or About.OTHER
        refers = follows_question or reading.refers_to_thing or (number > 0 and reading.refers_to_person)
        if about is None:
            if latest and refers:
                state = latest
            # A statement about the old film is not about current events.
            is_recent = context.published > 0 and last_day >= context.published - _RECENT_DAYS
            if not follows_question and (
                is_recent or not _goes_on(reading, state, default, refers=refers, is_past=is_past)
            ):
                state = default
            about = state
        elif about is not About.OTHER and not reading.is_named and default is About.OTHER:
            # "The sequel" and "the first film" are those of the film before.
            about = About.OTHER if latest in {None, About.OTHER} else about
        elif about is About.ORIGINAL and reading.bare_title and context.has_namesake:
            about = About.OTHER
        elif (
            reading.in_passing
            and state is About.SUBJECT
            and (about is About.OTHER or is_new_named)
            and about is not state
        ):
            about = About.SUBJECT
        elif about is About.SUBJECT and reading.in_passing:
            # "It was a hit, and even got a sequel."
            is_of_old = not reading.is_named and state is About.ORIGINAL and reading.is_past and not reading.is_present
            about, state = (About.ORIGINAL, state) if is_of_old else (about, default)
        else:
            state, is_past = about, reading.is_past and not reading.is_present
        latest = about
        is_new_named = is_new_named or reading.about is About.SUBJECT
        follows_question = reading.asks
        yield about


def _goes_on(reading: FilmMentions, state: About, default: About, *, refers: bool, is_past: bool) -> bool:
    """Return whether a sentence that names no film goes on with that of the sentence before.

    `is_past` tells whether the film was spoken of in the past tense; then what goes on is in the past tense too.
    """
    if reading.is_item:
        return False
    if refers and reading.refers_to_person and not reading.refers_to_thing and reading.is_present:
        return False
    if refers or state is not About.ORIGINAL or default is About.OTHER:
        return refers
    return not reading.is_present and (reading.is_past or not is_past)


def quote_subject(passage: AnalysedPassage, slices: Sequence[Span], best: int) -> About:
    """Return the subject of a quote: that of the sentence that answers, or else of the first quoted one."""
    for sentence in (*passage.sentences[best : best + 1], *passage.sentences):
        span = sentence.span
        if any(span.start < piece.end and piece.start < span.end for piece in slices):
            return sentence.about
    return passage.article_about
