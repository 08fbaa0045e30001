"""Escaping: what Discord shows of a quote is the quote."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.discord_app.replies.escape import block_quote, escape, inline
from tests.discord_app.discord_markdown import features, shown

HOSTILE = (
    "@everyone", "@here", "<@80351110224678912>", "<@!80351110224678912>", "<@&165511591545143296>",
    "<#103735883630395392>", "<:mmLol:216154654256398347>", "<a:b1nzy:392938283556143104>", "<t:1618953630>",
    "<t:1618953630:d>", "</airhorn:816437322781949972>", "<id:customize>", ":smile:", "# heading", "### heading",
    "-# small", "> quote", ">>> quote", "- item", "* item", "+ item", "1. item", "23) item", "**bold**", "*it*",
    "__under__", "_it_", "~~gone~~", "||spoiler||", "`code`", "```\ncode\n```", "[label](https://evil.example)",
    "https://example.com/a_b*c*", "<https://example.com>", "<mailto:a@b.example>", "steam://run/1", "\\*", "\\", "\\\\",
    "&lt;", "&#42;", "===", "---", "¯\\_(ツ)_/¯", "a\r# b", "a\u2028> b", "a\x0b- b", "a\n\n\n1. b",
    "2:30", "snake_case",
)  # fmt: skip
"""Every way into Discord's Markdown that its help pages and its developers' reference name."""

texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8), st.sampled_from(" \n\t*_`"))).map("".join)
sendable = texts.map(lambda text: re.sub("[\0\ud800-\udfff]", "", text))


@pytest.mark.parametrize("written", HOSTILE)
def test_the_model_shows_an_unescaped_text_otherwise(written: str) -> None:
    """The tests' model of Discord knows each trap, so that passing it means something."""
    harmless = {"\\", "2:30", "snake_case", "a\x0b- b", "23) item"}
    assert (shown(written) != written or bool(features(written))) is (written not in harmless)


@pytest.mark.parametrize("written", HOSTILE)
def test_a_trap_is_shown_as_it_is_written(written: str) -> None:
    """Markdown, mentions and addresses in an article are shown as plain characters."""
    assert shown(escape(written)) == written
    assert features(escape(written)) == set()


@given(sendable)
@example("*" * 50)
@example("a*\\" * 20)
def test_discord_shows_an_escaped_text_unchanged(written: str) -> None:
    """No character of any text is lost, added or changed."""
    assert shown(escape(written)) == written
    assert features(escape(written)) == set()


@given(sendable.filter(lambda text: not re.search("[\r\v\f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)))
def test_a_block_quote_shows_only_the_quote(written: str) -> None:
    """Every line of a quote stands in the block quote, and its letters are the article's."""
    source = block_quote(written)
    assert all(line.startswith("> ") for line in source.split("\n"))
    assert features(source) <= {"quote"}
    assert "\n".join(shown(line) for line in source.split("\n")) == written


@given(st.lists(st.sampled_from(["film", "Heat", "2", "*", "_", " ", "\\", "“", "’s", "**", "ing", "\n"])).map("".join))
def test_bold_words_change_no_character(written: str) -> None:
    """Matched words in bold change no character, whatever stands beside them."""
    lines = block_quote(written, ("film", "Heat", "2")).split("\n")
    assert "\n".join(shown(line) for line in lines) == written
    assert features("\n".join(lines)) <= {"quote", "strong"}


def test_words_with_marks_are_bold() -> None:
    """A word with a soft hyphen or with decomposed accents becomes bold unchanged."""
    source = block_quote("film\u00ading in Mu\u0308nchen", ("film\u00ading", "Mu\u0308nchen"))
    assert source == "> **film\u00ading** in **Mu\u0308nchen**"


def test_only_whole_words_are_bold() -> None:
    """A matched word is bold as a whole word, and not inside another."""
    assert block_quote("The film is filming.", ("film",)) == "> The **film** is filming."


def test_a_word_with_a_sign_in_it_is_left_plain() -> None:
    """A word that Markdown could misread is not bold."""
    assert block_quote("snake_case", ("snake_case",)) == r"> snake\_case"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_no_line_break_leaves_the_quote(line_break: str) -> None:
    """Text after any line break that a client may know still stands in the block quote."""
    assert block_quote(f"one{line_break}# two") == "> one\n> \\# two"


def test_characters_that_cannot_be_sent_are_replaced() -> None:
    """A NUL and half a surrogate pair, which cannot be sent, become U+FFFD."""
    assert escape("a\0b\ud800c") == "a\ufffdb\ufffdc"


@given(texts, st.integers(2, 40))
def test_metadata_stays_on_its_line_and_in_its_length(written: str, longest: int) -> None:
    """A title of any size becomes one escaped line, cut with a visible ellipsis."""
    source = inline(written, longest)
    assert len(shown(re.sub("[\u2066-\u2069\u202a-\u202e]", "", source))) <= longest
    assert not re.search("[\n\r\u2028\u2029]", source)


def test_a_cut_is_visible() -> None:
    """Metadata that is cut says so."""
    assert inline("abcdef", 4) == "abc…"
    assert len(inline("x" * 5_000_000, 100)) == 100
