"""Lines about a message hold one id."""

from __future__ import annotations

from structlog.contextvars import get_contextvars

from bot.discord_app.tracing import Trace, current_trace, traced_message


def test_lines_about_a_message_hold_its_id() -> None:
    """Each message has an id of its own, which ends with it."""
    ids = []
    for _ in range(2):
        with traced_message(None):
            assert get_contextvars()["interaction"] == current_trace().id
            ids.append(current_trace().id)
        assert "interaction" not in get_contextvars()
    assert ids[0] != ids[1]


def test_only_messages_for_the_bot_are_recorded() -> None:
    """A message is recorded once it has got a name."""
    recorded: list[Trace] = []
    with traced_message(recorded.append):
        pass
    with traced_message(recorded.append):
        current_trace().name = "mention"
    assert [(trace.kind, trace.name) for trace in recorded] == [("message", "mention")]
    assert recorded[0].ended_after > 0
