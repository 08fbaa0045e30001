"""`subject.toml`: what it may hold, and what is said of mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SubjectError
from bot.reading.subject import FILE, load_subject
from bot.subject import NamedThing, Original, Subject

WHOLE = """
title = "Northlight II"
command = "northlight"
names = ["northlight 2"]

[original]
title = "Northlight"
year = 2009

[people]
"Ada Quist" = ["quist", "en:ada"]

[places]
"Tromsø" = []
"""


def subject_of(folder: Path, text: str) -> Subject:
    """Return the subject of a folder with this file."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_subject(folder, folder / "nowhere")


def test_a_whole_file(tmp_path: Path) -> None:
    """The film, its command, its names, the film before it and its people are read."""
    named = (NamedThing("Ada Quist", "people", ("quist", "en:ada")), NamedThing("Tromsø", "places"))
    original = Original("Northlight", 2009)
    assert subject_of(tmp_path, WHOLE) == Subject(
        "Northlight II", "northlight", original, ("northlight 2",), named, None
    )
    (tmp_path / "concepts.yaml").write_text("{}", encoding="utf-8")
    assert load_subject(tmp_path, tmp_path).concepts == tmp_path / "concepts.yaml"


def test_title_and_command_are_enough(tmp_path: Path) -> None:
    """A film with one name and without a film before it needs two lines."""
    assert subject_of(tmp_path, 'title = "Emberfall"\ncommand = "emberfall"') == Subject("Emberfall", "emberfall")


def test_a_folder_without_the_file_is_about_the_shipped_film(tmp_path: Path) -> None:
    """Articles without a subject of their own have that of the default folder."""
    home = tmp_path / "home"
    home.mkdir()
    subject_of(home, WHOLE)
    assert load_subject(tmp_path, home).title == "Northlight II"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('command = "x"', 0, "'title' is missing: write 1 to 40 characters"),
        ('title = "X"', 0, "'command' is missing: write 1 to 24 lowercase letters"),
        (f'title = "{"x" * 41}"\ncommand = "x"', 1, "'title' is 'xxxx"),
        ('title = "**X**"\ncommand = "x"', 1, "'title' is '**X**': write 1 to 40 characters without"),
        ('title = "…"\ncommand = "x"', 1, "'title' is '…'"),
        ('title = 7\ncommand = "x"', 1, "'title' is '7'"),
        ('title = "X"\ncommand = "The Film"', 2, "'command' is 'The Film': write 1 to 24 lowercase letters"),
        ('title = "X"\ncommand = "Film"', 2, "'command' is 'Film'"),
        ('title = "X"\ncommand = "/film"', 2, "'command' is '/film'"),
        (f'title = "X"\ncommand = "{"x" * 25}"', 2, "'command' is 'xxxx"),
        ('title = "X"\ncomand = "x"', 2, "'comand' is not a key here; the keys are title, command, names, original, "),
        ('title = "X"\ncommand = "x"\nnames = "y"', 3, "'names' is 'y': write a list of names in lower case"),
        ('title = "X"\ncommand = "x"\nnames = ["Y"]', 3, "'names' is 'Y'"),
        ('title = "X"\ncommand = "x"\nnames = ["(y"]', 3, "'names' is '(y'"),
        ('title = "X"\ncommand = "x"\nnames = ["en:y"]', 3, "'names' is 'en:y'"),
        ('title = "X"\ncommand = "x"\noriginal = "W"', 3, "'original' is 'W': write a section [original]"),
        ('title = "X"\ncommand = "x"\n[original]\ntitle = "W"', 0, "'original.year' is missing: write the year"),
        ('title = "X"\ncommand = "x"\n[original]\ntitle = "W"\nyear = "2009"', 5, "'original.year' is '2009'"),
        ('title = "X"\ncommand = "x"\n[original]\ntitle = ""\nyear = 2009', 4, "'original.title' is ''"),
        ('title = "X"\ncommand = "x"\n[original]\ntitle = "W"\nyear = 3', 5, "'original.year' is '3'"),
        ('title = "X"\ncommand = "x"\n[people]\n"Jane Doe" = "doe"', 4, "'people.Jane Doe' is 'doe': write a list of"),
        ('title = "X"\ncommand = "x"\n[people]\n"Jane Doe" = ["Doe"]', 4, "'people.Jane Doe' is 'Doe'"),
        ('title = "X"\ncommand = "x"\n[people]\n"Jane Doe" = ["xx:doe"]', 4, "'people.Jane Doe' is 'xx:doe'"),
        ('title = "X"\ncommand = "x"\npeople = "Jane Doe"', 3, "'people' is 'Jane Doe': write a list of further"),
        ('title = "X"\ncommand = "x"\n[people]\n"*Jane*" = []', 4, "'people.*Jane*' is '*Jane*'"),
        ('title = "X"\ncommand = "x"\n[actors]', 3, "'actors' is not a key here"),
        ("title = X", 1, "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_what_to_write(tmp_path: Path, text: str, line: int, words: str) -> None:
    """Each mistake is one line with the file, the line where it can be told, the value, and what would be right."""
    with pytest.raises(SubjectError) as caught:
        subject_of(tmp_path, text)
    problem = next(each for each in caught.value.problems if words in each.message)
    assert (problem.file, problem.line) == (str(tmp_path / FILE), line)
    assert "\n" not in problem.message


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    """A file with three mistakes has three problems."""
    with pytest.raises(SubjectError) as caught:
        subject_of(tmp_path, 'titel = "X"\ncommand = "A B"\n')
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("content", [None, b"title = '\xff'"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    """Bytes that are not UTF-8, or no file anywhere, give one clear message."""
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SubjectError, match="cannot be read: save it as UTF-8 text"):
        load_subject(tmp_path, tmp_path)
