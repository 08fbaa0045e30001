"""The composition root: each command's parts are built and put together here.

Each command imports only what it needs, inside its function, because people wait for `heat2 ask` to start.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.cli import garbage
from bot.cli.error_handling import find_error_log, run_to_exit_code
from bot.cli.exit_codes import DONE
from bot.cli.parser import build_parser
from bot.cli.printing import output
from bot.domain import AskedQuestion
from bot.errors import SettingsError, UsageError
from bot.text.lists import any_of

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from bot.discord_app.connection.options import ConnectionOptions
    from bot.discord_app.health.monitor import Monitor
    from bot.discord_app.services import Services
    from bot.library.library import Library
    from bot.search.language.concepts import ConceptList


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 success, 1 wrong input or state, 2 wrong usage."""
    with garbage.raised_gc_thresholds():
        return run_to_exit_code(lambda: _run_command(words), find_error_log)


def _run_command(words: Sequence[str] | None) -> int:
    output.use_utf8()
    args = build_parser().parse_args(words)
    if args.version:
        from importlib.metadata import version

        sys.stdout.write(f"heat2 {version('heat2-bot')}\n")
        return DONE
    if args.command is None:
        raise UsageError(f"name a command: {any_of(COMMANDS)} (see heat2 --help)")
    if args.command == "run":
        # Its event loop notes how long it is busy.
        from bot.discord_app.health.event_loop import TimedEventLoop

        with asyncio.Runner(loop_factory=TimedEventLoop) as runner:
            return runner.run(_run(args))
    return asyncio.run(COMMANDS[args.command](args))


# Commands that ask


async def _ask(args: Namespace) -> int:
    from bot.cli.building import open_library
    from bot.cli.commands.ask import ask, ask_batch
    from bot.cli.files import open_lines

    if bool(args.question) == (args.batch is not None):
        raise UsageError("give one QUESTION, or --batch FILE.jsonl (see heat2 ask --help)")
    if args.batch is not None and args.after:
        raise UsageError("--after belongs to one QUESTION: leave it out with --batch")
    async with open_library() as built:
        text = built.text(args.as_of)
        if args.batch is None:
            printer = output.choose_printer(args, text)
            asked = AskedQuestion(" ".join(args.question), args.scope, args.as_of, args.after)
            return await ask(built.library, asked, printer)
        with open_lines(args.batch) as lines:
            return await ask_batch(built.library, lines, output.json_printer(args, text), args.scope, args.as_of)


async def _latest(args: Namespace) -> int:
    from bot.cli.building import open_library
    from bot.cli.commands.latest import latest

    async with open_library(args.scope) as built:
        return await latest(built.library, output.choose_printer(args, built.text(args.as_of)), args)


async def _timeline(args: Namespace) -> int:
    from bot.cli.building import open_library
    from bot.cli.commands.timeline import timeline

    async with open_library(args.scope) as built:
        return await timeline(built.library, output.choose_printer(args, built.text(args.as_of)), args)


# Commands on articles


async def _import(args: Namespace) -> int:
    from bot.cli.article_options import read_article_options
    from bot.cli.building import build_library, open_store
    from bot.cli.commands.import_articles import ImportOptions, import_articles
    from bot.cli.sources import Readers, find_sources
    from bot.config.settings import load_settings
    from bot.library.articles.importing import Importer
    from bot.library.library import today
    from bot.reading.files import read_articles, read_standard_input
    from bot.reading.web.address import read_address

    options = ImportOptions(read_article_options(args, today()), today(), args.future_ok)
    if len(args.sources) > 1 and not options.article.is_empty:
        raise UsageError("--title, --date and the like describe one article: give one PATH-OR-ADDRESS with them")
    readers = Readers(read_articles, read_address, lambda: read_standard_input(sys.stdin.buffer))
    settings = load_settings()
    async with build_library(settings, await open_store(settings)) as built:
        importer, sources = Importer(built.library, args.scope), find_sources(args.sources)
        with output.show_progress() as progress:
            return await import_articles(sources, readers.read, importer, sys.stdout, progress, options)


async def _export(args: Namespace) -> int:
    from bot.cli.building import open_library
    from bot.cli.commands.export_articles import export
    from bot.cli.files import open_output
    from bot.reading.text.json_lines import to_json_line

    async with open_library(args.scope) as built:
        with open_output(args.file) as out:
            return await export(built.library, out, args.scope, to_json_line)


async def _list(args: Namespace) -> int:
    from bot.cli.building import open_library
    from bot.cli.commands.list_articles import list_articles

    async with open_library(args.scope) as built:
        return await list_articles(built.moderation, args, args.scope, sys.stdout)


async def _show(args: Namespace) -> int:
    from bot.cli.building import open_library
    from bot.cli.commands.show_article import show_article

    async with open_library(args.scope) as built:
        return await show_article(built.moderation, args.id, args.scope, sys.stdout, as_json=args.json)


async def _edit(args: Namespace) -> int:
    from bot.cli.building import open_library_to_change
    from bot.cli.commands.edit_article import edit_article
    from bot.library.library import today

    async with open_library_to_change([args.id], args.scope) as built:
        return await edit_article(built.moderation, args, args.scope, today(), sys.stdout)


async def _remove(args: Namespace) -> int:
    from bot.cli.building import open_library_to_change
    from bot.cli.commands.remove_articles import remove_articles

    async with open_library_to_change(args.ids, args.scope) as built:
        return await remove_articles(built.moderation, args.ids, args.scope, sys.stdout, undo=args.undo)


# The bot


async def _run(_: Namespace) -> int:
    from bot.cli.startup import read_startup

    settings, subject = read_startup()
    from bot.config.logging import start_logging

    connection = _connection(settings)
    start_logging(settings.log_level, settings.log_format)
    from bot.cli.building import build_library, wait_for_store
    from bot.discord_app.health.event_loop import running_loop_times
    from bot.discord_app.health.loop_watchdog import favor_event_loop, watched_loop
    from bot.discord_app.health.memory import IdleRelease, release_memory
    from bot.discord_app.health.monitor import Monitor
    from bot.discord_app.run import log_start, run_bot
    from bot.reading.feed.feeds_file import read_feeds_file
    from bot.store.database.coordination import change_notifications
    from bot.text.language import load_detector

    monitor = Monitor(running_loop_times())
    log_start(settings.database.shown, settings.data_dir)
    async with (
        _health_served(settings, monitor),
        build_library(settings, await wait_for_store(settings), subject, serves_many=True) as (library, concepts),
    ):
        monitor.library = library
        services = monitor.services = _services(settings, library, concepts)
        await services.feeds.feeds.set_shared(read_feeds_file(settings.feeds_file) if settings.feeds_file else ())

        async def prepare() -> None:
            await services.members.warm_up()
            await asyncio.to_thread(load_detector)
            garbage.reset_gc_thresholds()
            favor_event_loop()
            release_memory()
            library.on_search = IdleRelease(release_memory).used

        async with change_notifications(settings.database.url, library.invalidate_revisions):
            with watched_loop():
                await run_bot(services, library.store, connection, monitor, prepare)
    return DONE


def _services(settings: Settings, library: Library, concepts: ConceptList) -> Services:
    """Return the use cases of members and moderators."""
    from bot.discord_app.replies.translation import Translator
    from bot.discord_app.services import Services
    from bot.discord_app.services.feed_service import FeedService
    from bot.discord_app.services.follow_service import FollowService
    from bot.discord_app.services.member_service import MemberService
    from bot.discord_app.services.moderator_service import ModeratorService
    from bot.discord_app.services.notices import Notices
    from bot.library.articles.dead_links import LinkCheck
    from bot.library.articles.moderation import Moderation, ModerationLimits
    from bot.library.feeds.polling import FeedPoller
    from bot.library.feeds.proposals import FeedProposals
    from bot.library.feeds.readers import FeedReaders
    from bot.library.feeds.sources import FeedLimits, Feeds
    from bot.library.follows import Follows
    from bot.library.jobs import JobRunner
    from bot.library.rate_limit import RateLimit
    from bot.reading.feed.address import find_feed, read_feed
    from bot.reading.web.address import read_address
    from bot.reading.web.gone import is_gone

    limits = ModerationLimits(settings.additions_per_hour, settings.articles_per_server)
    moderation = Moderation(library, library.store, limits)
    rate_limit = RateLimit(settings.questions_per_member, settings.questions_per_server)
    translator = Translator(settings.translate_url)
    members = MemberService(library, concepts, moderation, rate_limit, translator=translator)
    notices = Notices(library.store.notices, moderation.server_data.settings)
    moderators = ModeratorService(moderation, read_address, notices)
    jobs = JobRunner(library.store.jobs)
    follows = FollowService(Follows(library, library.store), jobs, notices, moderation.server_data)
    links = LinkCheck(library, library.store, is_gone)
    feed_limits = FeedLimits(settings.feeds_per_server, settings.feed_polls_per_hour)
    feeds = Feeds(library.store.feeds, jobs, find_feed, feed_limits)
    proposals = FeedProposals(library.store.feeds)
    polling = FeedPoller(library, moderation, feeds, proposals, FeedReaders(read_feed, find_feed, read_address))
    feed_service = FeedService(feeds, proposals, moderators)
    return Services(members, moderators, feed_service, polling, jobs, notices, follows, links)


def _health_served(settings: Settings, monitor: Monitor) -> AbstractAsyncContextManager[None]:
    """Serve health and metrics if the operator wants them. The modules that this needs are imported only then."""
    address = settings.listen_address
    if address is None:
        return nullcontext()
    from bot.discord_app.health.http_server import serve_health
    from bot.discord_app.health.metrics import Metrics

    return serve_health(address.host, address.port, monitor, Metrics(monitor).exposition)


def _connection(settings: Settings) -> ConnectionOptions:
    """Return how to reach Discord. Raises SettingsError if no token is set."""
    from bot.discord_app.connection.options import ConnectionOptions

    if settings.discord_token is None:
        raise SettingsError("HEAT2_DISCORD_TOKEN is not set: put the bot's token there (see README.md), then run again")
    return ConnectionOptions(
        settings.discord_token.get_secret_value(),
        settings.discord_api_url or "",
        settings.discord_gateway_url or "",
        settings.shard_count,
        settings.shard_ids or None,
        settings.dev_guild_id or 0,
        direct_messages=settings.direct_messages == "on",
        group_messages=settings.group_messages == "on",
    )


# Commands for the operator


async def _check(args: Namespace) -> int:
    from bot.cli.commands.check import check

    if args.live is not None:
        from bot.cli.inspections.live import live_inspections
        from bot.config.settings import load_settings

        listen = None if args.live else load_settings().listen_address
        return await check(live_inspections(args.live, listen), sys.stdout)
    from bot.cli.inspections.inspections import list_inspections
    from bot.config.settings import read_settings
    from bot.discord_app.install_links import install_links

    return await check(list_inspections(read_settings(), install_links), sys.stdout)


async def _embed(args: Namespace) -> int:
    from bot.cli.building import build_encoder, build_library, open_store
    from bot.cli.commands.embed import embed
    from bot.cli.printing.output import warn_if_unknown
    from bot.config.settings import load_settings

    settings = load_settings()
    build_encoder(settings, is_required=True)
    async with build_library(settings, await open_store(settings), embeds=True) as built:
        await warn_if_unknown(args.scope, built.library.store)
        return await embed(built.library, args.scope, sys.stdout)


async def _backup(args: Namespace) -> int:
    from bot.cli.commands.backup import backup
    from bot.config.settings import load_settings
    from bot.store.maintenance.backup import back_up

    return await backup(load_settings().database, args.file, sys.stdout, partial(back_up, force=args.force))


async def _restore(args: Namespace) -> int:
    from bot.cli.commands import backup
    from bot.config.settings import load_settings
    from bot.store.maintenance.backup import restore

    return await backup.restore(load_settings().database, args.file, sys.stdout, partial(restore, force=args.force))


async def _erase_user(args: Namespace) -> int:
    from bot.cli.building import open_store
    from bot.cli.commands.erase_user import erase_user
    from bot.config.settings import load_settings

    store = await open_store(load_settings(), creates=False)
    try:
        return await erase_user(store, args.user, sys.stdout)
    finally:
        await store.close()


COMMANDS: Final[Mapping[str, Callable[[Namespace], Coroutine[None, None, int]]]] = {
    "ask": _ask,
    "latest": _latest,
    "timeline": _timeline,
    "import": _import,
    "list": _list,
    "show": _show,
    "edit": _edit,
    "remove": _remove,
    "export": _export,
    "run": _run,
    "check": _check,
    "backup": _backup,
    "restore": _restore,
    "embed": _embed,
    "erase-user": _erase_user,
}


if __name__ == "__main__":
    sys.exit(main())
