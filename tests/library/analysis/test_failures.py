"""Failed articles are remembered for the next start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Scope
from bot.errors import AnalysisFault
from bot.library.analysis.failures import FILE_NAME, FailedArticle, FailedArticles, read_failed_articles

A, B = Scope(1), Scope(2)


def failed(scope: Scope, key: str, limit: int = 30) -> FailedArticle:
    """Return an article whose analysis took too long."""
    return FailedArticle(scope, key, AnalysisFault.TOO_SLOW, limit)


def test_a_failure_is_known_to_the_next_start(tmp_path: Path) -> None:
    """A known digest fails at once with the same message, unless the limit was raised or the program has changed."""
    FailedArticles(tmp_path / "search", "p1").update(A, {"d1": failed(A, "a1")}, {"a1"})
    again = FailedArticles(tmp_path / "search", "p1")
    assert "30 s" in str(again.known_error("d1", 30))
    assert again.known_error("d1", 31) is None
    assert again.known_error("d2", 30) is None
    assert again.failed_ids(A) == {"a1"}
    assert FailedArticles(tmp_path / "search", "p2").known_error("d1", 30) is None


def test_a_failure_of_a_removed_article_is_forgotten(tmp_path: Path) -> None:
    """An article that was removed or replaced is forgotten; other scopes keep their failed articles."""
    known = FailedArticles(tmp_path, "p")
    known.update(A, {"d1": failed(A, "a1"), "d2": failed(A, "a2")}, {"a1", "a2"})
    known.update(EVERYONE, {"d3": failed(EVERYONE, "e")}, {"e"})
    known.update(A, {"d4": failed(A, "a2")}, {"a2"})
    assert {str(each) for each in read_failed_articles(tmp_path, "p")} == {
        "article 'e' of everyone's articles is in no answer: "
        "Preparing this article for the search takes longer than 30 s: split it into parts.",
        "article 'a2' of server 1 is in no answer: "
        "Preparing this article for the search takes longer than 30 s: split it into parts.",
    }
    assert known.known_error("d2", 30) is None
    assert known.known_error("d4", 30)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"made_of": "p"}', '{"made_of": "p", "articles": [{"digest": 1}]}']
)
def test_an_unreadable_file_is_logged_and_ignored(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An unreadable file counts as empty and causes one line in the log."""
    (tmp_path / FILE_NAME).write_text(content, encoding="utf-8")
    assert FailedArticles(tmp_path, "p").failed_ids(A) == frozenset()
    assert "are tried again" in caplog.text


def test_an_unwritable_folder_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """If the file cannot be written, failures are remembered until the process ends."""
    (tmp_path / "search").write_text("a file")
    known = FailedArticles(tmp_path / "search", "p")
    known.update(A, {"d": failed(A, "a")}, {"a"})
    assert known.known_error("d", 30)
    assert "cannot be written" in caplog.text


def test_the_file_contains_no_text(tmp_path: Path) -> None:
    """The file contains ids and digests, and no text of an article."""
    FailedArticles(tmp_path, "p").update(A, {"d": failed(A, "a")}, {"a"})
    (entry,) = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["articles"]
    assert entry == {"digest": "d", "server": 1, "id": "a", "fault": "too_slow", "limit": 30}
