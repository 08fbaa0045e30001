"""Test that links in messages are those that Discord links, and that https:// may be left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.web.links import links_in, only_link, with_scheme, without_links

FILM = "https://en.wikipedia.org/wiki/Heat_(1995_film)"
PLAIN = "https://example.com/heat-2"


@pytest.mark.parametrize("link", [FILM, PLAIN, "https://example.com/a_b_c", "https://example.com/?a=1&b=(2)#c"])
@pytest.mark.parametrize(
    "around",
    [
        "{}", "**{}**", "||{}||", "<{}>", "*{}*", "_{}_", "__{}__", "~~{}~~", "***{}***", "`{}`", "||**{}**||",
        "[the text]({})", "[the text](<{}>)", "[a (b) c]({})", "({})", "see {}.", "see {}, then", "“{}”", "'{}'",
        "**see {}**", "||so {} it ends||", "({}).", "{}: read", "> {}", "-# {}", "a_b {} c_d", "2 * 3 {}",
        "**bold** {}", "(see {})", "[{}]", '"{}";', "_see_ {}",
    ],
)  # fmt: skip
def test_marks_and_punctuation_are_no_part_of_a_link(link: str, around: str) -> None:
    """The address stays complete within marks and punctuation, with the brackets that it opens itself."""
    assert links_in(around.format(link)) == [link]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"{PLAIN} and {FILM}", [PLAIN, FILM]),
        (f"{PLAIN} {PLAIN}", [PLAIN]),
        (f"{PLAIN}\n{FILM}", [PLAIN, FILM]),
        (f"[one]({PLAIN}) [two]({FILM})", [PLAIN, FILM]),
        (f"**{PLAIN}** ||{FILM}||", [PLAIN, FILM]),
        (f"[{PLAIN}]({FILM})", [PLAIN, FILM]),
        ("HTTPS://Example.com/A", ["HTTPS://Example.com/A"]),
        ("https://example.com/a!", ["https://example.com/a!"]),
        ("https://example.com/a))", ["https://example.com/a"]),
        ("ftp://example.com/a", []),
        ("https://", []),
        ("no link", []),
        ("https://example.com/a**b", ["https://example.com/a**b"]),
    ],
)
def test_every_link_is_found_in_order(text: str, links: list[str]) -> None:
    """Links are found in order, without duplicates. Other schemes, and a scheme alone, are not links."""
    assert links_in(text) == links


@given(st.text(alphabet="ab()[]<>*_|~`.,: \nhtps/", max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    """Any text gives links that are parts of it, and never an error."""
    for link in links_in(text):
        assert link in text
    assert "https://" not in without_links(f"{PLAIN} ")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (PLAIN, PLAIN),
        (f" <{PLAIN}> ", PLAIN),
        (f"**{PLAIN}**", PLAIN),
        (f"||{FILM}||", FILM),
        ("deadline.com/2026/03/heat-2", "https://deadline.com/2026/03/heat-2"),
        ("www.deadline.com", "https://www.deadline.com"),
        ("<deadline.com/x>", "https://deadline.com/x"),
        (f"look: {PLAIN}", ""),
        (f"{PLAIN} {FILM}", ""),
        ("hi", ""),
        ("Heat 2 starts. Soon.", ""),
        ("", ""),
    ],
)
def test_a_text_that_is_only_a_link_is_an_address(text: str, address: str) -> None:
    """A text that is only a link is an address; with any other word it is not."""
    assert only_link(text) == address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("deadline.com/x", "https://deadline.com/x"),
        (" Deadline.com ", "https://Deadline.com"),
        ("münchen.example/heat-2?a=1#b", "https://münchen.example/heat-2?a=1#b"),
        ("deadline.com:443/x", "https://deadline.com:443/x"),
        (PLAIN, PLAIN),
        ("http://example.com", "http://example.com"),
        ("ftp://example.com", "ftp://example.com"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("user:pw@example.com/x", "user:pw@example.com/x"),
        ("localhost/x", "localhost/x"),
        ("127.0.0.1/x", "127.0.0.1/x"),
        ("two words.com", "two words.com"),
        ("", ""),
    ],
)
def test_https_is_added_to_the_name_of_a_site(typed: str, address: str) -> None:
    """Other schemes, numbers, names without a dot and texts with a space stay as they are."""
    assert with_scheme(typed) == address
