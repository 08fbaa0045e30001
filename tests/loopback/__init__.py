"""A local Discord server for tests of discord.py bots: see README.md in this folder."""

from .connections import Intent
from .errors import NotOfferedError, Problem, RefusedError, Violation
from .exchange import Ack, Exchange, InteractionType, Timeouts
from .faults import Faults
from .gateway import GatewayRules
from .interactions import Person
from .messages import Flag, Message
from .process import BotProcess, ProcessFailedError
from .rest import Endpoint
from .server import LoopbackDiscord
from .world import MODERATOR, ORDINARY, Attachment, Channel, Guild, Permission, Role, User

__all__ = [
    "MODERATOR",
    "ORDINARY",
    "Ack",
    "Attachment",
    "BotProcess",
    "Channel",
    "Endpoint",
    "Exchange",
    "Faults",
    "Flag",
    "GatewayRules",
    "Guild",
    "Intent",
    "InteractionType",
    "LoopbackDiscord",
    "Message",
    "NotOfferedError",
    "Permission",
    "Person",
    "Problem",
    "ProcessFailedError",
    "RefusedError",
    "Role",
    "Timeouts",
    "User",
    "Violation",
]
