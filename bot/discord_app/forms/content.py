"""The content of a moderator's form about an article, and what it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

import discord

from bot.discord_app.limits import FORM_TEXT, utf16_length
from bot.discord_app.replies.dates import show_date
from bot.discord_app.replies.escape import inline
from bot.domain import Article, PublishedDate
from bot.errors import DateError, SourceError
from bot.library.articles.corrections import Corrections, SharedFields
from bot.phrases import Phrases
from bot.phrases.dates import evidence
from bot.phrases.messages import lines_of, message
from bot.reading.dates.typed import MAX_TYPED, parse_typed_date
from bot.reading.fields import Complaint, complaints
from bot.reading.web.links import with_scheme
from bot.text.safe_text import one_line, truncate

_FORM_MISTAKES: Final = frozenset({"url", "language"})
"""Fields whose mistakes have a sentence for forms; a form itself prevents most others."""
_MAX_MISTAKE: Final = 60
"""Characters of a wrong value that are repeated."""


class FormKind(StrEnum):
    """The forms that can be opened again."""

    ADD = "add"
    DRAFT = "draft"
    EDIT = "edit"
    TEXT = "text"
    NEW_TEXT = "new_text"
    BULK_EDIT = "several"


@dataclass(frozen=True, slots=True)
class FormContent:
    """The values of a form by the names of its fields, and the article that it is about."""

    kind: FormKind
    values: Mapping[str, str]
    target: str = ""
    """The key of a draft, the id of an article, or the digests of several."""
    revision: int = 0
    """The revision of that article."""
    opened_with: Mapping[str, str] = field(default_factory=dict)
    """The values that the form had when it was opened."""
    gap: str = ""
    """The key of the gap that the article is to fill; '' if the form was not opened from one."""
    files: tuple[discord.Attachment, ...] = ()
    """Files that were uploaded with the form. Discord keeps them for a day, and cannot put them into a form again."""

    @classmethod
    def for_draft(cls, key: str, article: Article, gap: str = "") -> FormContent:
        """Return the form for the draft of that key."""
        return cls(FormKind.DRAFT, values_of(article), key, gap=gap)

    @classmethod
    def for_edit(cls, article: Article, revision: int) -> FormContent:
        """Return the form for a published article at that revision."""
        values = values_of(article)
        return cls(FormKind.EDIT, values, article.id, revision, values)

    @classmethod
    def for_text(cls, article: Article, revision: int) -> FormContent:
        """Return the form for the text of a published article at that revision."""
        values = {"text": article.text.strip()}
        return cls(FormKind.TEXT, values, article.id, revision, values)

    @classmethod
    def for_bulk_edit(cls, digests: Collection[str]) -> FormContent:
        """Return the form for fields of the articles with these digests."""
        return cls(FormKind.BULK_EDIT, {}, " ".join(digests))

    def rebased(self, article: Article, revision: int) -> FormContent:
        """Return the form for a newer revision: fields that the moderator did not touch have its values."""
        now = values_of(article)
        values = rebased(self.values, self.opened_with, now)
        return replace(self, values=values, revision=revision, opened_with=now)


def fits_form(text: str) -> bool:
    """Return whether a form can show the text of an article and give it back letter for letter."""
    is_kept = (char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs" for char in text)
    return utf16_length(text.strip()) <= FORM_TEXT and all(is_kept)


def values_of(article: Article) -> dict[str, str]:
    """Return the values that an article's form has when it is opened."""
    return {
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date": article.published.edtf,
        "language": article.language,
    }


def rebased(values: Mapping[str, str], opened_with: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Return the values that differ from `opened_with`, and the values of `now` for all other fields."""
    return {key: values[key] if values[key] != opened_with.get(key) else now[key] for key in values}


@dataclass(frozen=True, slots=True)
class FormResult:
    """The content of an article's form."""

    corrections: Corrections
    note: str = ""
    """A sentence on how the date was understood; '' where it was not changed."""


def result_of(values: Mapping[str, str], article: Article, phrases: Phrases, locale: str, today: date) -> FormResult:
    """Read the values of an article's form. Raises SourceError that lists every mistake."""
    typed_date = values["date"].strip()
    fields, published, note = _read(
        {key: values[key] for key in ("title", "publisher", "url", "language")},
        # A date that was not touched keeps its evidence.
        typed_date if typed_date != article.published.edtf else None,
        phrases,
        locale,
        today,
    )
    published = article.published if published is None else published
    corrections = Corrections(fields["title"], fields["publisher"], fields["url"], published, fields["language"])
    return FormResult(corrections, note)


def _read(
    values: Mapping[str, str], typed_date: str | None, phrases: Phrases, locale: str, today: date
) -> tuple[dict[str, str], PublishedDate | None, str]:
    """Return the fields as they are stored, the date, and a sentence on how it was understood; None and '' for none.

    Raises SourceError that lists every mistake.
    """
    fields = {key: value.strip() for key, value in values.items()}
    fields |= {"url": with_scheme(fields["url"]), "language": fields["language"].lower()}
    mistakes = _mistakes_in(fields)
    published, note = None, ""
    if typed_date is not None:
        try:
            published = date_of(typed_date, locale, today)
            note = _date_note(typed_date, published, phrases)
        except SourceError as error:
            mistakes.append(error.args[0])
    if mistakes:
        raise SourceError(lines_of(mistakes))
    return fields, published, note


def _mistakes_in(fields: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the values of these fields, which are named as the form names them."""
    found = (each for each in complaints({"text": "-", **fields}) if each.key in fields)
    return [_in_form(each, fields[each.key]) for each in found]


def _in_form(complaint: Complaint, value: str) -> str:
    if complaint.key not in _FORM_MISTAKES:
        return complaint.message
    return message(f"form.{complaint.key}", value=one_line(truncate(value, _MAX_MISTAKE)))


def date_of(typed: str, locale: str, today: date) -> PublishedDate:
    """Return the date that a moderator states. Raises SourceError, which says what forms are understood."""
    try:
        parsed = parse_typed_date(typed, language=locale, today=today)
    except DateError as error:
        raise SourceError(message(f"date.{error.fault.value}", text=error.text)) from error
    return replace(parsed, evidence=evidence("moderator") if parsed.is_known else "")


@dataclass(frozen=True, slots=True)
class StatedFields:
    """The fields that a moderator states for several articles, and how the date was understood, '' without one."""

    fields: SharedFields = SharedFields()  # noqa: RUF009 - a frozen value
    note: str = ""


def stated_in(values: Mapping[str, str], phrases: Phrases, locale: str, today: date) -> StatedFields:
    """Read the fields of a form about several articles. Raises SourceError that lists every mistake."""
    stated = {key: values.get(key, "") for key in ("publisher", "url", "language")}
    fields, published, note = _read(stated, values["date"].strip() or None, phrases, locale, today)
    return StatedFields(SharedFields(fields["publisher"], published, fields["language"]), note)


def _date_note(typed: str, published: PublishedDate, phrases: Phrases) -> str:
    if not published.is_known:
        return phrases.say("sources.date_unknown")
    return phrases.say("sources.date_understood", typed=inline(typed, MAX_TYPED), date=show_date(published, phrases))
