"""Questions that are suggested while a member types."""

from __future__ import annotations

from bot.search.suggestions import best_completions


def test_completions() -> None:
    """Questions that begin as typed come first, then those with the words, then similar ones; nonsense finds none."""
    questions = ["Who is in the cast?", "When does filming start?", "When is the release date?"]
    assert best_completions("when", questions, 5)[0] == "When does filming start?"
    assert best_completions("start film", questions, 5) == ["When does filming start?"]
    assert best_completions("relase date", questions, 5)[0] == "When is the release date?"
    assert best_completions("", questions, 2) == questions[:2]
    assert best_completions("qqqqqq", questions, 5) == []
