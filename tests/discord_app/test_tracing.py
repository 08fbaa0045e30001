"""Lines about a message hold one id."""

from __future__ import annotations

from structlog.contextvars import get_contextvars

from bot.discord_app.tracing import current_trace, traced_message


def test_lines_about_a_message_hold_its_id() -> None:
    """Each message has an id of its own, which ends with it."""
    ids = []
    for _ in range(2):
        with traced_message():
            assert get_contextvars()["interaction"] == current_trace().id
            ids.append(current_trace().id)
        assert "interaction" not in get_contextvars()
    assert ids[0] != ids[1]
