"""The names of articles in lists."""

from __future__ import annotations

import pytest

from bot.domain import Article
from bot.library.articles.listing import label_of

STORY = "The pier is booked for nine nights."


@pytest.mark.parametrize(
    "head",
    [
        "By Jane Doe\n\n",
        "By Jane Doe\nJune 11, 2026\n\n",
        "Von Klaus Weber\n11. Juni 2026, 14:30 Uhr\n\n",
        "Thursday, 11 June 2026 · 3 min read\nBy JANE DOE\n",
        "11 de junio de 2026\nPor Ana Ruiz\n\n",
        "Published on June 11, 2026\n\n",
        "# ",
        "",
    ],
)
def test_an_untitled_article_is_named_by_its_first_words(head: str) -> None:
    """Authors, dates and marks of headings at the start of a text are not its name."""
    assert label_of(Article("a", f"{head}{STORY}\n\nMore.")) == STORY


@pytest.mark.parametrize(
    ("text", "label"),
    [("By Jane Doe", "By Jane Doe"), ("Heat 2 in August 2026\n\nMore.", "Heat 2 in August 2026"), (" \n", "")],
)
def test_a_name_is_made_of_what_there_is(text: str, label: str) -> None:
    """A text of a byline alone keeps it, and a short first line that says something is a name."""
    assert label_of(Article("a", text)) == label


def test_a_title_is_the_name() -> None:
    """An article with a title is named by it, on one line."""
    assert label_of(Article("a", STORY, "A\ntitle")) == "A title"
