"""Timelines: the statements about a topic, and the value of each."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Article, PublishedDate, ReasonCode, Timeline
from bot.search.engine import SearchEngine
from bot.search.quoting.trimming import MAX_VALUE_CHARACTERS
from tests.engines import engine_over

DAY = date(2026, 12, 1)


def article(key: str, published: str, text: str, language: str = "en") -> Article:
    """Return an article that is titled like the film."""
    return Article(key, text, "Heat 2", "Harbor Post", "", PublishedDate.parse(published), language)


RELEASE = (
    article("open", "2026-03-02", "Heat 2 has no release date yet, the studio said."),
    article("first", "2026-05-27", "Heat 2 will be released in cinemas on November 19, 2027, the studio said."),
    article("copy", "2026-05-28", "Heat 2 will be released in cinemas on November 19, 2027, the studio said."),
    article(
        "moved", "2026-10-07", "Der Kinostart von Heat 2 ist nun der 8. Oktober 2027, teilte das Studio mit.", "de"
    ),
    article("undated", "", "Heat 2 will be released in cinemas in 2027, somebody said."),
)
FILMING = (
    article("plan", "2026-04-28", "Filming of Heat 2 starts on June 15 in Chicago."),
    article("delay", "2026-06-24", "Filming of Heat 2 now starts on August 3, not on June 15."),
)
MONEY = (
    article("sum", "2026-04-09", "The budget of Heat 2 is 150 million dollars, a producer said."),
    article("more", "2026-08-20", "Le budget de Heat 2 passe à 165 millions de dollars, selon le studio.", "fr"),
)
CAST = (
    article("talks", "2026-01-10", "Leonardo DiCaprio is in talks to star in Heat 2 as Chris Shiherlis."),
    article("signed", "2026-04-28", "Leonardo DiCaprio has signed on to star in Heat 2."),
)
ENGINE = engine_over([*RELEASE, *FILMING, *MONEY, *CAST])


def shown(timeline: Timeline) -> list[tuple[str, str, bool]]:
    """Return the article, the value and the mark of each statement."""
    return [(each.excerpt.article.id, each.value_text, each.excerpt.older) for each in timeline.statements]


@pytest.mark.parametrize("topic", ["release date", "Kinostart", "fecha de estreno", "date de sortie", "data di uscita"])
def test_a_topic_in_any_language_shows_how_it_changed(topic: str) -> None:
    """The statements stand oldest first, undated ones last; copies are joined, and superseded ones are marked."""
    timeline = ENGINE.timeline(topic, DAY)
    assert shown(timeline) == [
        ("open", "no release date yet", True),
        ("first", "November 19, 2027", True),
        ("moved", "8. Oktober 2027", False),
        ("undated", "released in cinemas in 2027", False),
    ]
    assert [each.id for each in timeline.statements[1].excerpt.also_in] == ["copy"]


@pytest.mark.parametrize(
    ("topic", "values"),
    [
        ("filming", ["June 15", "August 3, not on June 15"]),
        ("tournage", ["June 15", "August 3, not on June 15"]),
        ("Budget", ["150 million dollars", "165 millions de dollars"]),
        ("casting of Leonardo DiCaprio", ["is in talks to star in Heat 2", "has signed on to star in Heat 2"]),
        ("DiCaprio", ["is in talks to star in Heat 2", "has signed on to star in Heat 2"]),
    ],
)
def test_the_value_is_what_the_topic_asks_for(topic: str, values: list[str]) -> None:
    """The value is a date, an amount, or a few words about the person who was asked for."""
    assert [each.value_text for each in ENGINE.timeline(topic, DAY).statements] == values


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("bicycle race", ReasonCode.OFF_TOPIC),
        ("trailer", ReasonCode.NO_SUCH_FACT),
        ("Zendaya", ReasonCode.NOT_MENTIONED),
        ("heat 2", ReasonCode.TOO_VAGUE),
        ("", ReasonCode.NO_QUESTION),
    ],
)
def test_a_topic_without_a_statement_has_a_reason(topic: str, code: ReasonCode) -> None:
    """A topic that no article mentions, or a text that is no topic, has a reason instead of statements."""
    timeline = ENGINE.timeline(topic, DAY)
    assert (timeline.statements, timeline.reason.code) == ((), code)


@pytest.mark.parametrize("topic", ["release date", "Kinostart", "When does Heat 2 come out?"])
def test_a_change_in_other_words_is_shown(topic: str) -> None:
    """A sentence that states the topic belongs to its timeline even if it holds no word of it."""
    moved = "Warner Bros. has moved Heat 2 from November 19, 2027 to February 11, 2028, the studio said."
    engine = engine_over([RELEASE[1], article("moved again", "2026-11-12", moved), *FILMING])
    assert [key for key, *_ in shown(engine.timeline(topic, DAY))] == ["first", "moved again"]


@pytest.mark.parametrize(
    "names",
    [
        ["filming", "Dreharbeiten", "rodaje", "tournage", "riprese"],
        ["release date", "Kinostart", "fecha de estreno", "date de sortie", "data di uscita"],
        ["cast", "Besetzung", "reparto"],
    ],
)
def test_a_concept_has_the_same_timeline_in_all_languages(names: list[str]) -> None:
    """Whatever language a topic is named in, the same statements are found, quoted and marked."""
    first, *others = (ENGINE.timeline(name, DAY).statements for name in names)
    assert first
    assert all(other == first for other in others)


def test_news_of_one_actor_makes_that_of_another_none_older() -> None:
    """In the timeline of the cast, a newer statement on somebody else leaves a statement as it is."""
    bale = article("bale", "2026-09-10", "Christian Bale joins the cast of Heat 2 as Vincent Hanna.")
    timeline = engine_over([CAST[0], bale]).timeline("cast", DAY)
    marks = {each.excerpt.article.id: each.excerpt.older for each in timeline.statements}
    assert marks == {"talks": False, "bale": False}


def test_later_articles_are_hidden() -> None:
    """As of a day, what was published later is neither shown nor supersedes anything."""
    assert shown(ENGINE.timeline("release date", date(2026, 6, 1)))[:2] == [
        ("open", "no release date yet", True),
        ("first", "November 19, 2027", False),
    ]
    assert ENGINE.timeline("release date", date(2020, 1, 1)).statements[0].excerpt.article.id == "undated"
    assert engine_over(RELEASE[:1]).timeline("release", date(2020, 1, 1)).reason.code is ReasonCode.NO_ARTICLES


COUNTRIES = (
    article("us", "2026-03-02", "Heat 2 will be released in the US on December 17, 2027, the studio said."),
    article("fr", "2026-07-01", "Heat 2 sortira en France le 15 décembre 2027, avant les États-Unis.", "fr"),
    article("de", "2026-08-01", "Der deutsche Kinostart von Heat 2 ist der 16. Dezember, vor den USA.", "de"),
    article("moved", "2026-10-01", "Heat 2 will be released in the US on November 19, 2027, the studio said."),
)


def test_the_date_of_one_country_does_not_supersede_that_of_another() -> None:
    """A newer date for the same country marks the older one; a date for another country marks none."""
    engine = engine_over(COUNTRIES)
    marks = {each.excerpt.article.id: each.excerpt.older for each in engine.timeline("release date", DAY).statements}
    assert marks == {"us": True, "fr": False, "de": False, "moved": False}
    answer = engine.answer("When does Heat 2 come out?", DAY)
    assert {each.article.id: each.older for each in answer.excerpts} == marks


def test_a_value_keeps_its_negation() -> None:
    """A few words are not cut so that a denied statement reads like an affirmed one."""
    engine = engine_over([article("a", "2026-03-02", "Nobody at the studio of Heat 2 has seen a trailer of the film.")])
    assert [each.value_text for each in engine.timeline("trailer", DAY).statements] == [
        "Nobody at the studio of Heat 2 has seen"
    ]


@pytest.mark.parametrize(
    ("topic", "text", "language", "value"),
    [
        (
            "filming",
            "The director of Heat 2 says production is set to begin in 2027.",
            "en",
            "begin in 2027",
        ),
        ("filming", "Filming of Heat 2 is planned [in 2027].", "en", "Filming of Heat 2 is planned [in 2027]"),
        (
            "filming",
            "Die Dreharbeiten zu Heat 2 sollen 2027 beginnen.",
            "de",
            "Dreharbeiten zu Heat 2 sollen 2027 beginnen",
        ),
        (
            "release date",
            "The release of his 2022 novel Heat 2 pleased the fans.",
            "en",
            "release of his 2022 novel Heat 2 pleased",
        ),
        ("release date", "Heat 2 will be released in 2027 worldwide.", "en", "released in 2027 worldwide"),
        ("cast", "Zum Cast von Heat 2 sollen Hollywood-Legenden wie Christian Bale gehören.", "de", "Christian Bale"),
        ("cast", "With Jeremy Tallen the cast of Heat 2 is complete.", "en", "Jeremy Tallen"),
        (
            "Al Pacino",
            "Heat 2 follows a film with a star-studded cast that included Al Pacino, Robert De Niro, and more.",
            "en",
            "a star-studded cast that included Al Pacino",
        ),
        (
            "Neil McCauley",
            "Christopher Abbott replaces Austin Butler as the young Neil McCauley in Heat 2.",
            "en",
            "Christopher Abbott replaces Austin Butler as",
        ),
        (
            "screenplay",
            "Mann is busy writing the screenplay for Heat 2. Which translates to, ‘Where’s the screenplay?’",
            "en",
            "writing the screenplay for Heat 2",
        ),
        ("release date", "Wann Heat 2 ins Kino kommt, steht noch nicht genau fest.", "de", "noch nicht genau fest"),
        (
            "release date",
            "No cast or release date for Heat 2 have been announced yet by the large studio.",
            "en",
            "No cast or release date",
        ),
        (
            "Michael Mann",
            "The film is new, but Mann has spoken highly of Heat 2 as a story and, unsurprisingly, works on it.",
            "en",
            "has spoken highly of Heat 2 as a story",
        ),
        (
            "plot",
            "The plot of Heat 2 takes place one day after the events of the first film, it seems to everybody.",
            "en",
            "plot of Heat 2 takes place one day",
        ),
        (
            "director",
            "The Ferrari director has confirmed that Heat 2 is definitely on the way and that he hopes for more.",
            "en",
            "Heat 2 is definitely on the way",
        ),
        (
            "Jon Voight",
            "Heat 2 follows a film with a cast of Robert De Niro, Val Kilmer, Tom Sizemore, Jon Voight, Amy Brenneman.",
            "en",
            "Val Kilmer, Tom Sizemore, Jon Voight",
        ),
        ("screenplay", "Mann wrote the screenplay of Heat 2 at 9:00.", "en", "wrote the screenplay of Heat 2 at 9:00"),
        (
            "start of filming",
            "Heat 2 will not begin shooting on September 8 after all. Production was pushed to October 12, she said.",
            "en",
            "October 12",
        ),
        (
            "Drehbeginn",
            "Die Dreharbeiten zu „Heat 2“ beginnen nicht am 8. September. Drehbeginn ist nun der 12. Oktober.",
            "de",
            "12. Oktober",
        ),
        ("release date", "Heat 2 will be released on Sept. 28, the studio says.", "en", "Sept. 28"),
        ("release date", "The release date of Heat 2 is Dec. 21, 2027, in all countries.", "en", "Dec. 21, 2027"),
        ("durée", "La durée de Heat 2 est de 2 h 51 sans entracte.", "fr", "2 h 51"),
        (
            "durata",
            "Vietato ai minori di 14 anni, Heat 2 ha una durata di 2 ore e 51 minuti.",
            "it",
            "2 ore e 51 minuti",
        ),
        ("runtime", "The runtime of Heat 2 is 171 minutes, a minute longer than the original's.", "en", "171 minutes"),
    ],
)
def test_the_value_tells_something(topic: str, text: str, language: str, value: str) -> None:
    """The value is no bare year, no capitalised first word, no lone verb, and no name beside the one asked for."""
    timeline = engine_over([article("a", "2026-03-02", text, language)]).timeline(topic, DAY)
    assert [each.value_text for each in timeline.statements] == [value]


def test_a_long_story_shows_its_beginning_and_its_end() -> None:
    """Of more articles than a search has candidates, old ones are found too."""
    months = [(year, month) for year in range(2022, 2027) for month in range(1, 13)]
    articles = [
        article(
            f"{y}-{m}", f"{y}-{m:02}-05", f"Filming of Heat 2 starts on {m}/{y % 7 + 1}/{y + 1} in Ohio, said {m * y}."
        )
        for y, m in months
    ]
    days = [each.excerpt.article.published.year for each in engine_over(articles).timeline("filming", DAY).statements]
    assert {2022, 2026} <= set(days)


HOSTILE = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@settings(max_examples=15, deadline=None)
@given(st.lists(HOSTILE, min_size=1, max_size=3), HOSTILE)
def test_a_value_is_a_part_of_its_quote(texts: list[str], topic: str) -> None:
    """Whatever the articles and the topic hold, each value is a slice of the quote, and short."""
    sentence = "Filming of Heat 2 {} starts on June 15"
    articles = [article(f"a{n}", f"2026-0{n + 1}", sentence.format(text)) for n, text in enumerate(texts)]
    engine: SearchEngine = engine_over(articles)
    for timeline in (engine.timeline("filming", DAY), engine.timeline(topic, DAY)):
        for each in timeline.statements:
            assert any(s.start <= each.value.start and each.value.end <= s.end for s in each.excerpt.slices)
            assert 0 < each.value.end - each.value.start <= MAX_VALUE_CHARACTERS
            assert each.excerpt.is_verbatim
