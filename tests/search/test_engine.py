from __future__ import annotations

import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Answer, Article, PassageKind, PublishedDate, ReasonCode, StepCode, Verdict
from bot.reading.corpus import load_corpus
from bot.search.engine import SearchEngine
from bot.search.language.language_data import LanguageData
from bot.search.quoting.excerpts import MAX_EXCERPTS
from tests.language_data import shipped_data

MARCH = date(2026, 3, 10)
CORPUS = Path(__file__).parents[2] / "corpus"
NEWEST = "2026-03-05-heat-bei-netflix"


@cache
def data() -> LanguageData:
    """Return the shipped language data, which is loaded once."""
    return shipped_data()


@cache
def shipped() -> SearchEngine:
    """The search over the shipped articles, built once."""
    return SearchEngine.from_articles(load_corpus(CORPUS), data())


def ask(question: str, as_of: date = MARCH) -> Answer:
    """What the shipped articles answer."""
    return shipped().answer(question, as_of)


@pytest.mark.parametrize("language", ["pt", "gl", "ja", "zh", "nl", "ru"])
def test_an_article_in_a_language_without_data_is_searched_by_its_words_and_names(language: str) -> None:
    """It must not keep the others from being found, and who is named in it finds it."""
    text = "Michael Mann e Adam Driver em Lisboa: Heat 2 será filmado em agosto, disse Bruckheimer."
    other = Article("other", text, "Heat 2 em Lisboa", "Jornal", published=PublishedDate(2026, 3, 1), language=language)
    engine = SearchEngine.from_articles([*load_corpus(CORPUS), other], data())
    assert engine.answer("when does filming start", MARCH).verdict is Verdict.ANSWER
    assert "other" in {excerpt.article.id for excerpt in engine.answer("Adam Driver Lisboa", MARCH).excerpts}


def test_what_only_touches_the_topic_does_not_lead_by_being_new() -> None:
    """The newest article leads with the state of what is asked, not because it is new and shares words."""
    told = Article(
        "told", "The budget of Heat 2 is 150 million dollars.", published=PublishedDate(2026, 1, 20), language="en"
    )
    new = Article(
        "new", "Heat 2 has 800 crew members. It is a big one.", published=PublishedDate(2026, 3, 1), language="en"
    )
    engine = SearchEngine.from_articles([told, new], data())
    assert engine.answer("whats the budget of heat 2 now", MARCH).excerpts[0].article.id == "told"


def test_who_offers_two_years_asks_how_things_stand() -> None:
    """ "In 2026 or 2027?" is answered by the newest statement, not by the one that names both years."""
    old = Article("old", "Heat 2 is released in 2026 or 2027.", published=PublishedDate(2024, 2, 1), language="en")
    new = Article(
        "new",
        "The sequel comes to theaters in 2027, the studio says.",
        published=PublishedDate(2026, 2, 1),
        language="en",
    )
    engine = SearchEngine.from_articles([old, new], data())
    assert engine.answer("is it released in 2026 or 2027", MARCH).excerpts[0].article.id == "new"


def test_news_of_another_film_are_not_news_of_this_one() -> None:
    """An article that comes to speak of the film at its end tells its own film's dates, however new it is."""
    other = Article(
        "other",
        "Ferrari opened the festival.\n\nCruz won.\n\nIt opens in theaters on Christmas Day.\n\nHeat 2 is next.",
        "Venice: the red film",
        published=PublishedDate(2026, 3, 1),
        language="en",
    )
    own = Article(
        "own", "Heat 2 comes to theaters in October 2027.", published=PublishedDate(2026, 1, 5), language="en"
    )
    answer = SearchEngine.from_articles([own, other], data()).answer("when does it come out", MARCH)
    assert answer.excerpts[0].article.id == "own"


def test_a_name_that_only_a_title_holds_is_known() -> None:
    """What an article is about need not be named again in its paragraphs."""
    article = Article("c", "Budget: 90 million dollars.", "Crime 101, or how to steal Michael Mann", language="en")
    answer = SearchEngine.from_articles([article], data()).answer("what is the budget of crime 101", MARCH)
    assert answer.verdict is Verdict.ANSWER


def test_a_year_is_as_old_as_its_middle() -> None:
    """Nobody knows that news "of 2025" is of its last day: what is dated to that autumn is newer."""
    year = Article("year", "Filming of Heat 2 starts in May.", published=PublishedDate(2025), language="en")
    autumn = Article("autumn", "Heat 2 starts filming in June.", published=PublishedDate(2025, 10, 5), language="en")
    answer = SearchEngine.from_articles([year, autumn], data()).answer("when does filming start", MARCH)
    assert [excerpt.article.id for excerpt in answer.excerpts] == ["autumn", "year"]


@pytest.mark.parametrize(
    "question",
    [
        "when does filming start",
        "wen does filmming start",
        "wann beginnt der dreh",
        "quand commence le tournage",
        "cuando empieza el rodaje",
        "quando iniziano le riprese",
    ],
)
def test_the_state_of_filming(question: str) -> None:
    """In any language and spelling the newest word on filming stands first, the plans of 2024 behind it as older."""
    excerpts = ask(question).excerpts
    assert excerpts[0].article.id == NEWEST
    assert "noch nicht genau fest" in excerpts[0].quote
    assert not excerpts[0].older
    plans = [excerpt for excerpt in excerpts[1:3] if "2024" in excerpt.quote]
    assert plans
    assert all(plan.older for plan in plans)


def test_the_box_of_1995_is_no_release_date() -> None:
    """The box of facts about the film of 1995 is not among the first three for the new film's release date."""
    excerpts = ask("what is the release date").excerpts
    assert excerpts
    assert all(excerpt.passage.kind is not PassageKind.FACTS_ELSEWHERE for excerpt in excerpts[:3])


def test_the_order_does_not_change_without_news() -> None:
    """Months without a new article leave the answer as it was."""
    later = ask("when does filming start", date(2027, 3, 10))
    assert [e.quote for e in later.excerpts] == [e.quote for e in ask("when does filming start").excerpts]


def test_as_of_hides_what_came_later() -> None:
    """As of a day, nothing is quoted that was published after it."""
    excerpts = ask("when does filming start", date(2024, 6, 1)).excerpts
    assert excerpts
    assert NEWEST not in {excerpt.article.id for excerpt in excerpts}


def test_nothing_was_published_yet() -> None:
    """Before the first article, there are no articles."""
    assert ask("when does filming start", date(2020, 1, 1)).reason.code is ReasonCode.NO_ARTICLES


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("hello", ReasonCode.NO_QUESTION),
        ("", ReasonCode.NO_QUESTION),
        ("?!… \0 \u202e", ReasonCode.NO_QUESTION),
        ("who composes the score", ReasonCode.NO_SUCH_FACT),
        ("is austin butler in it", ReasonCode.NOT_MENTIONED),
        ("how do i boil rice", ReasonCode.NO_SUCH_FACT),
        ("how do i fix my bicycle", ReasonCode.OFF_TOPIC),
    ],
)
def test_what_no_article_answers(question: str, code: ReasonCode) -> None:
    """A greeting, nothing at all, an unknown fact, an unknown name and another matter are each told apart."""
    answer = ask(question)
    assert (answer.verdict, answer.excerpts, answer.reason.code) == (Verdict.NONE, (), code)


def test_no_articles() -> None:
    """Without any article every question is answered by that."""
    engine = SearchEngine.from_articles([], data())
    assert engine.answer("when does filming start", MARCH).reason.code is ReasonCode.NO_ARTICLES
    assert engine.suggest("", "en", MARCH, 25) == []


def test_a_question_of_five_megabytes() -> None:
    """Only the beginning of an endless question is read."""
    assert ask("filming " * 700_000).verdict in Verdict


def test_one_statement_in_several_articles_is_one_excerpt_of_its_origin() -> None:
    """Who said it first is quoted, with those who copied it named in the order of their dates."""
    words = "Production of Heat 2 starts in August 2026 in the old harbour, the producer told a small radio station."
    articles = [
        Article("late", f"Production news: {words}", published=PublishedDate(2026, 2, 9), language="en"),
        Article("undated", f"{words} Nobody knows when.", language="en"),
        Article("first", words, published=PublishedDate(2026, 1, 2), language="en"),
        Article("copy", f"{words} So we read.", published=PublishedDate(2026, 1, 9), language="en"),
    ]
    excerpts = SearchEngine.from_articles(articles, data()).answer("when does filming start", MARCH).excerpts
    assert [excerpt.article.id for excerpt in excerpts] == ["first"]
    assert [article.id for article in excerpts[0].also_in] == ["copy", "late", "undated"]


def answered(question: str, *texts: str) -> list[str]:
    """The quotes for a question over English articles of these texts, each a month newer than the one before."""
    articles = [
        Article(f"a{n}", text, published=PublishedDate(2025, n), language="en") for n, text in enumerate(texts, 1)
    ]
    return [excerpt.quote for excerpt in SearchEngine.from_articles(articles, data()).answer(question, MARCH).excerpts]


def test_news_in_brief_of_another_film_answers_nothing() -> None:
    """When filming starts is not taken from a newer aside on another film, unless it names this one."""
    ours = "Heat 2 starts shooting on September 14, 2026, says the studio."
    theirs = "In brief: the comedy Lunch Money starts shooting on May 4."
    first = answered("when does filming start", ours, theirs)[0]
    assert first == ours
    about_it = theirs.replace("the comedy Lunch Money", "Heat 2")
    assert answered("when does filming start", ours, about_it)[0] == about_it


def test_a_title_does_not_speak_for_every_paragraph() -> None:
    """Whoever stands in the title beside others is not asked about where a paragraph names somebody else."""
    article = Article(
        "a1",
        "Leonardo DiCaprio is in talks to star as Chris Shiherlis.\n\nThe crew gathers in Chicago.\n\n"
        "Adam Driver is no longer involved, his agent confirms.",
        "DiCaprio in talks and Adam Driver out",
        published=PublishedDate(2025, 10, 8),
        language="en",
    )
    engine = SearchEngine.from_articles([article], data())
    assert (
        engine.answer("is adam driver still attached", MARCH).excerpts[0].quote.startswith("Adam Driver is no longer")
    )


def test_how_things_were_is_not_answered_by_how_they_are() -> None:
    """Of offers that changed, a question in the past tense that names a company finds the one that speaks of it."""
    old = "Warner offered 170 million dollars for the budget of Heat 2."
    new = "The budget of Heat 2 is now 150 million dollars, says the producer."
    assert answered("how much did warner offer", old, new)[0] == old
    assert answered("what is the budget now", old, new)[0] == new


def test_a_question_typed_as_in_a_chat() -> None:
    """The short forms of a chat are read as the words that they stand for, in their language."""
    article = "Dion Beebe is the cinematographer of Heat 2.", "Chicago is a city."
    assert answered("kien es el dire de foto", *article) == [article[0]]


def test_suggestions_are_answered() -> None:
    """Every question that is offered has an answer, and what is typed is completed."""
    offered = shipped().suggest("", "en", MARCH, 25)
    assert offered
    assert all(ask(question).verdict is Verdict.ANSWER for question in offered)
    assert shipped().suggest("when does f", "en", MARCH, 25)[0] == "When does filming start?"
    assert shipped().suggest("zzzzqqqq", "en", MARCH, 25) == []


def test_an_answer_is_explained() -> None:
    """An answer names the terms it rests on, and how sure it is."""
    explanation = ask("when does filming start").explanation
    assert ("filming",) in {term.words for term in explanation.terms}
    assert explanation.steps[-1].code is StepCode.RESULT


VOCABULARY = sorted({word for article in load_corpus(CORPUS) for word in article.text.split()})


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)))
@settings(max_examples=150)
def test_every_quote_is_verbatim(question: str) -> None:
    """Whatever is asked, each excerpt is made of slices of its article, and there are not too many of them."""
    answer = ask(question)
    assert len(answer.excerpts) <= MAX_EXCERPTS
    for excerpt in (*answer.excerpts, *answer.nearest):
        assert excerpt.is_verbatim
        assert all(piece in excerpt.article.text for piece in excerpt.quote.split(" […] "))
        assert all(word in excerpt.quote for word in excerpt.matched)


def test_order_of_articles_does_not_matter() -> None:
    """The answer is the same in whatever order the articles were added."""
    articles = list(load_corpus(CORPUS))
    random.Random(2).shuffle(articles)  # noqa: S311  nothing secret
    shuffled = SearchEngine.from_articles(articles, data()).answer("who is in the cast", MARCH)
    assert [e.quote for e in shuffled.excerpts] == [e.quote for e in ask("who is in the cast").excerpts]


SPELLINGS = [
    "Heat2", "#heat2", "Heat²", "Heat II", "heat-2", "HEAT 2:", "Heat Ⅱ", "Heat ②", "Heat 2\ufe0f\u20e3",
    "Ｈｅａｔ２", "heat_2",
    "Heat2's", "“Heat 2”", "Heat\u200b2", "HEATII",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_the_films_name(spelling: str) -> None:
    """However the film's name is typed or printed, it is the film: questions and articles say nothing else by it."""
    text = "Leonardo DiCaprio is in the cast of {}, the studio said on Monday."
    printed = Article("a", text.format(spelling), published=PublishedDate(2026, 3, 1), language="en")
    plain = Article("a", text.format("Heat 2"), published=PublishedDate(2026, 3, 1), language="en")
    for article, question in ((plain, f"{spelling} cast"), (printed, "Heat 2 cast"), (printed, f"cast of {spelling}?")):
        answer = SearchEngine.from_articles([article], data()).answer(question, MARCH)
        assert [excerpt.quote for excerpt in answer.excerpts] == [article.text]
    analysed = SearchEngine.from_articles([plain], data())._questions.analyse(f"{spelling} cast", MARCH)
    assert analysed.topic_concepts == ("cast",)
    assert [word.token.plain for word in analysed.content if not word.in_phrase] == []


@pytest.mark.parametrize(
    "question",
    ["Where is Heat 2 filmed?", "where is heat2 shooting", "Wo wird Heat 2 gedreht?", "Dove si gira Heat 2?"],
)
def test_filming_beside_a_place_tells_where(question: str) -> None:
    """A sentence that speaks of filming and names a place answers where; one that names none does not."""
    text = "The producer said that filming of Heat 2 begins in August{}."
    told = Article("a", text.format(" in Chicago"), published=PublishedDate(2026, 3, 9), language="en")
    untold = Article("b", text.format(""), published=PublishedDate(2026, 3, 9), language="en")
    assert [e.quote for e in SearchEngine.from_articles([told], data()).answer(question, MARCH).excerpts] == [told.text]
    assert SearchEngine.from_articles([untold], data()).answer(question, MARCH).verdict is Verdict.NONE
