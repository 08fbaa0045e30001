"""Print results as plain text for pipes, or as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TextIO

from bot.cli.printing.terminal_text import TerminalText
from bot.domain import Answer, Article, DatedStatement, Excerpt, Explanation, Timeline
from bot.text.safe_text import escape_controls, one_line


class ResultPrinter(Protocol):
    """A format in which results are printed."""

    def answer(self, answer: Answer) -> None:
        """Print an answer, or the reason why there is none."""
        ...

    def latest(self, excerpts: Sequence[Excerpt], none: str = "") -> None:
        """Print articles in the order given, each with what is quoted of it; without any, the sentence `none`."""
        ...

    def timeline(self, timeline: Timeline) -> None:
        """Print the statements in order, or the reason why there are none."""
        ...


class PlainPrinter:
    """Prints plain text: each line of a quote after `> `, the source below. Lines are not wrapped or colored."""

    def __init__(self, out: TextIO, text: TerminalText, *, why: bool = False) -> None:
        self._out = out
        self._text = text
        self._why = why

    def answer(self, answer: Answer) -> None:
        """Print the excerpts, or the reason why there are none."""
        blocks = ["\n".join(self._excerpt(excerpt)) for excerpt in answer.excerpts]
        if not answer.excerpts:
            sentences = self._text.no_answer(answer.reason), self._text.reason(answer.reason)
            blocks = [escape_controls(" ".join(filter(None, sentences)))]
        if self._why:
            blocks.append("\n".join(self._explanation(answer)))
        self._write(blocks)

    def latest(self, excerpts: Sequence[Excerpt], none: str = "") -> None:
        """Print the title, the quote and the source of each article."""
        blocks = ["\n".join(self._article(excerpt)) for excerpt in excerpts]
        self._write(blocks or [none or self._text.phrases.say("latest.none")])

    def timeline(self, timeline: Timeline) -> None:
        """Print for each statement its date and value, the quote and the source."""
        blocks = ["\n".join(self._statement(each)) for each in timeline.statements]
        self._write(blocks or [self._text.no_timeline(timeline)])

    def _write(self, blocks: Sequence[str]) -> None:
        self._out.write("\n\n".join(blocks) + "\n")

    def _excerpt(self, excerpt: Excerpt) -> Iterator[str]:
        article = excerpt.article
        yield from (f"> {line}" for line in escape_controls(excerpt.quote).split("\n"))
        marks = [self._text.language(article), self._text.older(excerpt), self._text.about(excerpt)]
        source = f"{self._text.publisher(article)}, {self._text.date_and_age(article)}"
        yield "  " + " · ".join(filter(None, [source, *marks]))
        yield from self._indented(self._text.title(article), one_line(article.url), self._text.also_in(excerpt))

    def _article(self, excerpt: Excerpt) -> Iterator[str]:
        article = excerpt.article
        yield self._text.headline(article)
        yield from (f"> {line}" for line in escape_controls(excerpt.quote).split("\n"))
        source = f"{self._text.publisher(article)}, {self._text.date_and_age(article)}"
        marks = [self._text.language(article), self._text.older(excerpt)]
        yield "  " + " · ".join(filter(None, [source, *marks]))
        yield from self._indented(one_line(article.url), self._text.also_in(excerpt), one_line(article.id))

    def _statement(self, statement: DatedStatement) -> Iterator[str]:
        excerpt, article = statement.excerpt, statement.excerpt.article
        yield f"{self._text.date_and_age(article)}: {one_line(statement.value_text)}"
        yield from (f"> {line}" for line in escape_controls(excerpt.quote).split("\n"))
        marks = [self._text.publisher(article), self._text.language(article), self._text.older(excerpt)]
        yield "  " + " · ".join(filter(None, marks))
        yield from self._indented(self._text.title(article), one_line(article.url), self._text.also_in(excerpt))

    def _explanation(self, answer: Answer) -> Iterator[str]:
        say = self._text.phrases.say
        yield say("terminal.why")
        for term in answer.explanation.terms:
            yield escape_controls(f"  {term.weight:6.2f}  {self._text.term(term)}  {self._text.term_note(term)}")
        yield from self._indented(*(escape_controls(self._text.step(step)) for step in answer.explanation.steps))

    @staticmethod
    def _indented(*lines: str) -> Iterator[str]:
        return (f"  {line}" for line in lines if line)


class JsonPrinter:
    """Prints one JSON value per line. With `why`, an answer has its explanation under that key."""

    def __init__(self, out: TextIO, text: TerminalText, *, why: bool = False) -> None:
        self._out = out
        self._text = text
        self._why = why

    def answer(self, answer: Answer, question_id: object = None) -> None:
        """Print the answer as one object; its `id` is `question_id`."""
        fields = answer_json(answer, self._text, question_id)
        if self._why:
            fields["why"] = explanation_json(answer.explanation, self._text)
        self._write(fields)

    def latest(self, excerpts: Sequence[Excerpt], none: str = "") -> None:
        """Print one array of articles, each with what is quoted of it."""
        self._write([latest_json(excerpt, self._text) for excerpt in excerpts])

    def timeline(self, timeline: Timeline) -> None:
        """Print one object with the topic and its statements, oldest first."""
        self._write(timeline_json(timeline))

    def _write(self, value: Any) -> None:
        self._out.write(json.dumps(value, ensure_ascii=False) + "\n")
        # A program that writes a batch into a pipe gets each answer before it writes the next question.
        self._out.flush()


def answer_json(answer: Answer, text: TerminalText, question_id: object = None) -> dict[str, Any]:
    """Return the answer's fields. The reason is an English sentence, or empty."""
    return {
        "id": question_id,
        "question": answer.question,
        "verdict": answer.verdict.value,
        "reason": text.reason(answer.reason),
        "reason_code": (answer.reason.small_talk or answer.reason.code).value,
        "excerpts": [_excerpt_json(excerpt, text) for excerpt in answer.excerpts],
    }


def explanation_json(explanation: Explanation, text: TerminalText) -> dict[str, Any]:
    """Return the explanation of an answer: its terms with their weights, and the steps of the decision in words."""
    terms = [
        {"term": text.term(term), "weight": term.weight, "note": text.term_note(term)} for term in explanation.terms
    ]
    return {"terms": terms, "steps": [*map(text.step, explanation.steps)]}


def article_json(article: Article) -> dict[str, Any]:
    """Return the fields of an article that excerpts and lists share: all but its text."""
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


def latest_json(excerpt: Excerpt, text: TerminalText) -> dict[str, Any]:
    """Return the fields of an article in the list of the newest ones."""
    return {
        **article_json(excerpt.article),
        "quote": excerpt.quote,
        "older": excerpt.older,
        "also_in": [article.id for article in excerpt.also_in],
        "about": text.film(excerpt),
    }


def timeline_json(timeline: Timeline) -> dict[str, Any]:
    """Return the fields of a timeline."""
    excerpts = (statement.excerpt for statement in timeline.statements)
    statements = [{"quote": each.quote, **article_json(each.article), "older": each.older} for each in excerpts]
    return {"topic": timeline.topic, "statements": statements}


def _excerpt_json(excerpt: Excerpt, text: TerminalText) -> dict[str, Any]:
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
        "about": text.film(excerpt),
    }
