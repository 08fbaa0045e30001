"""Failed articles are remembered from one start to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Scope
from bot.errors import AnalysisFault
from bot.library.analysis.failures import FILE_NAME, FailedArticle, FailedArticles, read_failed_articles

A, B = Scope(1), Scope(2)


def failed(scope: Scope, key: str, limit: int = 30) -> FailedArticle:
    """An article that took too long."""
    return FailedArticle(scope, key, AnalysisFault.TOO_SLOW, limit)


def test_what_has_failed_is_known_to_the_next_start(tmp_path: Path) -> None:
    """The same digest fails at once with the same sentence, unless it is given more time or the program is another."""
    FailedArticles(tmp_path / "search", "p1").update(A, {"d1": failed(A, "a1")}, {"a1"})
    again = FailedArticles(tmp_path / "search", "p1")
    assert "30 s" in str(again.error_of("d1", 30))
    assert again.error_of("d1", 31) is None
    assert again.error_of("d2", 30) is None
    assert again.ids_of(A) == {"a1"}
    assert FailedArticles(tmp_path / "search", "p2").error_of("d1", 30) is None


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    """An article that was removed or replaced is no longer named; other scopes keep theirs."""
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
    assert known.error_of("d2", 30) is None
    assert known.error_of("d4", 30)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"made_of": "p"}', '{"made_of": "p", "articles": [{"digest": 1}]}']
)
def test_a_file_that_cannot_be_read_is_said_and_left_out(
    content: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is remembered then, and the log says so in one line."""
    (tmp_path / FILE_NAME).write_text(content, encoding="utf-8")
    assert FailedArticles(tmp_path, "p").ids_of(A) == frozenset()
    assert "are tried again" in caplog.text


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is remembered until the process ends."""
    (tmp_path / "search").write_text("a file")
    known = FailedArticles(tmp_path / "search", "p")
    known.update(A, {"d": failed(A, "a")}, {"a"})
    assert known.error_of("d", 30)
    assert "cannot be written" in caplog.text


def test_no_text_is_kept(tmp_path: Path) -> None:
    """The file holds ids and digests alone."""
    FailedArticles(tmp_path, "p").update(A, {"d": failed(A, "a")}, {"a"})
    (entry,) = json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8"))["articles"]
    assert entry == {"digest": "d", "server": 1, "id": "a", "fault": "too_slow", "limit": 30}
