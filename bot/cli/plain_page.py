"""Results as plain text for a pipe or a file: no colour, no line broken that was not broken before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from bot.cli.terminal_text import TerminalText
from bot.domain import Answer, Article, Excerpt
from bot.text.safe_text import escape_controls, one_line


class PlainPage:
    """Writes quotes with `> ` before each of their lines, and the source under them."""

    def __init__(self, out: TextIO, wording: TerminalText, *, why: bool = False) -> None:
        self._out = out
        self._wording = wording
        self._why = why

    def answer(self, answer: Answer) -> None:
        """Write the excerpts, or the reason why there are none."""
        blocks = ["\n".join(self._excerpt(excerpt)) for excerpt in answer.excerpts]
        if not answer.excerpts:
            blocks = [
                f"{self._wording.phrases.say('answer.none')} {escape_controls(self._wording.reason(answer.reason))}"
            ]
        if self._why:
            blocks.append("\n".join(self._grounds(answer)))
        self._write(blocks)

    def articles(self, articles: Sequence[Article]) -> None:
        """Write a few lines for each article."""
        blocks = ["\n".join(self._article(article)) for article in articles]
        self._write(blocks or [self._wording.phrases.say("latest.none")])

    def _write(self, blocks: Sequence[str]) -> None:
        self._out.write("\n\n".join(blocks) + "\n")

    def _excerpt(self, excerpt: Excerpt) -> Iterator[str]:
        article = excerpt.article
        yield from (f"> {line}" for line in escape_controls(excerpt.quote).split("\n"))
        marks = [self._wording.language(article), self._wording.older(excerpt)]
        source = f"{self._wording.who(article)}, {self._wording.when(article)}"
        yield "  " + " · ".join(filter(None, [source, *marks]))
        yield from self._indented(self._wording.title(article), one_line(article.url), self._wording.also_in(excerpt))

    def _article(self, article: Article) -> Iterator[str]:
        yield self._wording.headline(article)
        source = f"{self._wording.who(article)}, {self._wording.when(article)}"
        yield "  " + " · ".join(filter(None, [source, self._wording.language(article)]))
        yield from self._indented(one_line(article.url), one_line(article.id))

    def _grounds(self, answer: Answer) -> Iterator[str]:
        say = self._wording.phrases.say
        yield say("terminal.why")
        for term in answer.explanation.terms:
            yield escape_controls(f"  {term.weight:6.2f}  {self._wording.term(term)}  {self._wording.found(term)}")
        yield from self._indented(*(escape_controls(self._wording.step(step)) for step in answer.explanation.steps))

    @staticmethod
    def _indented(*lines: str) -> Iterator[str]:
        return (f"  {line}" for line in lines if line)
