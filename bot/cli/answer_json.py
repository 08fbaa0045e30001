"""An answer as one JSON object: what other programs rely on."""

from __future__ import annotations

from typing import Any

from bot.cli.terminal_text import TerminalText
from bot.domain import Answer, Article, Excerpt, Explanation


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
