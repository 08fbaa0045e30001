"""Reading of `subject.toml`, which says what film a corpus is about."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import Problem, SubjectError
from bot.phrases import LANGUAGES
from bot.subject import NamedThing, Original, Subject
from bot.text.lists import all_of
from bot.text.safe_text import one_line

FILE: Final = "subject.toml"
CONCEPTS_FILE: Final = "concepts.yaml"
MAX_TITLE: Final = 40
"""Maximum number of characters of a title: with it, every description of a command fits into Discord's 100."""
MAX_COMMAND: Final = 24
"""Maximum number of characters of a command: Discord allows 32, and the moderators' one has `-sources` after it."""
_MARKUP: Final = frozenset("{}<>[]*_`~|\\@#")
_COMMAND = re.compile(rf"[-\w]{{1,{MAX_COMMAND}}}")
_LANGUAGE = re.compile(rf"\A(?:{'|'.join(LANGUAGES)}):")
_NAME = re.compile(r"=?\w+(?:[ .'’&+-]{1,2}\w+)*\.?")
_SECTIONS: Final = ("people", "organisations", "places", "works")
_MAX_SHOWN: Final = 60


def _check_title(value: str) -> str:
    is_plain = value.isprintable() and value == value.strip() and _MARKUP.isdisjoint(value)
    if not is_plain or not any(map(str.isalnum, value)):
        raise ValueError
    return value


def _check_command(value: str) -> str:
    if not _COMMAND.fullmatch(value) or value != value.lower():
        raise ValueError
    return value


def _check_name(value: str) -> str:
    if not _NAME.fullmatch(value) or value != value.lower():
        raise ValueError
    return value


def _check_form(value: str) -> str:
    _check_name(_LANGUAGE.sub("", value, count=1))
    return value


_Title = Annotated[str, Field(min_length=1, max_length=MAX_TITLE), AfterValidator(_check_title)]
_Forms = tuple[Annotated[str, AfterValidator(_check_form)], ...]
_Names = Annotated[
    dict[Annotated[str, Field(min_length=1), AfterValidator(_check_title)], _Forms],
    Field(description='a list of further names in lower case for each name, as "Jane Doe" = ["doe"]'),
]
_TITLE = f"1 to {MAX_TITLE} characters without {' '.join(sorted(_MARKUP))}; of a longer title, what people say"


class _Original(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[_Title, Field(description=_TITLE)]
    year: Annotated[int, Field(ge=1870, le=2100, strict=True, description="the year of its release, as 2009")]


class _File(BaseModel):
    """The file. The description of a field is what an error asks for."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[_Title, Field(description=_TITLE)]
    command: Annotated[
        str,
        AfterValidator(_check_command),
        Field(description=f"1 to {MAX_COMMAND} lowercase letters, digits, - or _, which Discord allows as /command"),
    ]
    names: Annotated[
        tuple[Annotated[str, AfterValidator(_check_name)], ...],
        Field(description='a list of names in lower case, as ["northlight 2"]'),
    ] = ()
    original: Annotated[_Original | None, Field(description="a section [original] with title and year")] = None
    people: _Names = {}
    organisations: _Names = {}
    places: _Names = {}
    works: _Names = {}


def load_subject(folder: Path, default: Path) -> Subject:
    """Return the subject of a folder of articles; that of the folder `default` if it has no `subject.toml`.

    Raises SubjectError with all mistakes of the file.
    """
    file = next((file for file in (folder / FILE, default / FILE) if file.is_file()), folder / FILE)
    try:
        text = file.read_text(encoding="utf-8")
        parsed = _File.model_validate(tomllib.loads(text))
    except (OSError, UnicodeDecodeError) as error:
        raise SubjectError([Problem(str(file), 0, "cannot be read: save it as UTF-8 text")]) from error
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        raise SubjectError([Problem(str(file), int(place[1]) if place else 0, f"is not TOML: {error}")]) from error
    except ValidationError as error:
        raise SubjectError(list(_problems(error.errors(), file, text))) from error
    original = Original(parsed.original.title, parsed.original.year) if parsed.original else None
    named = [
        NamedThing(name, section, forms) for section in _SECTIONS for name, forms in getattr(parsed, section).items()
    ]
    concepts = file.with_name(CONCEPTS_FILE)
    return Subject(
        parsed.title, parsed.command, original, parsed.names, tuple(named), concepts if concepts.is_file() else None
    )


def _problems(errors: list[ErrorDetails], file: Path, text: str) -> Iterator[Problem]:
    """Yield one problem for each value that is wrong, missing or unknown."""
    for error in errors:
        *path, key = [str(part) for part in error["loc"] if isinstance(part, str) and part != "[key]"]
        fields = (_Original if path[:1] == ["original"] else _File).model_fields
        name = ".".join((*path, key))
        if error["type"] == "extra_forbidden":
            message = f"'{name}' is not a key here; the keys are {all_of(fields)}"
        else:
            wanted = fields[path[0] if path and path[0] in _SECTIONS else key].description
            state = "missing" if error["type"] == "missing" else _shown(error["input"])
            message = f"'{name}' is {state}: write {wanted}"
        yield Problem(str(file), _line_of(path, key, text), message)


def _shown(value: Any) -> str:
    return f"'{one_line(str(value), _MAX_SHOWN)}'"


def _line_of(path: Sequence[str], key: str, text: str) -> int:
    """Return the number of the line that sets a key or begins its section, 0 if none does."""
    section = text.find(f"[{path[0]}]") if path else 0
    pattern = re.compile(rf"^\s*(?:\[{re.escape(key)}\]|[\"']?{re.escape(key)}[\"']?\s*=)", re.MULTILINE)
    place = pattern.search(text, max(section, 0))
    return text.count("\n", 0, place.end()) + 1 if place else 0
