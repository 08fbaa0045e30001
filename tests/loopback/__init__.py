"""A Discord on loopback for tests: see README.md beside this file."""

from .errors import NotOfferedError, Problem, RefusedError, Violation
from .exchange import Ack, Exchange, InteractionType, Timeouts
from .gateway import GatewayRules, Intent
from .interactions import Person
from .messages import Flag, Message
from .process import BotProcess, ProcessFailedError
from .routes import Endpoint
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
