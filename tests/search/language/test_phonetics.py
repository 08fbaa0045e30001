"""Misspelt names that no list of names has."""

from __future__ import annotations

from datetime import date

import pytest

from bot.search.language.phonetics import likeliest_name, names_in, phonetic_key
from bot.search.language.tokens import tokenize
from tests.articles import make_article
from tests.engines import engine_over

DAY = date(2027, 7, 1)
MUSIC = make_article(
    "music",
    "Atticus Ross and Hildur Guðnadóttir write the music of Heat 2, and Gerrit Schmidt-Foß speaks.",
    "2027-03-09",
)
CAST = make_article(
    "cast",
    "Adria Arjona interpreta a Elisa en «Heat 2», y Vanessa Kirby a Charlene. El abogado Brett Barbero no dijo nada.",
    "2027-02-04",
    language="es",
)
ENGINE = engine_over([MUSIC, CAST])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("attikus", "atticus"), ("arhona", "arjona"), ("gerit", "gerrit"), ("venesa", "vanessa"), ("butlr", "butler"),
        ("messershmitt", "messerschmidt"), ("gudnadotir", "guðnadóttir"), ("koschinski", "kosinski"),
        ("skarsgard", "skarsgaard"), ("arjnoa", "arjona"),
    ],
)  # fmt: skip
def test_a_misspelt_name_sounds_like_the_right_one(typed: str, name: str) -> None:
    """Doubled, silent, swapped and exchanged letters that sound alike do not change the sound of a name."""
    assert phonetic_key(typed) == phonetic_key(name) != ""
    assert likeliest_name(typed, ["other", name]) == name


@pytest.mark.parametrize(("typed", "name"), [("bernal", "brunello"), ("ross", "rossi"), ("kirby", "kowalski")])
def test_other_names_are_not_taken_for_it(typed: str, name: str) -> None:
    """A name with more wrong letters, or a short one, stays as it was typed."""
    assert not phonetic_key(typed) or not likeliest_name(typed, [name]) or phonetic_key(typed) != phonetic_key(name)


def test_names_stand_beside_another_capital() -> None:
    """Two words with capitals are a name; a capital alone, or with a mark between, is none."""
    text = "Yesterday we met Adria Arjona in Paris, Rome"
    assert list(names_in(text, list(tokenize(text)))) == ["adria", "arjona"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("attikus ross", ["atticus"]),
        ("is adria arhona in it", ["arjona"]),
        ("wer spielt charlene, venesa kirby?", ["vanessa"]),
        ("gerit schmidt foss", ["gerrit"]),
        ("is there a barber in it", ["barber"]),
        ("is zorblax in it", ["zorblax"]),
    ],
)
def test_names_of_the_articles_correct_a_question(question: str, words: list[str]) -> None:
    """A word without meaning becomes the name in the articles that it sounds like; ordinary words never do."""
    known = [word.token.plain for word in ENGINE.analyse(question, DAY).words]
    assert set(words) <= set(known)


def test_a_removed_article_corrects_nothing() -> None:
    """Only names that live articles hold are suggested."""
    words = engine_over([CAST]).analyse("attikus ross", DAY).words
    assert [word.token.plain for word in words] == ["attikus", "ross"]
