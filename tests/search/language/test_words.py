from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from importlib.resources import files

import pytest
import Stemmer
import yaml

from bot.domain import Article, PublishedDate, Span
from bot.search.engine import SearchEngine
from bot.search.language.amounts import find_amounts
from bot.search.language.lexicon import Lexicon, Translations, read_word_lists
from bot.search.language.names import NameList, looks_like_person, read_names
from bot.search.language.phrase_matcher import PhraseMatcher, StemmedWord
from bot.search.language.question import QuestionAnalyser
from bot.search.language.spelling import Speller, SpellingDictionary
from bot.search.language.times import Calendar, find_times
from bot.search.language.tokens import _ALGORITHMS, LANGUAGES, _stem_exceptions, normalize, stem, tokenize, unaccented
from bot.search.suggestions import best_completions
from bot.text.language import detect_language
from tests.language_data import shipped_concepts, shipped_data


@cache
def times() -> Calendar:
    """The shipped calendar."""
    return Calendar.read((files("bot.search") / "data" / "calendar.yaml").read_text(encoding="utf-8"))


@cache
def _questions() -> QuestionAnalyser:
    """The analyser of questions over the shipped data and no articles."""
    return SearchEngine.from_articles([], shipped_data())._questions


def words(text: str, language: str = "en") -> list[StemmedWord]:
    """A sentence as the matcher takes it."""
    function = Lexicon.load()[language or "en"].function
    plain = [unaccented(token.plain) for token in tokenize(text)]
    return [StemmedWord(each, stem(each, language), each in function) for each in plain]


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Heat’s", "heat"), ("L.A.", "la"), ("l'acteur", "acteur"), ("can't", "cant"), ("Dreh\u00adbuch", "drehbuch"),
        ("ＨＥＡＴ", "heat"), ("d'accord", "accord"), ("James'", "jame"), ("37,2", "37,2"),
    ],
)  # fmt: skip
def test_normalize(word: str, plain: str) -> None:
    """A word is compared without case, width, possessive, elided article, soft hyphens and the dots of initials."""
    assert normalize(word) == plain


def test_tokens_keep_their_place() -> None:
    """Tokens name the very characters that they are."""
    text = "  «Où?» — L.A., 1,350 extras"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["Où", "L.A.", "1,350", "extras"]


@pytest.mark.parametrize(
    ("language", "together", "apart"),
    [
        ("es", "casa casas", "casado"),
        ("fr", "mars", "mari"),
        ("it", "fino", "finire"),
        ("de", "bote boten", "bot"),
        ("de", "sprecher sprecherin", "sprechen"),
        ("en", "inside", "insider"),
    ],
)
def test_what_the_stemmer_mixes_up_is_told_apart(language: str, together: str, apart: str) -> None:
    """Words of another meaning have a stem of their own, with and without their accents."""
    stems = {stem(word, language) for word in together.split()}
    assert len(stems) == 1
    assert stem(apart, language) not in stems
    assert stem("público", "es") == stem("publico", "es") != stem("publicación", "es")


def test_every_stem_of_its_own_is_needed() -> None:
    """No listed word would have had that stem anyway."""
    own = _stem_exceptions()
    assert len(own) > 300
    for (language, word), form in own.items():
        assert unaccented(Stemmer.Stemmer(_ALGORITHMS[language]).stemWord(word)) != form, (language, word)


def test_stems_meet_without_accents() -> None:
    """Words typed without their accents have the stem of those with them."""
    assert stem("película", "es") == stem("pelicula", "es")
    assert stem("filming", "en") == stem("filmed", "en")
    assert stem("2024", "de") == "2024"


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("production begin", "production is to begin", True),
        ("production begin", "production will surely begin", False),
        ("go before ... cameras", "they go before the running old cameras", True),
        ("(shoot|film) in", "they filmed in August", True),
        ("dreh*", "der Drehbeginn", True),
        ("*budget", "das Gesamtbudget", True),
        ("=casting", "they cast him", False),
        ("sci-fi", "a sci-fi film", True),
        ("who is in it", "who is in it", True),
        ("who is in it", "who was there", False),
    ],
)
def test_the_language_of_phrases(phrase: str, text: str, found: bool) -> None:
    """Phrases match as the matcher's own description says."""
    assert bool(PhraseMatcher([("x", phrase)], "en").find(words(text))) is found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$170M", [170e6]), ("170 Millionen Dollar", [170e6]), ("170 million dollars", [170e6]),
        ("37,2 Mio. Euro", [37.2e6]), ("1.350 Komparsen", []), ("£2 a month", [2]), ("in 2024", []),
    ],
)  # fmt: skip
def test_amounts(text: str, values: list[float]) -> None:
    """Equal sums are equal however they are written; years and counts are no sums."""
    assert [amount.value for amount in find_amounts(text)] == values


JULY_2024 = PublishedDate(2024, 7, 17)


@pytest.mark.parametrize(
    ("text", "in_question", "found"),
    [
        ("on August 9", False, [(2024, (8, 8))]),
        ("at the beginning of 2025", False, [(2025, (1, 4))]),
        ("im November 2024", False, [(2024, (11, 11))]),
        ("in march 25", True, [(2025, (3, 3))]),
        ("on March 25", False, [(2024, (3, 3))]),
        ("its early 24 for me", True, [(2024, (1, 4))]),
        ("next year", False, [(2025, (1, 12))]),
        ("2024-01-05", False, [(2024, (1, 1)), (2024, (1, 12))]),
        ("it may march on", False, []),
        ("it comes soon", False, [(0, (1, 12))]),
    ],
)
def test_times(text: str, in_question: bool, found: list[tuple[int, tuple[int, int]]]) -> None:
    """Dates, months, parts of years and relative expressions point to their months; "may" and "march" need company."""
    mentions = find_times(times(), text, Span(0, len(text)), JULY_2024, in_question=in_question)
    assert [(mention.year, mention.months) for mention in mentions] == found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mccauly", "mccauley"), ("scirpt", "script"), ("asdf", ""), ("stroke", ""), ("script", ""), ("strikes", "")],
)
def test_spelling(typed: str, meant: str) -> None:
    """Typing mistakes are corrected; other words, correct words and nonsense are left alone."""
    speller = Speller({"en": SpellingDictionary(["mccauley", "strike", "script"])}, other_words={"strikes"})
    assert speller.correction(typed, ["en"]) == meant


@pytest.mark.parametrize(("articles", "read_as"), [([], "filming"), ([Article("a", "The fliming of it.")], "fliming")])
def test_words_of_articles_are_not_corrected(articles: list[Article], read_as: str) -> None:
    """A question's unknown word is corrected, unless an article holds it as it was typed."""
    questions = SearchEngine.from_articles(articles, shipped_data())._questions
    word = questions.analyse("when does fliming start", date(2026, 3, 10)).words[2]
    assert (word.typed, word.token.plain) == ("fliming", read_as)


def test_names_in_every_form() -> None:
    """A person is found under a nickname, and a place with what it lies in."""
    names = NameList.load()
    (leo, _), *_ = names.find(words("is leo in it", ""), "en")
    assert leo.label == "Leonardo DiCaprio"
    (batam, _), *_ = names.find(words("à Batam", ""), "fr")
    assert "Indonesia" in batam.within
    assert names.without_genitive_s("leos") == "leo"
    assert [name.label for name, _ in names.find(words("filming in la", ""), "en")] == ["Los Angeles"]
    assert not names.find(words("la prima parte", ""), "it")


def test_forms_belong_to_one_name() -> None:
    """No form stands for two names in a language, and what a place lies in is a name itself."""
    names = yaml.safe_load((files("bot.search") / "data" / "names.yaml").read_text(encoding="utf-8"))
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


def test_own_names() -> None:
    """Names are read from a text in the form of the data file."""
    names = read_names("people: {Jane Roe: roe}\nplaces: {Ghent: {also: [gent], in: [Belgium]}}\n")
    assert names["Ghent"].within == ("Belgium",)
    assert names["Jane Roe"].kind == "who"


def test_people_by_their_capitals() -> None:
    """Two words in capitals side by side look like a person."""
    assert looks_like_person("then Steve Weintraub asked")
    assert not looks_like_person("then a reporter asked Mann")


def test_translations() -> None:
    """A word brings in the stems of its translations, and an unknown word none."""
    assert stem("kellnerin", "de") in Translations.load().stems_for("waitress", ("en",))
    assert Translations.load().stems_for("zzz", ("en",)) == ()


def test_rows_of_translations() -> None:
    """A row has a word in each language and none twice; a form with more than two meanings would find everything."""
    text = (files("bot.search") / "data" / "translations.txt").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line and not line.startswith("#")]
    cells = [[[word.strip() for word in column.split(",")] for column in row] for row in rows]
    assert not [row for row in cells if len(row) != len(LANGUAGES) or not all(all(cell) for cell in row)]
    assert not [cell for row in cells for cell in row if len(set(cell)) < len(cell)]
    for column, _ in enumerate(LANGUAGES):
        often = Counter(word for row in cells for word in row[column])
        assert not [word for word, rows_with_it in often.items() if rows_with_it > 2]


def test_word_lists() -> None:
    """Sections, remarks and accents of a word file are read."""
    lists = read_word_lists("[function]\nthe où # remark\n[common]\n[greeting]\nhey\n")
    assert sorted(lists.function) == ["ou", "the"]
    assert not lists.common
    assert lists.greeting == frozenset({"hey"})


def test_common_words_are_no_topic() -> None:
    """What says nothing is no topic's phrase as a single word; one that only colours another topic may be both."""
    topics = [concept for concept in shipped_concepts() if not concept.modifier]
    for language in LANGUAGES:
        asked = [phrase.removeprefix("=") for concept in topics for phrase in concept.ask.get(language, ())]
        assert not Lexicon.load()[language].common.intersection(map(unaccented, map(normalize, asked))), language


@pytest.mark.parametrize(
    "text",
    [
        "moin zusammen", "buenos días a todos", "salut tout le monde", "ciao a tutti", "good evening everyone",
        "hola buenas gente", "bonsoir les gens", "buonasera ragazzi", "guten Abend allerseits", "hey folks",
    ],
)  # fmt: skip
def test_a_greeting_of_many_is_a_greeting(text: str) -> None:
    """Who greets everyone asks nothing."""
    assert _questions().analyse(text, date(2026, 3, 10)).is_greeting


@pytest.mark.parametrize(
    ("text", "language"),
    [("Wann beginnen die Dreharbeiten zu diesem Film endlich?", "de"), ("", ""), ("12345 !!!", "")],
)
def test_language(text: str, language: str) -> None:
    """A sentence tells its language; nothing and noise tell none."""
    assert detect_language(text) == language


def test_completions() -> None:
    """What begins as typed comes first, then what holds the words, then what is alike; nonsense has none."""
    questions = ["Who is in the cast?", "When does filming start?", "When is the release date?"]
    assert best_completions("when", questions, 5)[0] == "When does filming start?"
    assert best_completions("start film", questions, 5) == ["When does filming start?"]
    assert best_completions("relase date", questions, 5)[0] == "When is the release date?"
    assert best_completions("", questions, 2) == questions[:2]
    assert best_completions("qqqqqq", questions, 5) == []
