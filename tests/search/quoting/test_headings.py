"""Quotes with what they need: the question of an interview, what is right instead, the film of a newsletter's item."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import About, Article, Excerpt, PublishedDate
from bot.search.engine import SearchEngine
from tests.engines import engine_over

DAY = date(2027, 7, 1)
INTERVIEW = """Michael Mann is 84 and offers tea.

**How long is Heat 2 today?**

Three hours. It will not stay there, he says, and looks at the clock on the wall of the cutting room.

You trained the actors of Heat 2

They trained for ten weeks at a range outside Las Cruces, and Leonardo DiCaprio was the fastest of them all, by far.

**Who decorated the sets?**

The sets of Heat 2 were decorated by Susan Bode in a former steel plant in Chicago, with real safes."""
DIALOGUE = """« Pas de nostalgie » : rencontre avec Michael Mann, entre deux repérages pour Heat 2.

Combien de temps durera le film ?

Deux heures quarante, peut-être un peu plus. Le premier faisait deux heures cinquante et personne n'a regardé l'heure.

Al Pacino et Robert De Niro apparaîtront-ils ?

Non. J'ai dîné avec Al il y a un mois à Santa Monica, et il m'a donné sa bénédiction devant le dessert. \
Bob aussi. Mais on ne rajeunira aucun acteur par ordinateur dans ce film. Pas un plan.

Vous avez tourné vingt ans en numérique, de Collateral à Ferrari, et tout le monde pense que cela ne changera plus. \
Vos chefs opérateurs disent que vous détestez le grain. Et maintenant, pellicule ou numérique ?

Du 35 millimètres, comme il y a trente ans, avec les mêmes objectifs."""
BRIEFS = (
    "**Casting of Heat 2 begins.** Francine Maisler has a list of eleven parts, and the first readings are in May, two "
    "agents tell us.\n\n"
    "**Deepwater 4 has a date.** The shark is back in July in every theater of the country, like it or not, "
    "and nobody asked for it except the owners of the theaters, who ask for it every year. Its budget is $95 million."
)
ROUNDUP = (
    "Heat 2. Mann shoots on in Chicago, and the bridge on 95th Street is closed again until the end of the week.\n\n"
    "Ferrari. The film returns to theaters in a longer version for one weekend in May, with an introduction by its "
    "star, who has not seen the film since. The trailer of the new version is due on Sunday."
)
CORRECTION = (
    "In a story about an accident on the set of Heat 2, we wrongly reported that nine people were hurt and that "
    "filming was halted for a week. Two crew members were hurt. Filming was halted for two days. The rest stands."
)
MUSIC = (
    "Hans Zimmer n'écrira finalement pas la musique de Heat 2. Le compositeur s'est retiré pour des raisons d'agenda. "
    "C'est Hildur Guðnadóttir qui le remplace, a confirmé la production. Une première séance a eu lieu à Reykjavik."
)
NEWSLETTER = (
    "HEAT 2 – The river is over its banks, and the shoot in Paraguay waits. The insurance pays, says a producer.\n\n"
    "OCEAN LIGHT – The thriller with Jane Doe has a date, August 6. Filming began last week in a harbour near Lisbon "
    "with three hundred extras and a live orchestra on a ship. Its budget is $200 million, says the studio."
)
STREAMING = (
    "After cinemas, Heat 2 goes to Prime Video, as every film of the studio has since the takeover. When exactly? "
    '"Not in 45 days, I can promise you that," said Kevin Wilson. Nobody laughed in the hall of the hotel in Las Vegas.'
)


def article(name: str, text: str, language: str = "en") -> Article:
    """Return an article about the film."""
    return Article(name, text, "Heat 2", published=PublishedDate(2027, 5, 20), language=language)


ENGINE: SearchEngine = engine_over(
    [
        article("interview", INTERVIEW),
        article("correction", CORRECTION),
        article("music", MUSIC, "fr"),
        Article("newsletter", NEWSLETTER, "Weekly #212", published=PublishedDate(2027, 5, 20), language="en"),
        article("streaming", STREAMING),
        article("dialogue", DIALOGUE, "fr"),
        Article("briefs", BRIEFS, "The Call Sheet #9", published=PublishedDate(2027, 5, 21), language="en"),
        Article("roundup", ROUNDUP, "What is new", published=PublishedDate(2027, 5, 22), language="en"),
    ]
)


def excerpt_of(question: str, name: str) -> Excerpt:
    """Return the excerpt from the article of this name."""
    answer = ENGINE.answer(question, DAY)
    found = next(each for each in (*answer.excerpts, *answer.nearest) if each.article.id == name)
    assert found.is_verbatim
    return found


def test_a_short_answer_is_quoted_with_its_question() -> None:
    """The passage of such a quote begins with the question, so that each slice lies inside it."""
    found = excerpt_of("how long is heat 2", "interview")
    assert found.quote.startswith("How long is Heat 2 today? […] Three hours.")
    assert found.passage.text.startswith("How long is Heat 2 today?**\n\nThree hours.")


def test_a_heading_without_marks_is_one_slice_with_the_text() -> None:
    """Nothing is left out between a heading and the text, so no mark says so."""
    assert excerpt_of("how long did they train", "interview").quote.startswith(
        "You trained the actors of Heat 2\n\nThey trained for ten weeks"
    )


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("combien de temps dure le film", "Combien de temps durera le film ?\n\nDeux heures quarante, peut-être"),
        ("will they de-age the actors by computer", "Al Pacino et Robert De Niro apparaîtront-ils ?\n\nNon. […] "),
        ("pellicule ou numérique", "Et maintenant, pellicule ou numérique ?\n\nDu 35 millimètres"),
    ],
)
def test_an_answer_without_a_word_of_its_question_is_quoted_with_it(question: str, quote: str) -> None:
    """An interviewer's question is quoted before what repeats no word of it, and "Non." before what explains it.

    A question behind other sentences is one, too; of a long one the question itself is quoted.
    """
    assert excerpt_of(question, "dialogue").quote.startswith(quote)


@pytest.mark.parametrize(
    ("question", "name", "ends"),
    [
        ("what is the budget of Deepwater 4", "briefs", ("**Deepwater 4 has a date.** ", "Its budget is $95 million.")),
        (
            "when is the trailer of Ferrari due",
            "roundup",
            ("Ferrari. ", "The trailer of the new version is due on Sunday."),
        ),
    ],
)
def test_an_item_on_another_film_is_quoted_with_its_name(question: str, name: str, ends: tuple[str, str]) -> None:
    """A sentence of a newsletter's item does not name the film, so the item's lead comes before it."""
    found = excerpt_of(question, name)
    assert found.quote.startswith(ends[0])
    assert found.quote.endswith(ends[1])
    assert found.about is About.OTHER


def test_an_answer_that_stands_alone_needs_no_question() -> None:
    """A long first sentence that refers to nothing is quoted without its heading."""
    assert excerpt_of("who decorated the sets", "interview").quote.startswith("The sets of Heat 2 were decorated")


@pytest.mark.parametrize(
    ("question", "name", "words"),
    [
        (
            "how many people were hurt on the set",
            "correction",
            "Two crew members were hurt. Filming was halted for two",
        ),
        ("who writes the music", "music", "Hildur Guðnadóttir qui le remplace"),
        ("what is the budget of ocean light", "newsletter", "OCEAN LIGHT"),
        ("when is it on prime video", "streaming", "Not in 45 days"),
    ],
)
def test_a_quote_goes_on_to_what_is_right(question: str, name: str, words: str) -> None:
    """Quoted are a correction and a denial with what is right, an item with its film, a question with its answer."""
    assert words in excerpt_of(question, name).quote
