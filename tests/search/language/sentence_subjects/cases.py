"""Articles whose sentences are labelled with what they are about.

In a file, `== en 2026-08-03 Title` begins an article and `# Text` is a heading. Every other line is a sentence behind
its label: 2 (the new film), 1 (the film of 1995) or o (something else). Paragraphs are separated by blank lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain import About, Article, PublishedDate

_LABELS = {"2": About.SUBJECT, "1": About.ORIGINAL, "o": About.OTHER}


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article and the label of each of its sentences, in order."""

    article: Article
    labels: tuple[tuple[str, About], ...]


def labelled_articles(name: str) -> Iterator[LabelledArticle]:
    """Yield the articles of a file beside this module."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    for number, part in enumerate(text.split("== ")[1:]):
        head, _, body = part.partition("\n")
        language, day, title = head.split(" ", 2)
        labels: list[tuple[str, About]] = []
        paragraphs = []
        for block in body.strip().split("\n\n"):
            for lines in _split_headings(block.split("\n")):
                if lines[0].startswith("# "):
                    paragraphs.append(lines[0][2:])
                    continue
                labels += [(line[2:], _LABELS[line[0]]) for line in lines]
                paragraphs.append(" ".join(line[2:] for line in lines))
        article = Article(f"a{number}", "\n\n".join(paragraphs), title, "", "", PublishedDate.parse(day), language)
        yield LabelledArticle(article, tuple(labels))


def _split_headings(lines: list[str]) -> Iterator[list[str]]:
    """Yield the heading of a block on its own, and its other lines together."""
    if lines[0].startswith("# "):
        yield lines[:1]
        lines = lines[1:]
    if lines:
        yield lines
