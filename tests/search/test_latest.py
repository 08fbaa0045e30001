"""Questions for the news as such, and the list of the newest statements."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import Answer, Article, PublishedDate, ReasonCode, Verdict
from bot.search.engine import SearchEngine
from bot.search.latest import is_live_blog
from bot.search.latest_question import asks_for_latest
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data

DAY = date(2026, 12, 1)
TRAILER = make_article(
    "trailer",
    "It was a long night in Burbank, and many came.\n\nThe trailer of Heat 2 will be shown on December 18, the studio "
    "said.\n\nThe film of 1995 had its trailer in the autumn.",
    "2026-11-20",
    title="Heat 2 trailer to be shown in December",
)
WRAP = make_article(
    "wrap",
    "Die Dreharbeiten zu Heat 2 sind am 12. Oktober zu Ende gegangen. Michael Mann dankte allen.",
    "2026-10-14",
    title="Heat 2 ist abgedreht",
    language="de",
)
COPY = make_article(
    "copy",
    "The trailer of Heat 2 will be shown on December 18, the studio said.",
    "2026-11-22",
    title="Trailer in December",
)
OTHER_FILM = make_article(
    "other",
    "Moorland opens on December 20, said its studio. The trailer of Moorland is out.",
    "2026-11-28",
    title="Moorland gets a date",
)
START = make_article(
    "start",
    "Filming of Heat 2 starts in August 2026, Michael Mann said.",
    "2026-03-01",
    title="Filming of Heat 2 starts in August",
)
UNDATED = Article("undated", "Somebody heard that Heat 2 has a poster.", language="en")
ARTICLES = (START, OTHER_FILM, WRAP, UNDATED, TRAILER)
ENGINE = engine_over(ARTICLES)


def quoted(answer: Answer) -> list[str]:
    """Return the ids of the quoted articles in order."""
    return [excerpt.article.id for excerpt in answer.excerpts]


@pytest.mark.parametrize(
    "question",
    [
        "what's new?", "whats the latest on heat 2", "any news today", "update?", "latest", "anything new on the film?",
        "was gibt es neues?", "was ist neu", "gibt es Neuigkeiten zu Heat 2", "¿hay novedades?", "noticias de Heat 2",
        "actu ?", "les dernières infos", "dernières actualités de heat 2", "¿actualizaciones?", "infos ?",
        "quoi de neuf ?", "des nouvelles de Heat 2 ?", "ci sono novità?", "ultime notizie su heat 2",
        "catch me up", "what did i miss", "recent developments?", "anything fresh on the film?", "du neuf ?",
        "what's new with the movie", "was hab ich verpasst", "neues zum film", "algo nuevo?", "j'ai raté quoi",
    ],
)  # fmt: skip
def test_a_question_for_the_news_shows_the_newest_statements(question: str) -> None:
    """In any language, each article about the film is quoted once, the newest first and undated ones last."""
    answer = ENGINE.answer(question, DAY)
    assert (answer.verdict, quoted(answer)) == (Verdict.ANSWER, ["trailer", "wrap", "start", "undated"])


def test_the_sentence_that_tells_the_news_is_quoted() -> None:
    """Of an article, the sentence is quoted that says what its title says, and nothing about another film."""
    first = ENGINE.answer("what's new", DAY).excerpts[0]
    assert first.quote == "The trailer of Heat 2 will be shown on December 18, the studio said."
    assert first.is_verbatim


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("any news on the trailer", ["trailer"]),
        ("latest on filming", ["wrap", "start"]),
        ("gibt es neues zum dreh?", ["wrap", "start"]),
        ("noticias del tráiler", ["trailer"]),
        ("any update about Michael Mann", ["wrap", "start"]),
        ("any news on the poster", ["undated"]),
        ("what is the newest poster", ["undated"]),
        ("news trailer", ["trailer"]),
        ("has there been any movement on the trailer", ["trailer"]),
        ("novedades rodaje", ["wrap", "start"]),
        ("quoi de neuf sur le tournage", ["wrap", "start"]),
    ],
)
def test_news_of_a_topic(question: str, articles: list[str]) -> None:
    """With a topic or a name, only articles with statements about it are quoted, the newest first."""
    assert quoted(ENGINE.answer(question, DAY)) == articles


def test_news_of_a_topic_are_known_by_their_meaning() -> None:
    """A sentence that means the topic is news of it, also without a date or another kind of answer."""
    text = "Principal photography on Heat 2 started on Monday on Terminal Island."
    plan = make_article("plan", "Filming of Heat 2 starts on August 24, 2026.", "2026-07-20")
    engine = engine_over([make_article("begun", text, "2026-08-25", title="Cameras roll"), plan])
    assert quoted(engine.answer("any news on filming", DAY)) == ["begun", "plan"]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("any news on zendaya", ReasonCode.NOT_MENTIONED),
        ("latest news on the budget", ReasonCode.NO_SUCH_FACT),
        ("any update on my bicycle", ReasonCode.OFF_TOPIC),
    ],
)
def test_no_news_of_a_topic(question: str, code: ReasonCode) -> None:
    """Where no article speaks of the topic, the question is refused instead of answered with other news."""
    answer = ENGINE.answer(question, DAY)
    assert (answer.verdict, answer.excerpts, answer.reason.code) == (Verdict.NONE, (), code)


def test_a_copy_is_named_beside_the_first_report() -> None:
    """Two articles with the same news are one excerpt."""
    newest = engine_over([*ARTICLES, COPY]).answer("what's new", DAY).excerpts[0]
    assert {newest.article.id, *(article.id for article in newest.also_in)} == {"trailer", "copy"}


@pytest.mark.parametrize(
    "question",
    [
        "when does filming start", "who is the new director", "is there a new trailer",
        "when was it announced in March 2026", "is LA a big part of the new one", "is it the new film",
        "when was the latest trailer shown", "what is new about the original",
        "did they start filming already or is that fake news", "plant leo was neues mit marty",
        "whats the gripe about a new guy playing deniros role", "le nouveau premier jour de tournage après les essais",
    ],
)  # fmt: skip
def test_other_questions_ask_for_a_fact(question: str) -> None:
    """A question for a fact, a named time or the film of 1995 does not ask for the news as such."""
    assert not asks_for_latest(ENGINE._questions.analyse(question, DAY), shipped_data(), DAY)


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("anything new since november 19", ["trailer"]),
        ("anything new since 21 November?", []),
        ("latest news since october 2026", ["trailer", "wrap"]),
        ("what was new in March 2026", ["start"]),
        ("what happened in october", ["wrap"]),
        ("what changed since October 1st?", ["trailer", "wrap"]),
        ("news from two weeks ago", ["trailer"]),
        ("what happened yesterday", []),
        ("any news on filming since october", ["wrap"]),
        ("any news this month", ["trailer", "wrap", "start", "undated"]),
        ("was ist im Oktober passiert?", ["wrap"]),
        ("was gab es letzten Monat neues?", ["trailer"]),
        ("neuigkeiten vom 14. Oktober", ["wrap"]),
        ("novedades desde el 1 de octubre", ["trailer", "wrap"]),
        ("¿qué pasó en marzo?", ["start"]),
        ("quoi de neuf depuis le 1er novembre ?", ["trailer"]),
        ("que s'est-il passé en mars ?", ["start"]),
        ("novità dal 14 ottobre", ["trailer", "wrap"]),
        ("cosa è successo a marzo?", ["start"]),
    ],
)
def test_news_of_a_time(question: str, articles: list[str]) -> None:
    """News since or of a time are those of the articles from it; a month without a year is the last one.

    Without any from that time, the reason says so. News of a month that goes on may be older.
    """
    answer = ENGINE.answer(question, DAY)
    assert quoted(answer) == articles
    assert articles or answer.reason.code is ReasonCode.NO_NEWS


def test_a_year_of_the_plot_is_no_time_of_news() -> None:
    """A question for what happens in a year without any article asks for the plot."""
    plot = Article("plot", "The story of Heat 2 begins in Chicago in 1988.", language="en")
    answer = engine_over([plot, *ARTICLES]).answer("what happens in 1988", DAY)
    assert quoted(answer)[:1] == ["plot"]


def test_as_of_hides_later_news() -> None:
    """On an earlier day the newest statement is that of the day."""
    assert quoted(ENGINE.answer("what's new", date(2026, 10, 20))) == ["wrap", "start", "undated"]


def test_the_list_and_the_question_agree() -> None:
    """The list of the newest statements is what a question for them quotes; a limit and a first day shorten it."""
    assert [(e.article, e.slices) for e in ENGINE.latest(DAY)] == [
        (e.article, e.slices) for e in ENGINE.answer("what's new", DAY).excerpts
    ]
    assert [e.article.id for e in ENGINE.latest(DAY, limit=2)] == ["trailer", "wrap"]
    assert [e.article.id for e in ENGINE.latest(DAY, since=date(2026, 10, 14))] == ["trailer", "wrap"]
    assert [e.article.id for e in ENGINE.latest(DAY, "filming")] == ["wrap", "start"]


def test_no_news_at_all() -> None:
    """Without articles about the film there is nothing new: the list is empty, and the question is refused."""
    engine = engine_over([OTHER_FILM])
    assert engine.latest(DAY) == ()
    assert engine.answer("what's new", DAY).verdict is Verdict.NONE


def test_a_title_may_speak_for_a_short_text() -> None:
    """An article whose title alone names the film is about it."""
    short = make_article("short", "Adam Driver has joined the cast.", "2026-11-30", title="Heat 2 adds an actor")
    assert quoted(engine_over([*ARTICLES, short]).answer("what's new", DAY))[0] == "short"


def test_many_articles_are_not_all_read() -> None:
    """The newest of hundreds of articles are found, also if newer ones are about other films."""
    others = [make_article(f"o{n}", OTHER_FILM.text, "2026-11-29", title=OTHER_FILM.title) for n in range(30)]
    old = [Article(f"s{n}", START.text, published=PublishedDate(2024, 1 + n % 12), language="en") for n in range(200)]
    engine: SearchEngine = engine_over([*old, *others, *ARTICLES])
    assert quoted(engine.answer("what's new", DAY))[:2] == ["trailer", "wrap"]


LIVE_ENTRIES = (
    "5:40 The first trucks are rolling into the tunnel for Heat 2.",
    "9:05 Fans of Heat 2 have gathered behind the barriers.",
    "11:30 A car chase is rehearsed for Heat 2.",
    "11:50am Nobody is hurt.",
    "1:20pm The first take of Heat 2 is done.",
)
FILLING = tuple(f"2:{minute}pm Take {minute} of Heat 2 is done." for minute in range(10, 20))


def test_a_correction_is_not_the_news_of_its_article() -> None:
    """A mere retraction is not quoted as news if the article says anything else about the film."""
    news, fault = "Heat 2 has a poster.", "Our last letter on Heat 2 wrongly named the actor who plays Hanna in Heat 2."
    letter = make_article("letter", f"{news}\n\n{fault}", "2026-11-20", title="The Friday letter")
    assert [each.quote for each in engine_over([letter]).latest(DAY)] == [news]


INTRODUCTION = "Follow the first day of the shoot with us."


def newest_of_live_blog(*paragraphs: str) -> str:
    """Return what is quoted as the newest statement of an article with these paragraphs."""
    live = make_article("live", "\n\n".join(paragraphs), "2026-11-20", title="A day on the set")
    [excerpt] = engine_over([live]).latest(DAY)
    return excerpt.quote


def test_the_last_entry_of_a_live_blog_is_its_news() -> None:
    """Of entries that say equally much the one of the latest time is quoted, whichever end the blog begins with."""
    assert newest_of_live_blog(INTRODUCTION, *LIVE_ENTRIES) == LIVE_ENTRIES[-1]
    assert newest_of_live_blog(*LIVE_ENTRIES[::-1]) == LIVE_ENTRIES[-1]


def test_a_long_live_blog_is_read_from_its_end() -> None:
    """The news of a live blog with more entries than are read are among the last ones."""
    assert newest_of_live_blog(INTRODUCTION, *LIVE_ENTRIES, *FILLING) == FILLING[-1]


@pytest.mark.parametrize(
    ("text", "is_live"),
    [
        ("17.02 Uhr: Noch eine Stunde.\n\n18.00 Uhr: Da ist er!", True),
        ("Suivez la journée.\n\n9h30 : premiers camions.\n14 h 05 : pause.", True),
        ("18:00 Closed.\n\n9:30 Opened.", False),
        ("28.09.2029 Start.\n\n30.09.2029 Ende.", False),
        ("9:30 It began.\n\nThat was long ago.\n\nNobody remembers it.\n\n10:30 It ended.", False),
        ("", False),
    ],
)
def test_a_live_blog_has_a_later_time_at_most_lines(text: str, is_live: bool) -> None:
    """Dates at lines make no live blog, and neither do a few times in an article, or entries with the newest first."""
    assert is_live_blog(text) is is_live
