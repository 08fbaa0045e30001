"""Addresses behind the button of a card."""

import pytest

from bot.discord_app.replies.card import button_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://harbor.example.com/a?b=c#d", "https://harbor.example.com/a?b=c#d"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("https://müller.example/straße", "https://xn--mller-kva.example/stra%C3%9Fe"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/%20", "https://example.com/%20"),
        ("javascript:alert(1)", ""),
        ("discord://invite", ""),
        ("https://discord.com@evil.example/", ""),
        ("https://localhost/", ""),
        ("https://127.0.0.1/", ""),
        ("https://[::1", ""),
        ("https://a..example/", ""),
        ("https://example.com/" + "x" * 500, ""),
        ("https://example.com/" + "ß" * 300, ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_only_an_address_that_a_button_can_open_becomes_one(url: str, address: str) -> None:
    """A web address with a plain host is encoded for Discord; other addresses get no button."""
    assert button_address(url) == address
