"""Test which addresses count as public."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.web.address_policy import PUBLIC_INTERNET

PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.8.9.10",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::200e"]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    """Private, shared, local, multicast, mapped, translated and documentation addresses are refused."""
    assert not PUBLIC_INTERNET.allows_address(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    """Addresses of public servers are allowed."""
    assert PUBLIC_INTERNET.allows_address(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_passes_as_ipv6(address: ipaddress.IPv4Address) -> None:
    """Mapped, compatible, 6to4 and NAT64 forms of any IPv4 address are refused."""
    number = int(address)
    for form in (0xFFFF << 32 | number, number, 0x2002 << 112 | number << 80, 0x64FF9B << 96 | number):
        assert not PUBLIC_INTERNET.allows_address(ipaddress.IPv6Address(form))


@pytest.mark.parametrize(("port", "opened"), [(80, True), (443, True), (22, False), (8080, False), (5432, False)])
def test_ports_of_pages_only(port: int, opened: bool) -> None:
    """Other ports of a public server are refused."""
    assert PUBLIC_INTERNET.allows_port(port) is opened
