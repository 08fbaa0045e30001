"""Connections that pass a gate: the address is looked at when the socket is made, after every name and redirect."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any

import aiohttp

from bot.reading.web.gate import Gate


class ClosedGateError(OSError):
    """The address is not one that may be connected to."""


def guarded_connector(gate: Gate, resolver: aiohttp.abc.AbstractResolver | None = None) -> aiohttp.TCPConnector:
    """A connector that makes sockets only to addresses that the gate lets through.

    A check of the name alone, or of what it resolves to, would miss addresses written as numbers, names that resolve
    differently the second time, and redirects.
    """

    def make_socket(found: Sequence[Any]) -> socket.socket:
        family, kind, protocol, _, where = found
        address = ipaddress.ip_address(where[0].partition("%")[0])
        if not gate.lets_to_address(address) or not gate.lets_to_port(where[1]):
            raise ClosedGateError(f"{address} is not public")
        return socket.socket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(socket_factory=make_socket, resolver=resolver, use_dns_cache=False, force_close=True)


def is_closed_gate(error: BaseException | None) -> bool:
    """Whether an address was not let through, however the error was wrapped on the way."""
    while error is not None:
        if isinstance(error, ClosedGateError):
            return True
        inner = getattr(error, "os_error", None) or error.__cause__ or error.__context__
        if isinstance(error, ExceptionGroup):
            return any(map(is_closed_gate, error.exceptions))
        error = inner
    return False
