"""The inspections of `heat2 check`: settings, articles, their subject, concepts, feeds, database, search, token."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bot.cli.building import build_encoder
from bot.cli.inspections.finding import Finding, Inspection, Severity
from bot.cli.inspections.reader import inspect_reader
from bot.config.database_url import DatabaseUrl
from bot.config.discord_account import API, UnreachableError, application_id, login_name
from bot.config.installation import check_requirements
from bot.config.settings import Settings, SettingsReport
from bot.config.shipped import shipped_corpus
from bot.domain import EVERYONE
from bot.errors import ConceptError, SnapshotError, SubjectError
from bot.library.analysis.failures import read_failed_articles
from bot.library.engines.snapshots import describe_snapshots, embeddings_path
from bot.private_files import open_to_others
from bot.reading.corpus import load_corpus
from bot.reading.feed.feeds_file import read_feeds_file
from bot.reading.process import check_installation
from bot.reading.subject import FILE as SUBJECT_FILE
from bot.reading.subject import load_subject
from bot.search.language.concepts import ConceptList
from bot.search.snapshot import embedding_file
from bot.search.snapshot.fingerprint import search_fingerprint
from bot.store.maintenance.backup import check_database
from bot.store.maintenance.verification import describe_state, list_unusable_rows
from bot.text.counts import counted

InstallLinks = Callable[[int], tuple[str, str]]
"""Returns the link that invites a bot to a server and the one that adds it to an account, by its application's id."""


def list_inspections(read: SettingsReport, install_links: InstallLinks) -> Sequence[tuple[str, Inspection]]:
    """Return each subject's name and inspection, except for subjects whose setting is invalid.

    `install_links` returns the links that install an application, by its id.
    """
    settings = read.settings
    every: dict[str, tuple[str, Inspection]] = {
        "": ("settings", partial(inspect_settings, read)),
        "reading": ("reading", inspect_reading),
        "corpus_dir": ("corpus", partial(inspect_corpus, settings.corpus_dir)),
        "subject": ("subject", partial(inspect_subject, settings.corpus_dir)),
        "concepts_file": ("concepts", partial(inspect_concepts, settings.corpus_dir, settings.concepts_file)),
        "feeds_file": ("feeds", partial(inspect_feeds, settings.feeds_file)),
        "database_url": ("database", partial(inspect_database, settings.database)),
        "data_dir": ("search", partial(inspect_search, settings)),
        "encoder": ("encoder", partial(inspect_encoder, settings)),
        "reader_url": ("reader", partial(inspect_reader, settings)),
        "discord_token": ("token", partial(inspect_token, settings, install_links)),
    }
    return [inspection for setting, inspection in every.items() if setting not in read.wrong]


async def inspect_settings(read: SettingsReport) -> Sequence[Finding]:
    """Report every mistake in the settings."""
    problems = [Finding(Severity.PROBLEM, "settings", problem) for problem in read.problems]
    return problems or [Finding(Severity.OK, "settings", "all are valid")]


async def inspect_reading() -> Sequence[Finding]:
    """Check that pages and PDFs can be read, and that no update is half done. Raises Heat2Error."""
    check_requirements()
    check_installation()
    return [Finding(Severity.OK, "reading", "web pages and PDFs can be read")]


async def inspect_corpus(folder: Path) -> Sequence[Finding]:
    """Report the number of shipped articles. Raises CorpusError."""
    count = len(load_corpus(folder))
    return [Finding(Severity.OK if count else Severity.NOTE, "corpus", f"{counted(count, 'article')} in {folder}")]


async def inspect_subject(folder: Path) -> Sequence[Finding]:
    """Report the film that the articles are about. Raises SubjectError."""
    subject = load_subject(folder, shipped_corpus())
    original = f", sequel of {subject.original.shown}" if subject.original else ""
    findings = [Finding(Severity.OK, "subject", f"{subject.title}{original}, with the command /{subject.command}")]
    if not (folder / SUBJECT_FILE).is_file():
        message = f"{folder} has no {SUBJECT_FILE}, so its articles are taken to be about {subject.title}"
        findings.append(Finding(Severity.NOTE, "subject", message))
    return findings


async def inspect_concepts(folder: Path, own: Path | None) -> Sequence[Finding]:
    """Report the number of concepts, including the operator's own. Raises ConceptError."""
    try:
        subject = load_subject(folder, shipped_corpus())
    except SubjectError:
        return []  # another inspection reports it
    count = len(ConceptList.load(subject, own))
    return [Finding(Severity.OK, "concepts", f"{count}, {f'with {own}' if own else 'as shipped'}")]


async def inspect_feeds(file: Path | None) -> Sequence[Finding]:
    """Report the number of the operator's feeds, if there is a file of them. Raises SettingsError."""
    return [Finding(Severity.OK, "feeds", f"{len(read_feeds_file(file))} for everyone, from {file}")] if file else []


async def inspect_database(database: DatabaseUrl) -> Sequence[Finding]:
    """Check that the database is intact and writable. A missing database is not created. Raises StoreError."""
    file = database.sqlite_file
    if file and not file.exists():
        return [_inspect_missing(file)]
    findings = [Finding(Severity.OK, "database", await describe_state(database.url))]
    if file:
        count = check_database(file)
        findings.append(Finding(Severity.OK, "database", f"every page is intact; {counted(count, 'added article')}"))
    # A row that was altered outside the bot is not quoted, since a quote must be what was stored.
    advice = "{}: answers do not quote it; add it again, or restore a backup"
    findings += [
        Finding(Severity.PROBLEM, "database", advice.format(each)) for each in await list_unusable_rows(database.url)
    ]
    return [*findings, *_note_readable_files(file)] if file else findings


def _note_readable_files(database: Path) -> Sequence[Finding]:
    """Note files with data that other users of the machine can read."""
    folder = database.parent
    beside = [*folder.glob(f"{database.name}*"), *folder.glob("search/*"), folder / "errors.log", Path(".env")]
    loose = open_to_others(sorted(beside))
    names = ", ".join(str(each) for each in loose[:5]) + (f" and {len(loose) - 5} more" if len(loose) > 5 else "")
    message = f"other users of this machine can read {names}: chmod 600 prevents that"
    return [Finding(Severity.NOTE, "database", message)] if loose else []


def _inspect_missing(database: Path) -> Finding:
    # The nearest existing folder decides whether the missing ones can be created.
    there = next(folder for folder in database.parents if folder.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        message = f"{database} does not exist yet: the first heat2 import or heat2 run creates it"
        return Finding(Severity.NOTE, "database", message)
    place = f"this user cannot write in {there}"
    message = f"{database} cannot be created, as {place}: set HEAT2_DATA_DIR or HEAT2_DATABASE_URL"
    return Finding(Severity.PROBLEM, "database", message)


async def inspect_search(settings: Settings) -> Sequence[Finding]:
    """Report whether the search snapshot can be used, and which articles could not be analysed.

    Without a snapshot the bot starts more slowly; nothing else is different.
    """
    failed: list[Finding] = []
    try:
        subject = load_subject(settings.corpus_dir, shipped_corpus())
        fingerprint = search_fingerprint(ConceptList.load(subject, settings.concepts_file))
        failed = [
            Finding(Severity.NOTE, "search", str(each))
            for each in read_failed_articles(settings.search_dir, fingerprint)
        ]
        return [Finding(Severity.OK, "search", describe_snapshots(settings.search_dir, fingerprint)), *failed]
    except SnapshotError as error:
        return [Finding(Severity.NOTE, "search", f"{error}: the next start analyses all articles"), *failed]
    except (ConceptError, SubjectError):
        return []  # another inspection reports these


async def inspect_encoder(settings: Settings) -> Sequence[Finding]:
    """Report which sentence encoder is used and what it has embedded; nothing without one. Raises Heat2Error."""
    encoder = build_encoder(settings)
    if encoder is None:
        return []
    try:
        encoder.embed_question("when does filming start")
        count = len(embedding_file.load(embeddings_path(settings.search_dir, EVERYONE), encoder.version))
    except SnapshotError:
        advice = "no passage is embedded yet: heat2 run does it in the background, or heat2 embed at once"
        return [Finding(Severity.NOTE, "encoder", f"{encoder.version}; {advice}")]
    embedded = f"{counted(count, 'passage')} for everyone embedded"
    return [Finding(Severity.OK, "encoder", f"{encoder.version}; {embedded}")]


async def inspect_token(settings: Settings, install_links: InstallLinks) -> Sequence[Finding]:
    """Check that Discord accepts the token, and report the links that install the bot. Raises SettingsError."""
    if settings.discord_token is None:
        return [Finding(Severity.NOTE, "token", "HEAT2_DISCORD_TOKEN is not set; only heat2 run needs it")]
    token = settings.discord_token.get_secret_value()
    server, user = install_links(application_id(token))
    links = [
        Finding(Severity.OK, "invite", server),
        Finding(Severity.OK, "install", f"{user} (for yourself, everywhere)"),
    ]
    try:
        name = await login_name(token, settings.discord_api_url or API)
    except UnreachableError as error:
        return [Finding(Severity.NOTE, "token", f"not checked, as Discord cannot be reached ({error})"), *links]
    return [Finding(Severity.OK, "token", f"Discord accepts it for the bot {name}"), *links]
