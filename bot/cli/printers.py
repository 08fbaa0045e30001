"""How results are printed: as plain text in a pipe, or as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TextIO

from bot.cli.terminal_text import TerminalText
from bot.domain import Answer, Article, Excerpt, Explanation
from bot.text.safe_text import escape_controls, one_line


class PlainPrinter:
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


class ResultPrinter(Protocol):
    """One way to show results; each call writes the whole of what it is given."""

    def answer(self, answer: Answer) -> None:
        """Show an answer, or why there is none."""
        ...

    def articles(self, articles: Sequence[Article]) -> None:
        """Show a list of articles in the order given."""
        ...


class JsonPrinter:
    """Writes each answer as one JSON object, with its explanation under `why` when that is asked for."""

    def __init__(self, out: TextIO, wording: TerminalText, *, why: bool = False) -> None:
        self._out = out
        self._wording = wording
        self._why = why

    def answer(self, answer: Answer, question_id: object = None) -> None:
        """Write the answer; `question_id` is given back as it came."""
        fields = answer_json(answer, self._wording.reason(answer.reason), question_id)
        if self._why:
            fields["why"] = explanation_json(answer.explanation, self._wording)
        self._write(fields)

    def articles(self, articles: Sequence[Article]) -> None:
        """Write one array of articles without their texts."""
        self._write([article_json(article) for article in articles])

    def _write(self, value: Any) -> None:
        self._out.write(json.dumps(value, ensure_ascii=False) + "\n")
        self._out.flush()


def answer_json(answer: Answer, reason: str, question_id: object = None) -> dict[str, Any]:
    """The answer's fields; `reason` is its reason in an English sentence, `question_id` is given back as it came."""
    return {
        "id": question_id,
        "question": answer.question,
        "verdict": answer.verdict.value,
        "reason": reason,
        "excerpts": [_excerpt_json(excerpt) for excerpt in answer.excerpts],
    }


def explanation_json(explanation: Explanation, wording: TerminalText) -> dict[str, Any]:
    """The grounds of an answer: terms with their weights, and the steps of the decision in words."""
    terms = [
        {"term": wording.term(term), "weight": term.weight, "note": wording.found(term)} for term in explanation.terms
    ]
    return {"terms": terms, "steps": [*map(wording.step, explanation.steps)]}


def article_json(article: Article) -> dict[str, Any]:
    """What an excerpt and a list of articles both say of an article, its text aside."""
    return {
        "article": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date": article.published.plain,
        "date_precision": article.published.precision.value,
        "date_inferred": article.published.inferred,
        "language": article.language,
    }


def _excerpt_json(excerpt: Excerpt) -> dict[str, Any]:
    passage = excerpt.passage
    return {
        "quote": excerpt.quote,
        "passage": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
        **article_json(excerpt.article),
        "score": excerpt.score,
        "matched": list(excerpt.matched),
        "older": excerpt.older,
        "also_in": [article.id for article in excerpt.also_in],
    }
