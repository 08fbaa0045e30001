"""The policy of which internet addresses may be read: only those of the public internet.

The check is made when a socket is created. A check of the name, or of what it resolves to, would miss addresses
written as numbers, names that resolve differently the second time, and redirects.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any, Final, Protocol

import aiohttp

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS: Final = frozenset({80, 443})

_UNICAST: Final = ipaddress.ip_network("2000::/3")
"""All IPv6 addresses that are assigned to the public; addresses outside map, translate or stay local."""
_SPECIAL: Final = tuple(
    ipaddress.ip_network(block)
    for block in (
        "100.64.0.0/10",  # shared by a provider's customers
        "192.0.0.0/24",  # protocols
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarks
        "2001::/23",  # protocols, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds an IPv4 address
        "3fff::/20",  # documentation
        "64:ff9b::/96",  # NAT64: holds an IPv4 address
    )
)
"""Blocks that `is_global` of some Python versions wrongly calls public."""


class AddressPolicy(Protocol):
    """Decides which connections may be made. The tests have one that allows the loopback interface."""

    def allows_address(self, address: IPAddress) -> bool:
        """Return whether a connection to the address is allowed."""
        ...

    def allows_port(self, port: int) -> bool:
        """Return whether a connection to the port is allowed."""
        ...


class PublicInternet:
    """Allows public unicast addresses, and the ports of web pages."""

    def allows_address(self, address: IPAddress) -> bool:
        """Return whether the address is a public server's. Addresses that contain another one are not."""
        if any(address in block for block in _SPECIAL if block.version == address.version):
            return False
        if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
            return False
        return address.is_global and not address.is_multicast

    def allows_port(self, port: int) -> bool:
        """Return whether the port is 80 or 443."""
        return port in PORTS


PUBLIC_INTERNET: Final = PublicInternet()


class ForbiddenAddressError(OSError):
    """The policy does not allow a connection to the address."""


def guarded_connector(
    policy: AddressPolicy, resolver: aiohttp.abc.AbstractResolver | None = None
) -> aiohttp.TCPConnector:
    """Return a connector that creates sockets only for addresses and ports that the policy allows."""

    def create_socket(target: Sequence[Any]) -> socket.socket:
        family, kind, protocol, _, where = target
        address = ipaddress.ip_address(where[0].partition("%")[0])
        if not policy.allows_address(address) or not policy.allows_port(where[1]):
            raise ForbiddenAddressError(f"{address} is not public")
        return socket.socket(family=family, type=kind, proto=protocol)

    return aiohttp.TCPConnector(socket_factory=create_socket, resolver=resolver, use_dns_cache=False, force_close=True)


def is_forbidden(error: BaseException | None) -> bool:
    """Return whether the cause of an error is a ForbiddenAddressError, however deep it is wrapped."""
    while error is not None:
        if isinstance(error, ForbiddenAddressError):
            return True
        inner = getattr(error, "os_error", None) or error.__cause__ or error.__context__
        if isinstance(error, ExceptionGroup):
            return any(map(is_forbidden, error.exceptions))
        error = inner
    return False
