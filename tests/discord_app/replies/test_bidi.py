"""Directional controls in an article do not reach beyond their own line."""

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.replies.bidi import isolate, isolate_controls, isolate_inline

CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
EMBED, CLOSE_EMBED, ISOLATE, CLOSE_ISOLATE = "\u202a\u202b\u202d\u202e", "\u202c", "\u2066\u2067\u2068", "\u2069"


def depth_of_each(text: str) -> list[tuple[str, ...]]:
    """Yield the open controls after each character, by rules X1 to X7 of the Unicode Bidirectional Algorithm."""
    stack: list[str] = []
    depths = []
    for sign in text:
        if sign in EMBED + ISOLATE:
            stack.append("isolate" if sign in ISOLATE else "embedding")
        elif sign == CLOSE_EMBED and stack and stack[-1] == "embedding":
            stack.pop()
        elif sign == CLOSE_ISOLATE and "isolate" in stack:
            while stack.pop() != "isolate":
                pass
        depths.append(tuple(stack))
    return depths


@given(st.text(alphabet=CONTROLS + "ab שלום", max_size=40))
def test_nothing_inside_leaves_its_isolate(written: str) -> None:
    """All controls are closed at the end, and the isolate not before, however they are nested or left open."""
    depths = depth_of_each(isolate(written))
    assert depths[-1] == ()
    assert all("isolate" in depth for depth in depths[:-1])


@given(st.text(alphabet=CONTROLS + "ab", max_size=40))
def test_the_quote_itself_is_unchanged_inside(written: str) -> None:
    """An isolate adds characters around a line and removes none."""
    assert written in isolate_controls(written)


def test_ordinary_text_gets_nothing_added() -> None:
    """A quote without controls is unchanged, in Hebrew too."""
    assert isolate_controls("Heat 2, שלום") == "Heat 2, שלום"


def test_right_to_left_names_are_closed_off_among_other_words() -> None:
    """A right-to-left name does not reorder the date beside it."""
    assert isolate_inline("הארץ") == "\u2068הארץ\u2069"
    assert isolate_inline("Variety") == "Variety"
