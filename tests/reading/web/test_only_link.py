"""Test web addresses as people type them."""

from __future__ import annotations

import pytest

from bot.reading.web.links import only_link


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        (" <HTTP://example.com/a> ", "HTTP://example.com/a"),
        ("deadline.com/2026/06/heat-2", "https://deadline.com/2026/06/heat-2"),
        ("www.example.co.uk", "https://www.example.co.uk"),
        ("example.com:8080/a", "https://example.com:8080/a"),
        ("münchen.de/kino", "https://münchen.de/kino"),
        ("xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de"),
        ("example.com?id=3", "https://example.com?id=3"),
    ],
)
def test_an_address_without_its_scheme_is_understood(typed: str, address: str) -> None:
    """A host with a dot is an address, with or without a scheme, path or brackets."""
    assert only_link(typed) == address


@pytest.mark.parametrize("typed", ["", "notes/a.txt", "a b.com", "ftp://example.com/a", "./a.com", "1.5", "https://"])
def test_a_text_that_is_no_address(typed: str) -> None:
    """A path, a sentence, a number and another scheme are not addresses of pages."""
    assert only_link(typed) == ""
