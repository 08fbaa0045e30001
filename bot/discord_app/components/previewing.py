"""Previews of new articles: each source is read and shown by itself, and one that fails does not stop the others."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

import discord

from bot.discord_app.failures import Buttons, report
from bot.discord_app.forms.content import StatedFields
from bot.discord_app.members import Interaction, Moderator, RefusedError
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.services import services_of
from bot.discord_app.services.moderator_service import ModeratorService, time_for_one_source
from bot.domain import Article
from bot.errors import Heat2Error, ProblemsError, SourceError
from bot.phrases.messages import message, phrase_message
from bot.reading.files import read_upload
from bot.reading.pdf.pdf_file import MAX_PDF

MAX_FILE: Final = MAX_PDF
"""Maximum size of a file that is downloaded from Discord, in bytes."""
READ_SECONDS: Final = 90.0
"""Time for reading one source. Parts of it, such as fetching a page, have shorter times of their own."""

Reader = Callable[[], Awaitable[Article]]
"""Reads the article of one source. Raises Heat2Error with a message that can be shown."""


class Source(NamedTuple):
    """Where an article comes from, and the buttons that are shown if it cannot be read."""

    read: Reader
    buttons: Buttons | None = None


def sources_of(
    address: str, files: Sequence[discord.Attachment], service: ModeratorService, buttons: Buttons | None = None
) -> list[Source]:
    """Return a source for the address, if there is one, with these buttons, and one for each file."""
    sources = [Source(partial(service.article_from_address, address), buttons)] if address else []
    read = article_from_attachment if len(sources) + len(files) == 1 else _one_of_several
    return sources + [Source(partial(read, file)) for file in files]


async def article_from_attachment(file: discord.Attachment) -> Article:
    """Download a file from Discord and return its article. Raises RefusedError or SourceError."""
    return await asyncio.to_thread(read_upload, file.filename, await downloaded(file))


async def _one_of_several(file: discord.Attachment) -> Article:
    """Return the article of a file as above. The message of a SourceError names the file."""
    try:
        return await article_from_attachment(file)
    except ProblemsError:
        raise  # each of its problems names the file
    except RefusedError as error:
        problem = phrase_message(error.key)
    except SourceError as error:
        problem = error.args[0]
    if not str(problem).startswith(file.filename):
        problem = message("problem_in_file", file=file.filename, problem=problem)
    raise SourceError(problem)


async def downloaded(file: discord.Attachment) -> bytes:
    """Return the content of a file. Raises RefusedError when it is too large, or is gone."""
    if file.size > MAX_FILE:
        raise RefusedError("error.file_too_large")
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise RefusedError("error.file_gone") from error


async def preview_all(
    interaction: Interaction,
    moderator: Moderator,
    sources: Sequence[Source],
    stated: StatedFields = StatedFields(),  # noqa: B008 - a frozen value
    gap: str = "",
) -> None:
    """Show a preview of the article of each source, with the fields that the moderator stated for all of them.

    A source that cannot be read is reported, with its buttons, and the others are shown. `gap` is the key of the gap
    that the articles are to fill.
    """
    # The first preview replaces the “thinking” message, and each further one is a message of its own.
    for number, source in enumerate(sources):
        try:
            async with time_for_one_source(READ_SECONDS):
                article = stated.fields.applied_to(await source.read())
            service = services_of(interaction).moderators
            view = await service.preview(article, moderator, note=stated.note, gap=gap)
        except Heat2Error as error:
            shown = await source.buttons(interaction) if source.buttons else ()
            await report(interaction, error, as_followup=number > 0, buttons=shown)
        else:
            await _show(interaction, view, as_followup=number > 0)


async def _show(interaction: Interaction, view: ComponentView, *, as_followup: bool) -> None:
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.edit_original_response(view=view)
