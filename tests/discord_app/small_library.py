"""Small articles, and a library with fixed answers from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.domain import (
    EVERYONE,
    Answer,
    Article,
    AskedQuestion,
    Excerpt,
    Explanation,
    Passage,
    PublishedDate,
    Reason,
    ReasonCode,
    Scope,
    SmallTalk,
    Span,
    Step,
    StepCode,
    TermRole,
    TermWeight,
    Verdict,
)
from bot.library.library import Library
from tests.articles import make_article

TODAY = date(2026, 3, 10)
FILMING = "When does filming start?"
AT_LENGTH = "When does filming start, and does anybody say so who has seen the plans of the studio?"
"""Too long to stand in a button."""
HELP = "What can you do?"
OSLO = "Will it be shot in Oslo?"

PLAN = make_article(
    "plan",
    "Michael Mann says that filming of Heat 2 starts in summer.\n\nWarner Bros. pays for the film.",
    "2026-02-20",
    title="Filming starts in summer",
    publisher="Harbor Weekly",
    url="https://harbor.example.com/filming",
)
BERICHT = Article(
    "bericht",
    "Die Dreharbeiten zu Heat 2 beginnen im August.",
    "Drehbeginn",
    "Kinoblatt",
    "",
    PublishedDate.parse("2025-07~", "it names the film office's summer list"),
    "de",
)
NOTES = tuple(
    make_article(
        f"note-{month}",
        f"{said} says when the cameras roll.",
        f"2024-{month:02}",
        title="Heat 2",
        publisher=f"Paper {month}",
    )
    for month, said in ((3, "Nobody"), (2, "No studio"), (1, "No contract"))
)
RUMOUR = Article("rumour", "Someone heard of a set in Norway.", "Heat 2 in Norway", language="en")
ARTICLES = (PLAN, BERICHT, *NOTES, RUMOUR)


def excerpt_of(article: Article, end: int = 0, **values: object) -> Excerpt:
    """Return an excerpt of an article's beginning, up to its first blank line unless an end is given."""
    span = Span(0, end or (article.text + "\n\n").index("\n\n"))
    return Excerpt(Passage(article, 1, span), (span,), 1.0, **values)  # type: ignore[arg-type]


FILMING_ANSWER = Answer(
    FILMING,
    Verdict.ANSWER,
    Reason(ReasonCode.ANSWERED),
    (
        excerpt_of(PLAN, matched=("filming", "starts"), also_in=(NOTES[0],)),
        excerpt_of(BERICHT),
        *(excerpt_of(note, older=True) for note in NOTES),
    ),
    explanation=Explanation(
        (
            TermWeight(("filming",), 4.2, TermRole.TOPIC, 3),
            TermWeight(("start",), 1.1, TermRole.WORD, 1),
            TermWeight(("production",), 0.9, TermRole.NEAR, 0, ("when",)),
        ),
        (Step(StepCode.KIND, ("when",)),),
    ),
)
OSLO_ANSWER = Answer(OSLO, Verdict.NONE, Reason(ReasonCode.NOT_MENTIONED, ("Oslo",)), nearest=(excerpt_of(RUMOUR),))

HELP_ANSWER = Answer(HELP, Verdict.NONE, Reason(ReasonCode.SMALL_TALK, small_talk=SmallTalk.HELP))


class FixedLibrary(Library):
    """A library with fixed answers to a few questions, and no answer to others."""

    async def ask(self, question: AskedQuestion) -> Answer:
        """Return the fixed answer."""
        question = await self.complete(question)
        settled = {FILMING: FILMING_ANSWER, AT_LENGTH: FILMING_ANSWER, OSLO: OSLO_ANSWER, HELP: HELP_ANSWER}
        lacks = Answer(question.text, Verdict.NONE, Reason(ReasonCode.NO_SUCH_FACT, (), "filming"))
        return replace(settled.get(question.text, lacks), question=question.text)

    async def suggest(
        self,
        typed: str,
        scope: Scope = EVERYONE,
        language: str = "en",
        limit: int = 25,
        as_of: date | None = None,
    ) -> list[str]:
        """Return the questions that contain what is typed."""
        return [question for question in (FILMING, OSLO) if typed in question][:limit]
