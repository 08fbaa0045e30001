"""What each sentence of an article is about."""

from __future__ import annotations

from functools import cache

import pytest

from bot.domain import About, Article, PublishedDate, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.sentence_subjects import quote_subject
from tests.language_data import shipped_data
from tests.search.language.sentence_subjects.cases import LabelledArticle, labelled_articles


@cache
def analyser() -> ArticleAnalyser:
    """Return an analyser with the shipped data."""
    return ArticleAnalyser(shipped_data())


def passages(article: Article) -> list[AnalysedPassage]:
    """Return the analysed passages of an article."""
    return [each for each in analyser().analyse(article).passages if isinstance(each, AnalysedPassage)]


def subjects(text: str, title: str = "", language: str = "en", published: str = "2026-03-10") -> list[str]:
    """Return what the sentences of a text are about, as answers in JSON say it."""
    article = Article("a", text, title, published=PublishedDate.parse(published), language=language)
    return [sentence.about.value for passage in passages(article) for sentence in passage.sentences]


def right_and_all(labelled: LabelledArticle) -> tuple[int, int]:
    """Return the number of sentences whose subject is found, and of all sentences.

    A label may cover two short sentences, such as a question and its answer; the last one counts.
    """
    text = labelled.article.text
    found = [(each.span.of(text), each.about) for passage in passages(labelled.article) for each in passage.sentences]
    right = 0
    for sentence, label in labelled.labels:
        about = [value for piece, value in found if piece in sentence]
        right += bool(about) and about[-1] is label
    return right, len(labelled.labels)


@pytest.mark.parametrize(
    ("name", "floor"),
    [("first.txt", 0.95), ("second.txt", 0.93), ("third.txt", 0.95), ("fourth.txt", 0.85), ("fifth.txt", 0.95)],
)
def test_most_sentences_are_understood(name: str, floor: float) -> None:
    """Sentences of news, newsletters, interviews, reviews and lists in five languages have the right subject."""
    counts = [right_and_all(each) for each in labelled_articles(name)]
    right, total = (sum(count[place] for count in counts) for place in (0, 1))
    assert total >= 70
    assert right / total >= floor


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Heat cost $60 million. Heat 2 costs $150 million.", ["original", "subject"]),
        ("en", "Heat 2 starts in May. The original ran for three hours.", ["subject", "original"]),
        ("en", "Heat 2 starts in May. The original plan was April.", ["subject", "subject"]),
        ("en", "Heat 2 starts in May. His first film was about a prison.", ["subject", "subject"]),
        ("en", "Heat 2 starts in May. Ferrari made $43 million.", ["subject", "other"]),
        ("en", "Heat 2 starts in May. The Dune sequel is late.", ["subject", "other"]),
        ("en", "Heat 2 starts in May. Mann, who directed Ferrari, is 83.", ["subject", "subject"]),
        ("en", "Heat 2 starts in May. A thief in the heat of the night.", ["subject", "subject"]),
        ("en", "Heat 2 starts in May. Bale plays Hanna, as Pacino did in 1995.", ["subject", "subject"]),
        ("de", "Heat 2 startet im Mai. Das Original lief 170 Minuten.", ["subject", "original"]),
        ("de", "Heat 2 startet im Mai. Der Nachfolger kostet mehr.", ["subject", "subject"]),
        ("es", "Heat 2 empieza en mayo. La primera película duraba tres horas.", ["subject", "original"]),
        ("fr", "Heat 2 commence en mai. Le premier film durait trois heures.", ["subject", "original"]),
        ("it", "Heat 2 comincia a maggio. Il primo film durava tre ore.", ["subject", "original"]),
    ],
)
def test_sentences(language: str, text: str, expected: list[str]) -> None:
    """A sentence is about the film that it names as its subject."""
    assert subjects(text, language=language) == expected


def test_it_goes_on_with_the_film_before() -> None:
    """After a sentence about the old film, "it" is the old film, until something current is said."""
    text = (
        "Heat 2 costs $150 million. The first film cost $60 million. It ran for three hours. Filming will start in May."
    )
    assert subjects(text) == ["subject", "original", "original", "subject"]


def test_the_past_goes_on_in_the_past() -> None:
    """A passage about the old film goes on in the past tense, and ends where a sentence mentions a coming day."""
    text = "Heat 2 films in Chicago. The original lasted 170 minutes. Critics liked the ending. "
    assert subjects(text + "A crane lifts the cars.") == ["subject", "original", "original", "subject"]
    assert subjects(text + "Cameras moved on Monday.") == ["subject", "original", "original", "subject"]


def test_sections_of_a_newsletter() -> None:
    """Where a film is a heading of its own, the sections under other headings are about something else."""
    text = "Heat 2\n\nThe date has moved.\n\nNuremberg\n\nRussell Crowe plays a marshal.\n\nIt runs 148 minutes."
    assert subjects(text, "The reel letter") == ["subject", "other", "other"]


def test_items_in_capitals() -> None:
    """Items of a newsletter begin with their subject in capitals; a place alone is a dateline."""
    items = "HEAT 2 — The bill climbs.\n\nLISBON. Eleven crews are in town.\n\nANNECY. A bear walked in."
    assert subjects(items, "Letter no. 214") == ["subject", "other", "other", "other", "other"]
    assert set(subjects("CHICAGO - Filming of Heat 2 began.\n\nThe river was closed.")) == {"subject"}


def test_an_item_names_its_film_behind_its_lead() -> None:
    """A word in capitals may stand before the sentence that names the film of an item."""
    items = "LOCKED. Mann has finished Heat 2. It runs 186 minutes.\n\nWHALES. Saltline moves to May. It has a poster."
    assert subjects(items, "Letter no. 215")[1:3] == ["subject", "subject"]
    assert set(subjects(items, "Letter no. 215")[3:]) == {"other"}


def test_items_of_a_list() -> None:
    """In a list with an item on the new film, the items that name no film are about something else."""
    items = "• Heat 2 has wrapped. Mann is cutting it.\n• Deepwater 4 has a date. It is June 12.\n• Oslo is cold."
    assert subjects(items, "The briefing") == ["subject", "subject", "other", "other", "other"]
    assert set(subjects(items, "Heat 2: all we know")) == {"subject"}
    assert set(subjects("• It runs 171 minutes.\n• It is rated R.", "The briefing")) == {"subject"}


def test_emphasised_items() -> None:
    """An item whose emphasised lead names neither film nor anybody known is about something else."""
    items = (
        "**Heat 2 is cast.** The list has eleven parts.\n\n**Deepwater 4 is back.** It costs $95 million.\n\n"
        "The shark is old.\n\n**Christian Bale is fine.** His knee has healed."
    )
    assert subjects(items, "The Call Sheet") == ["subject", "subject", *["other"] * 3, "subject", "subject"]
    assert set(subjects(items.replace("Deepwater 4", "The wait"), "Heat 2: all we know")) == {"subject"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Heat 2 has a date. It puts Mann's film one week ahead of the next “Ferrari” and against nobody."),
        ("de", "Heat 2 hat einen Starttermin. Der Film tritt im Dezember gegen den neuen „Ferrari“ an."),
        ("es", "Heat 2 tiene fecha. La película competirá en diciembre contra la nueva «Ferrari» en los cines."),
    ],
)
def test_another_film_beside_the_new_one(language: str, text: str) -> None:
    """A film that something is put beside is named in passing."""
    assert subjects(text, language=language) == ["subject", "subject"]


def test_an_interview() -> None:
    """An answer is about what its question is about."""
    text = "Heat 2 starts in May.\n\nWhat do you remember of the first film? The noise.\n\nAnd Collateral? The nights."
    assert subjects(text) == ["subject", "original", "original", "other", "other"]


def test_a_box_of_facts_is_about_its_own_film() -> None:
    """A box of facts under an article on the new film is about the film of 1995, or about another one that it names."""
    box = "Release Date December {year} Director Michael Mann Cast {cast} Runtime 130 minutes Writers Michael Mann"
    lead = "Heat 2 starts filming in August.\n\n"
    old = lead + box.format(year=1995, cast="Al Pacino , Robert De Niro")
    other = lead + "Ferrari " + box.format(year=2023, cast="Adam Driver")
    assert subjects(old) == ["subject", "original"]
    assert subjects(other) == ["subject", "other"]


def test_another_heat() -> None:
    """Teams, weather and other films whose names hold "Heat" are something else."""
    assert set(subjects("The Miami Heat lost. The Heat play again on Sunday.", "Heat fall to Knicks")) == {"other"}
    assert subjects("Heat 2 starts in May. Heat wave warnings were lifted.") == ["subject", "subject"]
    assert subjects("Heat 2 starts in May. Red Heat is on at ten.") == ["subject", "other"]


def test_a_short_text_without_names_is_about_the_new_film() -> None:
    """What somebody adds without naming a film is taken as news of Heat 2."""
    assert subjects("Filming starts in August.") == ["subject"]


def test_a_long_text_without_any_known_name_is_about_something_else() -> None:
    """An article that never names a film, person or company of the film's world has another subject."""
    assert set(subjects("The council met again. " * 9)) == {"other"}


def test_an_empty_text_has_no_sentences() -> None:
    """An article of boilerplate alone is analysed without an error."""
    assert subjects("Share this") == []


def test_a_quote_is_about_what_its_answering_sentence_is_about() -> None:
    """The sentence that answers decides; if it is not quoted, the first quoted one does."""
    text = "Heat 2 costs $150 million. The first film cost $60 million."
    (passage,) = passages(Article("a", text, language="en"))
    first, second = (sentence.span for sentence in passage.sentences)
    assert quote_subject(passage, [Span(first.start, second.end)], 1) is About.ORIGINAL
    assert quote_subject(passage, [first], 1) is About.SUBJECT
    assert quote_subject(passage, [], 0) is About.SUBJECT


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Heat 2 has a date. It gets three weeks in large halls before Avengers takes them over.",
            ["subject"] * 2,
        ),
        ("en", "Heat 2 is being edited. It is longer than Ferrari.", ["subject"] * 2),
        ("en", "Heat 2 is done. Warner, the owner of the first Heat, does not take part in it.", ["subject"] * 2),
        ("fr", "Heat 2 se monte. Warner, propriétaire du premier « Heat », ne participe pas.", ["subject"] * 2),
        (
            "de",
            "Der Teaser zu Heat 2 kommt. Er läuft ab Freitag auch vor Ferrari. Er dauert 94 Sekunden.",
            ["subject"] * 3,
        ),
        ("it", "Heat 2 è quasi finito. Il costo totale? «Più di Ferrari, meno di quanto scrivono.»", ["subject"] * 3),
        ("es", "Heat 2 dura tres horas. Es más larga que Ferrari.", ["subject"] * 2),
        ("en", "Heat 2 is the end, says Mann. There will be no Heat 3.", ["subject"] * 2),
        ("en", "Heat 2 is being edited. Ferrari cost $95 million.", ["subject", "other"]),
        ("en", "Heat 2 is being edited. The first Heat, shot in 1994, cost $60 million.", ["subject", "original"]),
    ],
)
def test_a_film_that_is_only_compared_with(language: str, text: str, expected: list[str]) -> None:
    """A film named in a comparison, a time, or a phrase between commas is not the subject; neither is a third part."""
    assert subjects(text, "Heat 2", language) == expected


def test_another_film_that_no_list_has() -> None:
    """A title is known by the noun after it, or by the number at the end of a text; a maker's name is no title."""
    brief = "Margot Robbie's Ocean's prequel wrapped in Monaco on Friday. It is slated for June 25, 2027."
    title = "Week in film: Ocean's, Heat 2, Mission"
    assert subjects(f"{brief}\n\nHeat 2 takes a break until January.", title) == ["other", "other", "subject"]
    assert subjects("Heat 2 is in Chicago. Ocean's prequel wrapped.", "Heat 2") == ["subject", "other"]
    assert subjects("Stunt drivers train in Sydney.", "Cold Pursuit 4") == ["other"]
    assert subjects("Stunt drivers train in Sydney.", "Act 2") == ["subject"]
    assert subjects("Heat 2 is in Chicago. Mann's prequel is done. The Warner sequel costs more.") == ["subject"] * 3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Verleih zeigt den Film auch im Original Ton."),
        ("es", "La distribuidora no sabe cuántas salas la pondrán en versión original."),
        ("es", "El disco con la banda sonora original sale en octubre."),
        ("fr", "Le distributeur ne sait pas combien de salles le montreront en version originale."),
        ("fr", "Le disque de la bande originale sort en octobre."),
        ("it", "Il distributore non sa quante sale proietteranno il film in lingua originale."),
        ("it", "Il disco con la colonna sonora originale esce a ottobre."),
        ("en", "Some cinemas show it in the original language."),
    ],
)
def test_the_original_language_is_not_the_original_film(language: str, text: str) -> None:
    """ "Original" beside "language" or "soundtrack" is no film."""
    assert subjects(text, "Heat 2", language) == ["subject"]


@pytest.mark.parametrize(
    ("language", "title", "texts"),
    [
        (
            "en",
            "Five shoots to watch",
            ["Dune: Messiah. Villeneuve has wrapped.", "Heat 2. Mann shoots in Los Angeles. Alba is out."],
        ),
        (
            "es",
            "Cinco rodajes",
            ["Dune: Messiah. Villeneuve terminó.", "Heat 2. Mann rueda en Los Ángeles. Alba lo deja."],
        ),
        ("fr", "Cinq tournages", ["Dune : Villeneuve a fini.", "Heat 2 – Mann tourne à Los Angeles. Alba s’en va."]),
        ("it", "Cinque set", ["Dune: Villeneuve ha finito.", "«Heat 2»: Mann gira a Los Angeles. Alba lascia."]),
    ],
)
def test_an_item_of_a_round_up_is_about_the_film_that_it_begins_with(
    language: str, title: str, texts: list[str]
) -> None:
    """In an article on several films, all sentences of a paragraph are about the film whose name it begins with."""
    found = subjects("\n\n".join(texts), title, language)
    assert (found[0], found[-1]) == ("other", "subject")
