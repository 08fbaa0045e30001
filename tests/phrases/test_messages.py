"""Test that errors and evidence are created in English and translated into every language of the bot."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.domain import PublishedDate
from bot.errors import ConflictError, CorpusError, Heat2Error, Problem, SourceError
from bot.phrases import LANGUAGES, load
from bot.phrases.dates import evidence, say_date, say_known_evidence
from bot.phrases.messages import (
    MESSAGES,
    AllOf,
    AnyOf,
    Message,
    is_translated,
    lines_of,
    message,
    say_error,
    say_message,
)
from bot.reading.files import read_upload

BOT = Path(__file__).parents[2] / "bot"
FORMS = re.compile(r"\.(one|many)$")
"""The ending of the key of one form of a phrase that has several."""
KEYS = sorted({FORMS.sub("", key.removeprefix(MESSAGES)) for key in load("en").texts if key.startswith(MESSAGES)})
KINDS = sorted(key.removeprefix("evidence.") for key in load("en").texts if key.startswith("evidence."))
PAGE_FROM_THE_FUTURE = b"""<html><head><meta name="pubdate" content="2062-01-01"></head><body><article><h1>Heat 2</h1>
<p>The crew of Heat 2 will start the cameras in Chicago on August 11, the studio said, and stay for nine weeks.</p>
<p>Ada Kessel, who looks after the locations, told this paper that two bridges are closed for the shoot.</p>
</article></body></html>"""
FOREIGN = [language for language in LANGUAGES if language != "en"]


def placeholders(key: str, language: str = "en") -> set[str] | None:
    """Return the names of the placeholders in a phrase, None if there is none of that key."""
    texts = load(language).texts
    text = texts.get(key) or texts.get(f"{key}.many")
    return None if text is None else {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of a function of that name in the program, with its place."""
    for file in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield f"{file.relative_to(BOT)}:{node.lineno}", node


@pytest.mark.parametrize(("function", "section"), [("message", MESSAGES), ("evidence", "evidence.")])
def test_every_message_of_the_program_is_a_phrase_with_its_values(function: str, section: str) -> None:
    """Every message of the program has a phrase with exactly the values that it is given."""
    wrong = []
    for place, call in calls(function):
        key = call.args[0]
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        given = {keyword.arg for keyword in call.keywords}
        if placeholders(f"{section}{key.value}") != given:
            wrong.append(f"{place}: {key.value} is given {sorted(map(str, given))}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_message_is_said_in_every_language(key: str, language: str) -> None:
    """The text contains the values, and no placeholder is left."""
    names = placeholders(f"{MESSAGES}{key}") or set()
    made = message(key, **{name: f"<{name}>" for name in names})
    assert str(made) == say_message(made, load("en"))
    said = say_message(made, load(language))
    assert "{" not in said
    assert all(f"<{name}>" in said for name in placeholders(f"{MESSAGES}{key}", language) or ())
    assert language == "en" or said != str(made) or key == "problem_in_file"


def test_a_message_is_its_english_text_everywhere_else() -> None:
    """Terminals and logs show English; an error knows what it says in other languages."""
    error = ConflictError(message("moderation.server_full", count=5000))
    assert str(error) == "This server has 5,000 articles, and more are not allowed: remove some first."
    assert "5.000 Artikel" in say_error(error, load("de"))
    assert is_translated(error)


def test_numbers_are_written_as_the_language_does() -> None:
    """Thousands are set apart by a comma, a point or a narrow blank."""
    made = message("moderation.server_full", count=5000)
    said = [say_message(made, load(code)) for code in LANGUAGES]
    for number, sentence in zip(["5,000", "5.000", "5.000", "5\u202f000", "5.000"], said, strict=True):
        assert number in sentence


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "This server has 1 article,", "This server has 2 articles,"),
        ("de", "Entferne ihn zuerst.", "Entferne zuerst einige."),
        ("es", "tiene 1 artículo y", "tiene 2 artículos y"),
        ("fr", "a 1 article et", "a 2 articles et"),
        ("it", "ha 1 articolo e", "ha 2 articoli e"),
    ],
)
def test_one_is_said_in_the_singular(language: str, one: str, many: str) -> None:
    """A message that counts has a form for one and a form for more."""
    for count, form in ((1, one), (2, many)):
        assert form in say_message(message("moderation.server_full", count=count), load(language))


def test_a_value_can_be_a_message() -> None:
    """A message inside another one is translated into the same language."""
    made = message("storable.field", field="title", problem=message("storable.nul", position=3))
    assert str(made) == "The article's title holds a NUL at character 3: remove it."
    assert say_message(made, load("de")) == "Artikel, title: enthält ein NUL an Stelle 3: entferne es."


def test_a_value_can_be_a_list() -> None:
    """The last item of a list follows "or" or "and" in the language of the message."""
    ending = message("upload.ending", endings=AnyOf([".txt", ".htm", ".pdf"]))
    assert str(ending).endswith("choose one that ends in .txt, .htm or .pdf.")
    assert ".txt, .htm oder .pdf" in say_message(ending, load("de"))
    unknown = message("header.unknown_key", value="'x'", keys=AllOf(["id", "date"]))
    assert str(unknown) == "unknown key 'x': the keys are id and date"
    assert "id et date" in say_message(unknown, load("fr"))


def test_mistakes_of_a_file_are_said_one_a_line() -> None:
    """Each mistake is shown with its file and line. A mistake that is not a Message stays as it is."""
    nul = message("storable.nul", position=3)
    error = CorpusError([Problem("a.md", 3, nul), Problem("a.md", 0, "is odd")])
    assert say_error(error, load("de")) == "a.md, Zeile 3: enthält ein NUL an Stelle 3: entferne es\na.md: is odd"
    assert not is_translated(error)
    assert is_translated(CorpusError([Problem("a.md", 3, nul)]))


def test_several_messages_make_one() -> None:
    """Each part is on a line of its own in every language. A plain text among them stays as it is."""
    made = lines_of([message("moderation.gone"), "plain"])
    assert str(made).splitlines()[1] == "plain"
    assert (
        say_message(made, load("de")).splitlines()[0]
        == "So einen Artikel gibt es hier nicht, oder nicht mehr. Sieh noch einmal in die Liste."
    )


def test_a_text_that_is_no_message_is_unchanged() -> None:
    """An error with plain text, or without any text, is shown unchanged."""
    assert say_error(Heat2Error("plain"), load("de")) == "plain"
    assert say_error(Heat2Error(), load("de")) == ""
    assert not is_translated(Heat2Error("plain"))


def test_values_with_braces_are_no_placeholders() -> None:
    """Braces in a title are not filled."""
    made = message("moderation.hide_instead", title="{0.__class__}{title}")
    assert "{0.__class__}{title}" in say_message(made, load("fr"))
    assert isinstance(made, Message)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", FOREIGN)
def test_stored_evidence_is_said_in_every_language(kind: str, language: str) -> None:
    """The English text that is stored is recognised; its values are kept."""
    names = placeholders(f"evidence.{kind}") or set()
    stored = evidence(kind, **dict.fromkeys(names, "x:y"))
    assert say_known_evidence(stored, load("en")) == stored
    said = say_known_evidence(stored, load(language))
    assert said == load(language).say(f"evidence.{kind}", **dict.fromkeys(names, "x:y")) != stored


@pytest.mark.parametrize(
    ("stored", "german"),
    [
        ("the page's address", "die Adresse der Seite"),
        ("article:published_time in the page's meta data", "article:published_time in den Metadaten der Seite"),
        ("datePublished in the page's JSON-LD and its address", "datePublished im JSON-LD der Seite und ihre Adresse"),
        ("stated by a moderator (123456789)", "von einem Moderator angegeben"),
        ("it names the film office's summer list", "it names the film office's summer list"),
        ("", ""),
    ],
)
def test_known_evidence_is_translated_and_all_other_is_shown_as_it_is(stored: str, german: str) -> None:
    """An operator's own words stay. Evidence of earlier versions is recognised, and shown without anybody's id."""
    assert say_known_evidence(stored, load("de")) == german


def test_a_date_is_said_with_its_evidence_in_the_readers_language() -> None:
    """Date and evidence are one line, as terminals show it."""
    date = PublishedDate(2026, 3, 1, inferred=True, evidence=evidence("pdf_made"))
    assert "(ded" in say_date(date, load("it"))
    assert "il giorno in cui è stato creato il PDF" in say_date(date, load("it"))


def test_mistakes_of_an_uploaded_file_are_said_in_the_moderators_language() -> None:
    """Mistakes in dates, front matter, encodings and limits are translated completely and say what to do."""
    bad = {
        "a.md": (
            b"---\ndate: 2024-13-40\nurl: x\nlanguage: xx\ncolour: red\n---\n",
            ["Kalender", "Webadresse", "ISO", "colour"],
        ),
        "b.md": (b"---\na: b: c\n---\nText", ["kein YAML"]),
        "c.md": (b"---\ntitle: T\n", ["zweite Zeile"]),
        "d.txt": (b"caf\xc3\xa9 \xff", ["kein UTF-8"]),
        "e.txt": (b"Title: A\nTitle: B\n\nText", ["noch einmal"]),
        "f.txt": (b"date: 2062-01-01\n\nText", ["Zukunft"]),
        "g.docx": (b"x", [".pdf"]),
        "h.txt": (b"a\n" * 20_001, ["20.00", "Zeilen"]),
        "i.html": (b"<html><body></body></html>", ["kein Artikel"]),
        "j.html": (PAGE_FROM_THE_FUTURE, ["Zukunft"]),
    }
    for name, (content, parts) in bad.items():
        with pytest.raises(SourceError) as caught:
            read_upload(name, content)
        assert is_translated(caught.value), name
        said = say_error(caught.value, load("de"))
        for part in parts:
            assert part in said, said
        for english in (" is ", " the ", "write", "keep one"):
            assert english not in said, said


def test_every_error_of_reading_has_a_message() -> None:
    """No error that a moderator can see is raised with an English text that is not a phrase."""
    folder = BOT / "reading"
    for_operators = {"corpus.py", "subject.py", "read_articles", "read_standard_input", "_content"}
    wrong = []
    for file in (*folder.glob("*.py"), *folder.glob("*/*_file.py")):
        functions = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if hasattr(node, "name")]
        reached = [each for each in functions if not {file.name, each.name} & for_operators]
        for node in (node for function in reached for node in ast.walk(function)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = {"Problem": node.args[2:3], "Complaint": node.args[1:2], "SourceError": node.args[:1]}
                given = [type(text) for text in texts.get(node.func.id, [])]
                if {ast.JoinedStr, ast.Constant} & set(given):
                    wrong.append(f"{file.name}:{node.lineno}")
    assert wrong == []
