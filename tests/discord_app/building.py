"""The bot over a library, put together as the program does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.discord_app.client import Heat2Client
from bot.discord_app.connection import Connection
from bot.discord_app.member_desk import MemberDesk
from bot.discord_app.moderator_desk import ModeratorDesk, ReadAddress
from bot.domain import Article
from bot.errors import Fault
from bot.library.library import Library, today
from bot.library.moderation import Moderation
from bot.library.rate_limit import RateLimit
from bot.reading.web.faults import page_error
from bot.search.language.concepts import ConceptList

PER_MEMBER, PER_SERVER = 20, 30
"""Questions a minute."""


async def no_web(address: str) -> Article:
    """Reads nothing: most tests have no site. Raises PageError."""
    raise page_error(Fault.UNREACHABLE)


def desks(
    library: Library, concepts: ConceptList, clock: Callable[[], date] = today, read_address: ReadAddress = no_web
) -> tuple[MemberDesk, ModeratorDesk]:
    """Where members and moderators are answered."""
    moderation = Moderation(library, library.store)
    cooldown = RateLimit(PER_MEMBER, PER_SERVER)
    return MemberDesk(library, concepts, moderation, cooldown, clock), ModeratorDesk(moderation, read_address)


def client_over(
    library: Library,
    concepts: ConceptList,
    clock: Callable[[], date] = today,
    read_address: ReadAddress = no_web,
    dev_guild_id: int = 0,
) -> Heat2Client:
    """The client of one shard."""
    both = desks(library, concepts, clock, read_address)
    return Heat2Client(*both, library.store, Connection("", shard_count=1, dev_guild_id=dev_guild_id))
