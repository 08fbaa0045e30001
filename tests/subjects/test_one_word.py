"""A film with one name that is an ordinary word, and without a film before it."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from bot.domain import About, Article, Verdict
from bot.search.engine import SearchEngine
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.subject import Subject
from tests.articles import make_article
from tests.engines import engine_over

DAY = date(2025, 6, 1)
FILM = make_article(
    "film",
    "Weapons will be released in theaters on August 8, 2025. It runs for 128 minutes.\n\n"
    "A sequel to Weapons is planned, the studio said.",
    "2025-03-01",
    title="Weapons opens in August",
    publisher="Paper",
)
ARMY = make_article(
    "army",
    "The army has bought weapons worth two billion dollars. The minister said the weapons will arrive in May. "
    "Nobody knows who pays.",
    "2025-04-01",
    title="Two billion for the army",
    publisher="Paper",
)


@cache
def data() -> LanguageData:
    """Return the language data of the film."""
    return LanguageData.load(ConceptList.load(Subject("Weapons", "weapons")))


@cache
def engine() -> SearchEngine:
    """Return an engine over both articles."""
    return engine_over([FILM, ARMY], data())


def passages_of(article: Article) -> list[AnalysedPassage]:
    """Return the analysed passages of an article."""
    passages = ArticleAnalyser(data()).analyse(article).passages
    return [passage for passage in passages if isinstance(passage, AnalysedPassage)]


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("when does weapons come out", "August 8, 2025"),
        ("is a sequel to weapons planned", "A sequel to Weapons is planned"),
        ("how long is weapons", "128 minutes"),
    ],
)
def test_the_title_in_small_letters_is_the_film(question: str, quoted: str) -> None:
    """A question that names the film by an ordinary word is answered about the film."""
    answer = engine().answer(question, DAY)
    assert answer.verdict is Verdict.ANSWER
    assert quoted in answer.excerpts[0].quote
    assert {excerpt.about for excerpt in answer.excerpts if excerpt.article == FILM} == {About.SUBJECT}


def test_the_word_in_an_article_is_not_the_film() -> None:
    """An article that has the word only in lower case is about something else, and nothing is about an original."""
    about = {article.id: {each.article_about for each in passages_of(article)} for article in (FILM, ARMY)}
    assert about == {"film": {About.SUBJECT}, "army": {About.OTHER}}


def test_without_an_original_no_statement_is_about_one() -> None:
    """A box of facts about another film is about another film, since there is no original."""
    text = "Weapons opens in August.\n\nThe original ran for 90 minutes. The first film cost $4 million."
    article = make_article("a", text, "2025-03-01", title="Weapons", publisher="Paper")
    assert About.ORIGINAL not in {each.about for passage in passages_of(article) for each in passage.sentences}
    assert not engine().analyse("how long is the first film", DAY).about_original
