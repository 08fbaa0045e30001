"""Statements about topics of any words, whatever the verdict on the topic as a question is."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import Article, PublishedDate
from tests.engines import engine_over

DAY = date(2026, 12, 1)


def article(key: str, day: int, text: str, language: str = "en", title: str = "Heat 2") -> Article:
    """Return an article of November 2026."""
    return Article(key, text, title, "Harbor Post", "", PublishedDate(2026, 11, day), language)


ARTICLES = (
    article(
        "stunts", 2, "Stunt drivers for Heat 2 train at night on a closed runway.\n\nThe crew works six days a week."
    ),
    article("fahrer", 3, "Für Heat 2 üben Stuntfahrer nachts auf einer gesperrten Landebahn.", "de"),
    article("trucks", 4, "The catering trucks of Heat 2 parked for a week in San Pedro."),
    article("armera", 5, "La armera de Heat 2 entrenó a los actores con munición de fogueo.", "es"),
    article("orchestre", 6, "Un orchestre de Vienne enregistre la musique de Heat 2 à huis clos.", "fr"),
    article("camera", 7, "Heat 2 è girato con telecamere sviluppate per il film e con un elicottero.", "it"),
    article("starts", 8, "Filming of Heat 2 starts in March 2027, the studio said."),
    article("other", 9, "Stunt drivers of Cold Pursuit 4 train in Sydney.", title="Cold Pursuit 4"),
    article("copy", 10, "Stunt drivers for Heat 2 train at night on a closed runway."),
)
ENGINE = engine_over(ARTICLES)


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("stunt drivers", ["stunts"]),
        ("the stunt driver", ["stunts"]),
        ("Stuntfahrer", ["fahrer", "stunts"]),
        ("stuntman", ["fahrer", "stunts"]),
        ("drivers", ["stunts"]),
        ("catering", ["trucks"]),
        ("catering in San Pedro", ["trucks"]),
        ("San Pedro", ["trucks"]),
        ("munición", ["armera"]),
        ("Orchester", ["orchestre"]),
        ("orchestra", ["orchestre"]),
        ("helicopters", ["camera"]),
        ("Hubschrauber", ["camera"]),
        ("coches", []),
        ("closed runway", ["stunts"]),
        ("filming", ["starts"]),
        ("Drehbeginn", ["starts"]),
        ("début du tournage", ["starts"]),
        ("Adam Driver", []),
        ("Driver", []),
        ("stunt pilots", []),
        ("food trucks", []),
        ("the", []),
    ],
)
def test_a_statement_is_found_if_all_words_of_a_topic_stand_in_it(topic: str, found: list[str]) -> None:
    """Words count in any form and language, and by their concept; another film and a mere mention do not."""
    every = [each.id for each in ARTICLES]
    assert sorted(each.article.id for each in ENGINE.statements_on(topic, DAY, every)) == found


def test_only_the_given_articles_are_read_and_copies_name_their_origin() -> None:
    """A copy is quoted from its origin, be it in another article; articles from after the day do not count."""
    (excerpt,) = ENGINE.statements_on("stunt drivers", DAY, ["copy", "trucks", "unknown"])
    assert (excerpt.article.id, [each.id for each in excerpt.also_in]) == ("stunts", ["copy"])
    assert ENGINE.statements_on("stunt drivers", DAY, ["trucks"]) == ()
    assert ENGINE.statements_on("stunt drivers", date(2026, 11, 1), ["stunts"]) == ()


@pytest.mark.parametrize(
    ("topic", "expected"),
    [("stunt drivers", True), ("zzyzx", True), ("Heat 2", True), ("latest news", True), ("hello", False), ("?", False)],
)
def test_a_topic_needs_words_that_articles_may_hold(topic: str, expected: bool) -> None:
    """A greeting and marks are no topic; words that no article holds yet are one."""
    assert ENGINE.is_topic(topic, DAY) is expected


@pytest.mark.parametrize(
    ("topic", "verdict", "statements"),
    [
        ("stunt drivers", "answer", ["stunts"]),
        ("catering", "none", ["trucks"]),
        ("Stuntfahrer", "answer", ["stunts", "fahrer"]),
        ("weather", "none", []),
    ],
)
def test_a_timeline_does_not_depend_on_the_verdict(topic: str, verdict: str, statements: list[str]) -> None:
    """A topic has a timeline of the statements that hold all its words, also if the search refuses it as a question."""
    assert ENGINE.answer(topic, DAY).verdict == verdict
    assert [each.excerpt.article.id for each in ENGINE.timeline(topic, DAY).statements] == statements
