"""The bot over a library, built as the program builds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.discord_app.client import Heat2Client
from bot.discord_app.connection.options import ConnectionOptions
from bot.discord_app.replies.translation import Translator
from bot.discord_app.services import Services
from bot.discord_app.services.feed_service import FeedService
from bot.discord_app.services.follow_service import FollowService
from bot.discord_app.services.member_service import MemberService
from bot.discord_app.services.moderator_service import ModeratorService, ReadAddress
from bot.discord_app.services.notices import Notices
from bot.domain import Article, FeedContent
from bot.errors import PageFault
from bot.library.articles.dead_links import LinkCheck
from bot.library.articles.moderation import Moderation
from bot.library.feeds.polling import FeedPoller
from bot.library.feeds.proposals import FeedProposals
from bot.library.feeds.readers import FeedReaders
from bot.library.feeds.sources import Feeds
from bot.library.follows import Follows
from bot.library.jobs import JobRunner
from bot.library.library import Library, today
from bot.library.rate_limit import RateLimit
from bot.phrases.messages import page_error
from bot.search.language.concepts import ConceptList

TRANSLATE_URL = "https://translate.example.com/?from={from}&to={to}&text={text}"
PER_MEMBER, PER_SERVER = 20, 30
"""Questions a minute."""


async def no_feed(*_: object) -> FeedContent:
    """Fail for any address. Raises PageError."""
    raise page_error(PageFault.UNREACHABLE)


async def no_web(address: str) -> Article:
    """Fail for any address: most tests have no web. Raises PageError."""
    raise page_error(PageFault.UNREACHABLE)


async def no_answer(address: str) -> bool | None:
    """Tell nothing of any address."""
    return None


def services(
    library: Library,
    concepts: ConceptList,
    clock: Callable[[], date] = today,
    read_address: ReadAddress = no_web,
    readers: FeedReaders | None = None,
) -> Services:
    """Return what the client answers members and moderators with."""
    moderation = Moderation(library, library.store)
    # The clock stands, since a server may ask again after two seconds, and a slow machine needs as long for a question.
    rate_limit = RateLimit(PER_MEMBER, PER_SERVER, lambda: 0.0)
    members = MemberService(library, concepts, moderation, rate_limit, clock, Translator(TRANSLATE_URL))
    notices = Notices(library.store.notices, moderation.server_data.settings)
    moderators = ModeratorService(moderation, read_address, notices)
    jobs = JobRunner(library.store.jobs)
    follows = FollowService(Follows(library, library.store), jobs, notices, moderation.server_data, pause=0)
    readers = readers or FeedReaders(no_feed, no_feed, read_address)
    feeds, proposals = Feeds(library.store.feeds, jobs, readers.find_feed), FeedProposals(library.store.feeds)
    polling = FeedPoller(library, moderation, feeds, proposals, readers)
    links = LinkCheck(library, library.store, no_answer)
    feed_service = FeedService(feeds, proposals, moderators)
    return Services(members, moderators, feed_service, polling, jobs, notices, follows, links)


def client_over(
    library: Library,
    concepts: ConceptList,
    clock: Callable[[], date] = today,
    read_address: ReadAddress = no_web,
    readers: FeedReaders | None = None,
    **options: Any,
) -> Heat2Client:
    """Return a client with one shard and these options of its connection."""
    built = services(library, concepts, clock, read_address, readers)
    return Heat2Client(built, library.store, ConnectionOptions("", shard_count=1, **options))
