"""Of equally good and equally new passages, the one in the asker's language leads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from bot.domain import Article, Passage, PublishedDate, Span
from bot.search.language.article_analyser import PassageAnalyser
from bot.search.quoting.language_preference import MIN_EQUAL_SHARE, prefer_language
from bot.search.ranking.ranker import RankedPassage
from tests.engines import engine_over
from tests.language_data import shipped_data

TEXTS = {
    "en": "Filming on Heat 2 begins on August 3 in Chicago.",
    "de": "Die Dreharbeiten zu Heat 2 beginnen am 3. August in Chicago.",
    "es": "El rodaje de Heat 2 empieza el 3 de agosto en Chicago.",
    "fr": "Le tournage de Heat 2 commence le 3 août à Chicago.",
    "it": "Le riprese di Heat 2 cominciano il 3 agosto a Chicago.",
}
UNDECIDED = "Filming on Heat 2 is a matter of money, the studio says."


def ranked(
    text: str,
    language: str,
    day: str = "2026-05-04",
    score: float = 10.0,
    relevance: float = 10.0,
    coverage: float = 1.0,
) -> RankedPassage:
    """Return a ranked passage that consists of this text."""
    article = Article(f"{language} {day} {score}", text, published=PublishedDate.parse(day), language=language)
    passage = PassageAnalyser(shipped_data()).analyse(Passage(article, 1, Span(0, len(text))))
    return RankedPassage(0, passage, score, relevance, coverage, 0)


def languages(passages: Sequence[RankedPassage]) -> list[str]:
    """Return the languages of the passages in order."""
    return [each.passage.article.language for each in passages]


@pytest.mark.parametrize("language", TEXTS)
def test_the_askers_language_leads(language: str) -> None:
    """In any language, the equally good statement leads, and the others keep their order."""
    passages = [ranked(text, each) for each, text in TEXTS.items()]
    others = [each for each in TEXTS if each != language]
    assert languages(prefer_language(passages, language, ("when",))) == [language, *others]


@pytest.mark.parametrize(
    ("other", "leads"),
    [
        (ranked(TEXTS["de"], "de", score=10 * MIN_EQUAL_SHARE + 0.1), True),
        (ranked(TEXTS["de"], "de", score=10 * MIN_EQUAL_SHARE - 0.1), False),
        (ranked(TEXTS["de"], "de", relevance=10 * MIN_EQUAL_SHARE - 0.1), False),
        (ranked(TEXTS["de"], "de", coverage=0.9), False),
        (ranked(TEXTS["de"], "de", day="2026-04-20"), True),
        (ranked(TEXTS["de"], "de", day="2026-05-20"), True),
        (ranked(TEXTS["de"], "de", day="2026-04-10"), False),
        (ranked(TEXTS["de"], "de", day="2026-05"), True),
        (ranked(TEXTS["de"], "de", day="2026"), False),
        (ranked(TEXTS["de"], "de", day=""), False),
        (ranked("Die Dreharbeiten zu Heat 2 sind eine Frage des Geldes.", "de"), False),
    ],
)
def test_what_is_worse_older_or_no_answer_does_not_lead(other: RankedPassage, leads: bool) -> None:
    """A passage in the asker's language leads only if it is as good, of the same weeks, and of the wanted kind."""
    result = prefer_language([ranked(TEXTS["en"], "en"), other], "de", ("when",))
    assert languages(result) == (["de", "en"] if leads else ["en", "de"])


@pytest.mark.parametrize(
    ("score", "day", "home", "leads"),
    [
        (6.0, "2026-05-04", "Germany", True),
        (4.0, "2026-05-04", "Germany", False),
        (6.0, "2026-04-01", "Germany", False),
        (6.0, "2026-05-04", "Italy", False),
        (6.0, "2026-05-04", "", False),
    ],
)
def test_a_date_in_another_country_is_not_as_good(score: float, day: str, home: str, leads: bool) -> None:
    """Behind a date of another country than the asker's, a less good one in the asker's language leads."""
    italian = ranked("Heat 2 esce in Italia il 5 gennaio 2028.", "it")
    german = ranked("Heat 2 startet am 16. Dezember 2027.", "de", day=day, score=score, relevance=score)
    result = prefer_language([italian, german], "de", ("when",), home)
    assert languages(result) == (["de", "it"] if leads else ["it", "de"])


def test_the_order_stays_without_a_reason() -> None:
    """Nothing changes if the language is unknown, nobody writes in it, or the first is in it already."""
    passages = [ranked(TEXTS["en"], "en"), ranked(TEXTS["de"], "de")]
    assert [prefer_language(passages, language, ("when",)) for language in ("", "it", "en")] == [passages] * 3
    assert prefer_language([], "de") == []


def test_undated_passages_and_those_without_the_kind_are_compared_with_their_like() -> None:
    """Two undated passages are equally new, and two that lack the wanted kind are equally good."""
    passages = [ranked(UNDECIDED, "en", day=""), ranked("Die Dreharbeiten zu Heat 2 sind teuer.", "de", day="")]
    assert languages(prefer_language(passages, "de", ("when",))) == ["de", "en"]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "when does filming begin?"),
        ("de", "wann beginnen die Dreharbeiten?"),
        ("es", "¿cuándo empieza el rodaje?"),
        ("fr", "quand commence le tournage ?"),
        ("it", "quando cominciano le riprese?"),
    ],
)
def test_members_read_the_same_news_in_their_language(language: str, question: str) -> None:
    """If every language has the same news of the same day, the first quote is in that of the question."""
    day = PublishedDate(2026, 5, 4)
    stored = [Article(each, text, published=day, language=each) for each, text in TEXTS.items()]
    assert engine_over(stored).answer(question, date(2026, 6, 1)).excerpts[0].article.language == language
