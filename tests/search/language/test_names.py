"""Known names, and names that capital letters reveal."""

from __future__ import annotations

from collections import defaultdict

import pytest
import yaml

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data
from bot.search.language.names import Name, NameList, looks_like_person, read_names
from bot.search.language.tokens import LANGUAGES, tokenize
from bot.subject import NamedThing, Original, Subject
from tests.language_data import shipped_subject
from tests.search.language.helpers import words


def test_names_in_every_form() -> None:
    """A person is found by a nickname, and a place with the places around it."""
    names = NameList.load(shipped_subject())
    (leo, _), *_ = names.find(words("is leo in it", ""), "en")
    assert leo.label == "Leonardo DiCaprio"
    (batam, _), *_ = names.find(words("à Batam", ""), "fr")
    assert "Indonesia" in batam.within
    assert [names.without_genitive_s(word) for word in ("leos", "drivers", "islands")] == ["leo", "drivers", "islands"]
    assert [name.label for name, _ in names.find(words("filming in la", ""), "en")] == ["Los Angeles"]
    assert not names.find(words("la prima parte", ""), "it")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("A stunt driver crashed on the set", []),
        ("The deadline of the butler is Friday", []),
        ("Driver crashed on the set", ["Adam Driver"]),
        ("Deadline reports that Butler is out", ["Deadline", "Austin Butler"]),
        ("Michael mann is here", ["Michael Mann"]),
        ("driver is in, says deadline", ["Adam Driver", "Deadline"]),
        ("Ana is in, and so is Leonardo", ["Ana de Armas", "Leonardo DiCaprio"]),
        ("The thriller by Ana Lund's sister is late, as Leonardo Padura has said", []),
        ("Ana Joins Leo On Set", ["Ana de Armas", "Leonardo DiCaprio"]),
    ],
)
def test_a_name_of_one_word_begins_with_a_capital_in_articles(text: str, labels: list[str]) -> None:
    """An article's "driver" is nobody, unless the whole sentence is written without capitals."""
    tokens = list(tokenize(text))
    found = NameList.load(shipped_subject()).find_written(text, tokens, words(text, ""), "en")
    assert sorted(name.label for name, _ in found) == sorted(labels)


def test_forms_belong_to_one_name() -> None:
    """No form belongs to two names in a language, and the places around a place are names themselves."""
    names = yaml.safe_load(read_data("names.yaml"))
    names["the film's"] = {each.name: list(each.forms) for each in shipped_subject().named}
    labels = {label for group in names.values() for label in group}
    owners: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for label, entry in (pair for group in names.values() for pair in group.items()):
        also, within = (entry.get("also", []), entry.get("in", [])) if isinstance(entry, dict) else (entry, [])
        assert labels.issuperset(within), label
        for form in (label, *also):
            language, colon, rest = str(form).partition(":")
            assert not colon or language in LANGUAGES, form
            plain = " ".join(unaccented(token.plain) for token in tokenize(rest if colon else form))
            for each in [language] if colon else LANGUAGES:
                owners[each, plain].add(label)
    assert not {form: who for form, who in owners.items() if len(who) > 1}


def test_names_of_another_file() -> None:
    """Names are read from a text in the form of the data file."""
    names = read_names("people: {Jane Roe: roe}\nplaces: {Ghent: {also: [gent], in: [Belgium]}}\n", "own.yaml")
    (ghent, _), (roe, _) = names.find(words("roe in gent", ""), "en")
    assert {ghent, roe} == {Name("Ghent", "where", ("Belgium",)), Name("Jane Roe", "who")}


def test_people_have_capital_letters() -> None:
    """Two words with capital first letters look like a person's name, one does not."""
    assert looks_like_person("then Steve Weintraub asked")
    assert not looks_like_person("then a reporter asked Mann")


def test_a_form_belongs_to_the_film_first() -> None:
    """A name that the film has, or gives to somebody, is no other work and nobody else."""
    vell = NamedThing("Tomas Vell", "people", ("nolan",))
    names = NameList.load(Subject("Gladiator III", "g", Original("Gladiator", 2000), named=(vell,)))
    assert names.find(words("gladiator", ""), "en") == []
    assert [name.label for name, _ in names.find(words("nolan", ""), "en")] == ["Tomas Vell"]
    assert [name.label for name, _ in NameList.load().find(words("nolan", ""), "en")] == ["Christopher Nolan"]
    assert [name.label for name, _ in NameList.load().find(words("hanna", ""), "en")] == []
