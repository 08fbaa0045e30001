"""Test that every language has the same phrases, and that English replaces a missing language."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest

from bot.domain import Reason, ReasonCode, SmallTalk, Step, StepCode, TermRole, TermWeight
from bot.phrases import LANGUAGES, load, set_subject
from bot.phrases.explanations import say_found, say_reason, say_step, say_term
from bot.phrases.phrases import MAX_MENU
from bot.reading.subject import MAX_COMMAND, MAX_TITLE
from bot.search.language.analysis import OPEN_KIND
from bot.search.language.concept import ANSWER_KINDS
from bot.subject import Subject

CONCEPTS = {TermRole.TOPIC, TermRole.NEAR, TermRole.KIND, TermRole.MODIFIER}


def placeholders(text: str) -> set[str]:
    """Return the names of the placeholders in a phrase."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_placeholders(language: str) -> None:
    """No language lacks a phrase or a placeholder that English has, and none has one of its own."""
    english, other = load("en").texts, load(language).texts
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_padded(language: str) -> None:
    """A phrase is never blank and never carries space at its edges."""
    assert [key for key, text in load(language).texts.items() if not text.strip() or text != text.strip()] == [
        key
        for key, text in load(language).texts.items()
        if key in {"number.thousands", "reason.word_separator"} and text
        if text != text.strip()
    ]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_sentences_are_translated(language: str) -> None:
    """A sentence is translated, not a copy of the English one."""
    english = load("en").texts
    sentences = {key: text for key, text in load(language).texts.items() if text.endswith((".", "?"))}
    assert [key for key, text in sentences.items() if text == english[key]] == []


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de", "de"), ("de-CH", "de"), ("es_419", "es"), ("EN-gb", "en"), ("ja", "en"), ("", "en"), ("../de", "en")],
)
def test_a_missing_language_falls_back_to_english(asked: str, spoken: str) -> None:
    """A locale gets the phrases of its language, and an unknown one the English phrases."""
    assert load(asked).language == spoken


def test_values_are_put_in_as_they_are() -> None:
    """A value with braces of its own is no placeholder."""
    assert load("en").say("reason.word", word="{0.__class__} {words}") == "“{0.__class__} {words}”"


def test_an_unknown_key_is_an_error() -> None:
    """A missing phrase raises KeyError instead of showing nothing."""
    with pytest.raises(KeyError):
        load("en").say("no.such.phrase")


def test_numbers_choose_their_form() -> None:
    """One is singular and every other number is plural."""
    assert [load("en").count("age.days", number) for number in (1, 2)] == ["1 day ago", "2 days ago"]


def test_a_number_has_the_point_of_its_language() -> None:
    """A weight is written with a point in English and with a comma elsewhere, and no line breaks before it."""
    assert [load(language).decimal(-1.25, "+") for language in ("en", "de")] == ["-1.2", "-1,2"]
    assert say_step(Step(StepCode.START, weight=0.6), load("fr"), str) == "au départ\N{NO-BREAK SPACE}: +0,6"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_breaks_before_a_sign(language: str) -> None:
    """The space before or after a sign is a no-break space: `50 %`, `Pourquoi ?`, `« mot »`."""
    breakable = re.compile(r" [?!;:»%]|« ")
    assert [key for key, text in load(language).texts.items() if breakable.search(text)] == []


def test_a_language_is_named_in_the_readers_language() -> None:
    """German is Deutsch to a German reader, and a language without a name keeps its code."""
    assert [load(code).name_of_language("de") for code in LANGUAGES] == [
        "German", "Deutsch", "alemán", "allemand", "tedesco",
    ]  # fmt: skip
    assert load("en").name_of_language("tlh") == "tlh"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted({*ReasonCode} - {ReasonCode.ANSWERED, ReasonCode.SMALL_TALK}))
@pytest.mark.parametrize(("words", "concept"), [((), ""), (("budget", "Oslo"), ""), ((), "release date")])
def test_every_reason_has_its_sentence(language: str, code: ReasonCode, words: tuple[str, ...], concept: str) -> None:
    """Every reason is a sentence in every language, whatever it is about."""
    said = say_reason(Reason(code, words), load(language), concept)
    assert said.endswith((".", "?"))
    assert "{" not in said


def test_a_reason_names_what_it_is_about() -> None:
    """A reason names the words or the fact that no article has."""
    english = load("en")
    assert say_reason(Reason(ReasonCode.NOT_MENTIONED, ("Oslo", "fjord")), english) == (
        "Sorry, my articles don't mention “Oslo” or “fjord” so far."
    )
    assert "release date" in say_reason(Reason(ReasonCode.NO_SUCH_FACT, (), "release"), english, "release date")
    assert "release" in say_reason(Reason(ReasonCode.NO_SUCH_FACT, (), "release"), english)


def test_an_answer_needs_no_reason() -> None:
    """The reason of an answered question is an empty text."""
    assert say_reason(Reason(ReasonCode.ANSWERED), load("en")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(StepCode))
def test_every_step_of_a_decision_has_a_line(code: StepCode, language: str) -> None:
    """Every step has a line in each language, with its words, its share and its weight."""
    words = {StepCode.CORRECTED: ("fliming", "filming"), StepCode.KIND: ("when",), StepCode.LANGUAGE: ("de",)}
    said = say_step(Step(code, words.get(code, ("filming",)), 0.5, -1.25), load(language), lambda c: f"the {c}")
    assert said.endswith("-1.2" if language == "en" else "-1,2") or code is StepCode.CORRECTED
    assert ("the filming" in said) == (code is StepCode.TOPIC)
    assert ("50" in said) == (code in {StepCode.COVERAGE, StepCode.RESULT})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", list(TermRole))
def test_every_term_says_what_it_stands_for(role: TermRole, language: str) -> None:
    """A term is shown in each language with its words, the names of its concepts and the number of its passages."""
    phrases = load(language)
    term = TermWeight(("filming", "start"), 1.0, role, 3, ("when", OPEN_KIND))
    said = say_term(term, phrases, lambda concept: f"the {concept}")
    assert ("the filming, the start" in said) == (role in CONCEPTS)
    assert said.endswith(f"({phrases.say('kind.when')}, {phrases.say('kind.open')})")
    assert phrases.say(f"term.{role.value}") in say_found(term, phrases)
    assert "3" in say_found(term, phrases)


def test_a_term_that_no_passage_holds_says_so() -> None:
    """No passage, one passage and several passages have different forms."""
    found = [say_found(TermWeight(("budget",), 1.0, TermRole.TOPIC, count), load("fr")) for count in range(3)]
    assert found == ["sujet, dans aucun paragraphe", "sujet, dans 1 paragraphe", "sujet, dans 2 paragraphes"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_answer_has_a_name(language: str) -> None:
    """Every kind of answer has a name in every language."""
    assert all(load(language).say(f"kind.{kind}") for kind in ANSWER_KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", SmallTalk)
def test_every_kind_of_small_talk_has_a_line(language: str, kind: SmallTalk) -> None:
    """Each kind has a line of its own, which only for help holds the example questions."""
    phrases = load(language)
    said = say_reason(Reason(ReasonCode.SMALL_TALK, small_talk=kind), phrases)
    assert "Heat 2" in said or kind is SmallTalk.COMMAND
    assert [other for other in SmallTalk if phrases.say(f"small_talk.{other.value}") == said] == [kind]
    with_examples = say_reason(Reason(ReasonCode.SMALL_TALK, ("One?", "Two?"), small_talk=kind), phrases)
    assert all((example in with_examples) is (kind is SmallTalk.HELP) for example in ("One?", "Two?"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_commands_are_called_by_their_names_in_the_language(language: str) -> None:
    """Where a phrase tells somebody to use a command, it calls it as Discord shows it in that language."""
    texts = load(language).texts
    tables = ("command", "sources", "feeds", "timeline", "gaps")
    names = {text for key, text in texts.items() if key.partition(".")[0] in tables}
    called = {key: re.findall(r"/heat2(?:-sources)? ([\w-]+)", text) for key, text in texts.items()}
    assert len([key for key, words in called.items() if words]) > 15
    assert {key: words for key, words in called.items() if not names.issuperset(words)} == {}


@pytest.fixture
def long_title() -> Iterator[Subject]:
    """Speak about a film with a title of the greatest length, which is no sequel."""
    before = load("en").subject
    subject = Subject("The Night Before the Lighthouse of Rimo".ljust(MAX_TITLE, "a"), "x" * MAX_COMMAND)
    set_subject(subject)
    yield subject
    set_subject(before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_title_fits_into_discord(long_title: Subject, language: str) -> None:
    """With the longest title, descriptions of commands and names of menus are within Discord's limits."""
    texts = load(language).texts
    described = {key: len(text) for key, text in texts.items() if key.endswith("description")}
    assert long_title.title in texts["command.description"]
    assert max(described.values()) <= 100
    assert all(0 < len(texts[menu]) <= MAX_MENU for menu in ("command.answer_menu", "command.add_menu"))
    assert texts["command.add_menu"] in texts["sources.pins_hidden.one"]
    assert not any("{film}" in text or "{original" in text for text in texts.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_names_the_shipped_film(long_title: Subject, language: str) -> None:
    """A bot about another film says nothing of Heat 2, apart from the commands of the terminal."""
    texts = {key: re.sub(r"heat2 (?:import|export)", "", text) for key, text in load(language).texts.items()}
    assert {key: text for key, text in texts.items() if re.search(r"heat|1995", text, re.IGNORECASE)} == {}
