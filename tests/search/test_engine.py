"""The search engine answers from the newest state, verbatim, in five languages."""

from __future__ import annotations

import gc
import random
import weakref
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Answer, Article, PassageKind, PublishedDate, Reason, ReasonCode, StepCode, Verdict
from bot.reading.corpus import load_corpus
from bot.search.engine import SearchEngine
from bot.search.quoting.excerpts import MAX_EXCERPTS
from bot.search.ranking.weights import DEFAULT_WEIGHTS
from tests.articles import make_article
from tests.engines import engine_over, forget_analyses

MARCH = date(2026, 3, 10)
CORPUS = Path(__file__).parents[2] / "corpus"
NEWEST = "2026-03-05-heat-bei-netflix"


@cache
def shipped() -> SearchEngine:
    """Return the engine over the shipped articles, which is built once."""
    return engine_over(load_corpus(CORPUS))


def ask(question: str, as_of: date = MARCH) -> Answer:
    """Return the answer of the shipped articles."""
    return shipped().answer(question, as_of)


@pytest.mark.parametrize("language", ["pt", "gl", "ja", "zh", "nl", "ru"])
def test_an_article_in_an_unsupported_language_is_found_by_words_and_names(language: str) -> None:
    """It is found by names and words in it, and does not prevent other articles from being found."""
    text = "Michael Mann e Adam Driver em Lisboa: Heat 2 será filmado em agosto, disse Bruckheimer."
    other = Article("other", text, "Heat 2 em Lisboa", "Jornal", published=PublishedDate(2026, 3, 1), language=language)
    engine = engine_over([*load_corpus(CORPUS), other])
    assert engine.answer("when does filming start", MARCH).verdict is Verdict.ANSWER
    assert "other" in {excerpt.article.id for excerpt in engine.answer("Adam Driver Lisboa", MARCH).excerpts}


def test_a_new_passing_mention_does_not_lead() -> None:
    """An older statement about the budget comes before a newer article that only shares words with the question."""
    statement = make_article("statement", "The budget of Heat 2 is 150 million dollars.", "2026-01-20")
    new = make_article("new", "Heat 2 has 800 crew members. It is a big one.", "2026-03-01")
    engine = engine_over([statement, new])
    assert engine.answer("whats the budget of heat 2 now", MARCH).excerpts[0].article.id == "statement"


def test_a_question_with_two_years_asks_for_the_state() -> None:
    """ "In 2026 or 2027?" is answered by the newest statement, although an older one names both years."""
    old = make_article("old", "Heat 2 is released in 2026 or 2027.", "2024-02-01")
    new = make_article("new", "Heat 2 is released in 2027, the studio says.", "2026-02-01")
    engine = engine_over([old, new])
    assert engine.answer("is it released in 2026 or 2027", MARCH).excerpts[0].article.id == "new"


def test_news_of_another_film_is_not_news_of_this_one() -> None:
    """Dates in an article that mentions Heat 2 only at its end belong to another film, however new the article is."""
    other = make_article(
        "other",
        "Ferrari opened the festival.\n\nCruz won.\n\nIt opens in theaters on Christmas Day.\n\nHeat 2 is next.",
        "2026-03-01",
        title="Venice: the red film",
    )
    own = make_article("own", "Heat 2 comes to theaters in October 2027.", "2026-01-05")
    answer = engine_over([own, other]).answer("when does it come out", MARCH)
    assert answer.excerpts[0].article.id == "own"


def test_a_name_in_the_title_counts_for_every_paragraph() -> None:
    """A film that only the title names need not be named again in the paragraph that answers."""
    article = Article("c", "Budget: 90 million dollars.", "Crime 101, or how to steal Michael Mann", language="en")
    answer = engine_over([article]).answer("how much did crime 101 cost", MARCH)
    assert answer.verdict is Verdict.ANSWER


def test_a_year_is_as_old_as_its_middle() -> None:
    """An article dated "2025" counts as one of the middle of 2025, so an article of that autumn is newer."""
    year = make_article("year", "Filming of Heat 2 starts in May.", "2025")
    autumn = make_article("autumn", "Heat 2 starts filming in June.", "2025-10-05")
    answer = engine_over([year, autumn]).answer("when does filming start", MARCH)
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
    """In any language and spelling, the newest statement on filming comes first, and the plans of 2024 are older."""
    excerpts = ask(question).excerpts
    assert excerpts[0].article.id == NEWEST
    assert "noch nicht genau fest" in excerpts[0].quote
    assert not excerpts[0].older
    plans = [excerpt for excerpt in excerpts[1:3] if "2024" in excerpt.quote]
    assert plans
    assert all(plan.older for plan in plans)


@pytest.mark.parametrize("question", ["who directs heat 2", "who is the director", "wer führt regie", "chi dirige"])
def test_who_directs(question: str) -> None:
    """A topic that one of the most relevant passages states is answered, though another one is a little nearer."""
    assert "Mann" in " ".join(excerpt.quote for excerpt in ask(question).excerpts)


def test_the_box_of_1995_is_no_release_date() -> None:
    """The box of facts about the film of 1995 is not among the first three excerpts on the release date."""
    excerpts = ask("what is the release date").excerpts
    assert excerpts
    assert all(excerpt.passage.kind is not PassageKind.FACTS_ELSEWHERE for excerpt in excerpts[:3])


def test_the_order_does_not_change_without_news() -> None:
    """If no article is added for months, the order of the excerpts stays the same."""
    later = ask("when does filming start", date(2027, 3, 10))
    assert [e.quote for e in later.excerpts] == [e.quote for e in ask("when does filming start").excerpts]


def test_as_of_hides_what_came_later() -> None:
    """Articles published after the given day are not quoted."""
    excerpts = ask("when does filming start", date(2024, 6, 1)).excerpts
    assert excerpts
    assert NEWEST not in {excerpt.article.id for excerpt in excerpts}


def test_a_day_before_all_articles() -> None:
    """As of a day before the first article, the reason is that there are no articles."""
    assert ask("when does filming start", date(2020, 1, 1)).reason.code is ReasonCode.NO_ARTICLES


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("hello", ReasonCode.SMALL_TALK),
        ("", ReasonCode.NO_QUESTION),
        ("?!… \0 \u202e", ReasonCode.NO_QUESTION),
        ("who composes the score", ReasonCode.NO_SUCH_FACT),
        ("is austin butler in it", ReasonCode.NOT_MENTIONED),
        ("how do i boil rice", ReasonCode.OFF_TOPIC),
        ("quel téléphone acheter", ReasonCode.OFF_TOPIC),
        ("météo paris", ReasonCode.OFF_TOPIC),
        ("did anybody get hurt", ReasonCode.NOT_MENTIONED),
        ("se ha lesionado alguien", ReasonCode.NOT_MENTIONED),
        ("how do i fix my bicycle", ReasonCode.OFF_TOPIC),
    ],
)
def test_the_reason_of_a_refusal(question: str, code: ReasonCode) -> None:
    """A greeting, an empty question, an unknown fact, an unknown name and an unrelated question differ."""
    answer = ask(question)
    assert (answer.verdict, answer.excerpts, answer.reason.code) == (Verdict.NONE, (), code)


def test_a_missing_name_is_told_as_it_was_typed() -> None:
    """A refusal repeats "méxico" and "Austin butler" as the member wrote them, and not the name in the data."""
    assert ask("¿se estrena heat 2 en méxico?").reason.words == ("méxico",)
    assert ask("is Austin butler in it").reason.words == ("Austin butler",)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("budget ?", ""),
        ("casting ?", ""),
        ("trailer", ""),
        ("release date", "en"),
        ("le budget ?", "fr"),
        ("reparto", "es"),
        ("riprese", "it"),
        ("besetzung", "de"),
    ],
)
def test_a_word_of_many_languages_tells_none(question: str, language: str) -> None:
    """English words that other languages have too leave the language of the reply to the server."""
    assert ask(question).language == language


@pytest.mark.parametrize(
    "question",
    [
        "trailer?", "cast?", "director?", "besetzung", "trailer", "reparto", "¿actores?", "tráiler", "acteurs ?",
        "bande annonce", "attori?", "regista?", "colonna sonora",
    ],
)  # fmt: skip
def test_a_topic_alone_asks_as_clearly_as_a_sentence(question: str) -> None:
    """A topic that an article states is answered, although nothing but its name was typed."""
    engine = engine_over(
        [
            make_article("trailer", "The first trailer of Heat 2 was released on Monday.", "2026-03-01"),
            make_article("cast", "The cast of Heat 2 includes Christian Bale and Austin Butler.", "2026-02-20"),
            make_article(
                "score", "Heat 2 is directed by Michael Mann, and its score is by Elliot Goldenthal.", "2026-02-10"
            ),
        ]
    )
    assert engine.answer(question, MARCH).verdict is Verdict.ANSWER


def test_no_articles() -> None:
    """An engine without articles says so, and suggests nothing."""
    engine = engine_over([])
    assert engine.answer("when does filming start", MARCH).reason.code is ReasonCode.NO_ARTICLES
    assert engine.suggest("", "en", MARCH, 25) == []


def test_a_question_of_five_megabytes() -> None:
    """A question of megabytes gets a verdict, as only its beginning is read."""
    assert ask("filming " * 700_000).verdict in Verdict


def test_a_statement_in_several_articles_is_quoted_from_the_first() -> None:
    """The first article is quoted, and its copies are named in the order of their dates, undated ones last."""
    words = "Production of Heat 2 starts in August 2026 in the old harbour, the producer told a small radio station."
    articles = [
        make_article("late", f"Production news: {words}", "2026-02-09"),
        Article("undated", f"{words} Nobody knows when.", language="en"),
        make_article("first", words, "2026-01-02"),
        make_article("copy", f"{words} So we read.", "2026-01-09"),
    ]
    excerpts = engine_over(articles).answer("when does filming start", MARCH).excerpts
    assert [excerpt.article.id for excerpt in excerpts] == ["first"]
    assert [article.id for article in excerpts[0].also_in] == ["copy", "late", "undated"]


def answered(question: str, *texts: str) -> list[str]:
    """Return the quotes from English articles with these texts, each a month newer than the one before."""
    articles = [
        Article(f"a{n}", text, published=PublishedDate(2025, n), language="en") for n, text in enumerate(texts, 1)
    ]
    return [excerpt.quote for excerpt in engine_over(articles).answer(question, MARCH).excerpts]


def test_news_in_brief_of_another_film_does_not_lead() -> None:
    """A newer brief item on another film does not lead, unless it names Heat 2."""
    ours = "Heat 2 starts shooting on September 14, 2026, says the studio."
    theirs = "In brief: the comedy Lunch Money starts shooting on May 4."
    first = answered("when does filming start", ours, theirs)[0]
    assert first == ours
    about_it = theirs.replace("the comedy Lunch Money", "Heat 2")
    assert answered("when does filming start", ours, about_it)[0] == about_it


def test_a_title_does_not_speak_for_every_paragraph() -> None:
    """A paragraph that names one of the people in the title comes before paragraphs that name another one."""
    article = make_article(
        "a1",
        "Leonardo DiCaprio is in talks to star as Chris Shiherlis.\n\nThe crew gathers in Chicago.\n\n"
        "Adam Driver is no longer involved, his agent confirms.",
        "2025-10-08",
        title="DiCaprio in talks and Adam Driver out",
    )
    engine = engine_over([article])
    assert (
        engine.answer("is adam driver still attached", MARCH).excerpts[0].quote.startswith("Adam Driver is no longer")
    )


def test_a_question_about_the_past_is_not_answered_by_the_present() -> None:
    """A question in the past tense finds the old offer of the company it names; one with "now" finds the newest."""
    old = "Warner offered 170 million dollars for the budget of Heat 2."
    new = "The budget of Heat 2 is now 150 million dollars, says the producer."
    assert answered("how much did warner offer", old, new)[0] == old
    assert answered("what is the budget now", old, new)[0] == new


def test_a_question_typed_as_in_a_chat() -> None:
    """Chat abbreviations are expanded in their language."""
    article = "Dion Beebe is the cinematographer of Heat 2.", "Chicago is a city."
    assert answered("kien es el dire de foto", *article) == [article[0]]


def test_suggestions_are_answered() -> None:
    """Every suggested question has an answer, and the typed text is completed."""
    offered = shipped().suggest("", "en", MARCH, 25)
    assert offered
    assert all(ask(question).verdict is Verdict.ANSWER for question in offered)
    assert shipped().suggest("when is the r", "en", MARCH, 25)[0] == "When is the release date?"
    assert "Where is Heat 2 being filmed?" not in offered
    assert shipped().suggest("zzzzqqqq", "en", MARCH, 25) == []


def test_an_answer_is_explained() -> None:
    """An explanation contains the question's terms, and ends with the probability and the bound that it met."""
    explanation = ask("when does filming start").explanation
    assert explanation.steps[-1].share >= explanation.steps[-1].least == DEFAULT_WEIGHTS.min_probability
    assert ("filming",) in {term.words for term in explanation.terms}
    assert explanation.steps[-1].code is StepCode.RESULT


def test_an_unused_engine_is_freed_at_once() -> None:
    """No part of an engine waits for the garbage collector, which may have been told to skip it."""
    engine = engine_over([Article("a", "Filming of Heat 2 starts in August.", language="en")])
    engine.answer("when does filming start", MARCH)
    engine.suggest("when", "en", MARCH, 5)
    parts = [weakref.ref(engine), *(weakref.ref(part) for part in vars(engine).values() if hasattr(part, "__dict__"))]
    parts += [weakref.ref(engine._excerpts._matched_words)]
    shared = {id(each) for each in (engine._data, engine._concepts, engine._weights, engine._model)}
    gc.disable()
    try:
        del engine
        forget_analyses()
        left = [part() for part in parts if part() is not None and id(part()) not in shared]
    finally:
        gc.enable()
    assert left == []


VOCABULARY = sorted({word for article in load_corpus(CORPUS) for word in article.text.split()})


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)))
@settings(max_examples=150)
def test_every_quote_is_verbatim(question: str) -> None:
    """For any question, each excerpt consists of slices of its article, and there are at most MAX_EXCERPTS."""
    answer = ask(question)
    assert len(answer.excerpts) <= MAX_EXCERPTS
    for excerpt in (*answer.excerpts, *answer.nearest):
        assert excerpt.is_verbatim
        assert all(piece in excerpt.article.text for piece in excerpt.quote.split(" […] "))
        assert all(word in excerpt.quote for word in excerpt.matched)


def test_the_order_of_articles_does_not_matter() -> None:
    """The answer is the same for any order in which the articles were added."""
    articles = list(load_corpus(CORPUS))
    random.Random(2).shuffle(articles)  # noqa: S311  nothing secret
    shuffled = engine_over(articles).answer("who is in the cast", MARCH)
    assert [e.quote for e in shuffled.excerpts] == [e.quote for e in ask("who is in the cast").excerpts]


SPELLINGS = [
    "Heat2", "#heat2", "Heat²", "Heat II", "heat-2", "HEAT 2:", "Heat Ⅱ", "Heat ②", "Heat 2\ufe0f\u20e3",
    "Ｈｅａｔ２", "heat_2",
    "Heat2's", "“Heat 2”", "Heat\u200b2", "HEATII",
]  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spellings_of_the_films_name(spelling: str) -> None:
    """Any spelling of the film's name, in questions and in articles, means the film and nothing else."""
    text = "Leonardo DiCaprio is in the cast of {}, the studio said on Monday."
    printed = make_article("a", text.format(spelling), "2026-03-01")
    plain = make_article("a", text.format("Heat 2"), "2026-03-01")
    for article, question in ((plain, f"{spelling} cast"), (printed, "Heat 2 cast"), (printed, f"cast of {spelling}?")):
        answer = engine_over([article]).answer(question, MARCH)
        assert [excerpt.quote for excerpt in answer.excerpts] == [article.text]
    analysed = engine_over([plain])._questions.analyse(f"{spelling} cast", MARCH)
    assert analysed.topic_concepts == ("cast",)
    assert [word.token.plain for word in analysed.content if not word.in_phrase] == []


@pytest.mark.parametrize(
    "question",
    ["Where is Heat 2 filmed?", "where is heat2 shooting", "Wo wird Heat 2 gedreht?", "Dove si gira Heat 2?"],
)
def test_filming_beside_a_place_tells_where(question: str) -> None:
    """A sentence about filming answers "where" only if it names a place."""
    text = "The producer said that filming of Heat 2 begins in August{}."
    with_place = make_article("a", text.format(" in Chicago"), "2026-03-09")
    without_place = make_article("b", text.format(""), "2026-03-09")
    assert [e.quote for e in engine_over([with_place]).answer(question, MARCH).excerpts] == [with_place.text]
    assert engine_over([without_place]).answer(question, MARCH).verdict is Verdict.NONE


def test_an_ordinary_word_is_no_name() -> None:
    """A "stunt driver" is not Adam Driver, and "drivers" in a question are not his."""
    day = date(2026, 3, 10)
    engine = engine_over(
        [
            make_article("stunt", "A stunt driver crashed a truck for Heat 2. The driver is fine.", "2026-03-01"),
            make_article("road", "Drivers should avoid Lower Wacker Drive during Heat 2, the city says.", "2026-03-02"),
        ]
    )
    assert engine.answer("is Adam Driver in it", day).reason == Reason(ReasonCode.NOT_MENTIONED, ("Adam Driver",))
    assert engine.answer("what should drivers avoid", day).excerpts[0].article.id == "road"
    assert not engine.analyse("where do the stunt drivers train", day).names


@pytest.mark.parametrize("question", ["release date in italy", "quando esce in italia"])
def test_a_city_in_a_title_tells_nothing_of_its_country(question: str) -> None:
    """The German date of an article whose title names Venice answers nothing on Italy, and mentions Germany."""
    day, release = date(2027, 3, 1), "The German release of Heat 2 is set for March 16, 2028."
    engine = engine_over([make_article("date", release, "2027-02-20", title="Heat 2 to skip Venice")])
    assert engine.answer(question, day).verdict is Verdict.NONE
    german = engine.answer("release date in germany", day)
    assert german.verdict is Verdict.ANSWER or german.reason.code is ReasonCode.NOTHING_NEAR


def test_a_compound_is_named_in_one_piece() -> None:
    """An unknown word with hyphens is not told as its parts."""
    engine = engine_over([make_article("a", "Filming of Heat 2 starts in August.", "2026-03-09")])
    assert engine.answer("is there a sky-tram in heat 2", date(2026, 3, 10)).reason.words == ("sky-tram",)
