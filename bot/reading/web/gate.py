"""Which addresses on the internet may be read: only those that anybody can reach."""

from __future__ import annotations

import ipaddress
from typing import Final, Protocol

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS: Final = frozenset({80, 443})

_UNICAST: Final = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is given out to anybody; what lies outside maps, translates or stays local."""
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
"""Blocks that `is_global` of some Python versions takes for public."""


class Gate(Protocol):
    """Decides where a connection may go."""

    def lets_to_address(self, address: IPAddress) -> bool:
        """Whether a connection may go there."""
        ...

    def lets_to_port(self, port: int) -> bool:
        """Whether a connection may go to that port."""
        ...


class PublicInternet:
    """Only public unicast addresses, and the ports of web pages."""

    def lets_to_address(self, address: IPAddress) -> bool:
        """Whether it is an address of somebody's public server; those that hold another address are not."""
        if any(address in block for block in _SPECIAL if block.version == address.version):
            return False
        if isinstance(address, ipaddress.IPv6Address) and address not in _UNICAST:
            return False
        return address.is_global and not address.is_multicast

    def lets_to_port(self, port: int) -> bool:
        """Whether it is 80 or 443."""
        return port in PORTS


PUBLIC_INTERNET: Final = PublicInternet()
