"""The rules of the code: imports, lengths of functions, and words that no file may contain."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_FUNCTION_LINES = 50

BELOW: Mapping[str, frozenset[str]] = {
    "errors": frozenset(),
    "domain": frozenset(),
    "subject": frozenset(),
    "private_files": frozenset(),
    "phrases": frozenset({"domain", "errors", "subject"}),
    "text": frozenset({"errors", "phrases"}),
    "config": frozenset({"errors", "private_files", "text"}),
    "reading": frozenset({"domain", "errors", "phrases", "subject", "text"}),
    "search": frozenset({"domain", "errors", "private_files", "subject", "text"}),
    "store": frozenset({"config", "domain", "errors", "phrases", "private_files", "text"}),
    "library": frozenset({"domain", "errors", "phrases", "private_files", "reading", "search", "store", "text"}),
    "cli": frozenset(
        {
            "config",
            "domain",
            "errors",
            "library",
            "phrases",
            "private_files",
            "reading",
            "search",
            "store",
            "subject",
            "text",
        }
    ),
    "discord_app": frozenset({"domain", "errors", "library", "phrases", "reading", "search", "store", "text"}),
}
"""The parts of `bot` that each part may import, besides itself. `__main__` may import all."""


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return every module of the program by its dotted name."""
    files = sorted((ROOT / "bot").rglob("*.py"))
    return {_dotted(file): ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files}


def _dotted(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written from the top"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _module_of(name: str) -> str:
    """Return the module of an imported name: the name itself, or the part before its last dot."""
    return name if name in modules() else name.rpartition(".")[0]


def _part(module: str) -> str:
    return module.split(".")[1] if "." in module else "bot"


def test_imports_point_one_way() -> None:
    """Each part imports only parts below it."""
    wrong = [
        f"{module} imports {_module_of(name)}"
        for module, tree in modules().items()
        for name in _imported(tree)
        if name.startswith("bot.") and module != "bot.__main__"
        if _part(name) != _part(module) and _part(name) not in BELOW[_part(module)]
    ]
    assert not wrong


def test_every_part_has_a_row() -> None:
    """Every part has a row in BELOW."""
    assert {_part(module) for module in modules()} - {"bot", "__main__"} == BELOW.keys()


def test_there_are_no_import_cycles() -> None:
    """There is no import cycle."""
    graph = {
        module: {_module_of(name) for name in _imported(tree) if name.startswith("bot.")} - {module}
        for module, tree in modules().items()
    }
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("part", sorted(BELOW))
def test_folders_of_a_part_have_no_import_cycle(part: str) -> None:
    """The folders and files at the top of each part import each other one way only."""
    graph: dict[str, set[str]] = {}
    for module, tree in modules().items():
        inside = [name.split(".")[2] for name in _imported(tree) if name.startswith(f"bot.{part}.")]
        if _part(module) == part and module != f"bot.{part}":
            own = module.split(".")[2]
            graph.setdefault(own, set()).update(name for name in inside if name != own)
    assert not graph or list(TopologicalSorter(graph).static_order())


def test_domain_values_are_imported_from_one_place() -> None:
    """Other parts import from `bot.domain`, not from the files inside it."""
    wrong = [
        f"{module} imports {name}"
        for module, tree in modules().items()
        for name in _imported(tree)
        if name.startswith("bot.domain.") and _module_of(name) != "bot.domain" and _part(module) != "domain"
    ]
    assert not wrong


def test_only_discord_app_imports_discord() -> None:
    """Only `discord_app` imports the Discord library."""
    who = {m for m, tree in modules().items() if any(re.match(r"discord(\.|$)", name) for name in _imported(tree))}
    assert who
    assert {_part(module) for module in who} == {"discord_app"}


def test_functions_fit_a_screen() -> None:
    """No function is longer than MAX_FUNCTION_LINES."""
    long = [
        f"{module}.{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno and node.end_lineno - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert not long


def test_no_tracked_file_names_a_package_registry() -> None:
    """No tracked file names a package registry."""
    # Written in pieces, or this file would name them itself.
    hosts = "|".join(("py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js", r"deb\.deb" + "ian"))
    named = _git("grep", "--name-only", "--extended-regexp", "-I", hosts)
    assert named == []


def test_the_corpus_is_left_as_it_is() -> None:
    """Git, editors and hooks leave line ends and white space of the corpus unchanged."""
    assert "corpus/** -text" in (ROOT / ".gitattributes").read_text()
    assert "exclude: ^corpus/" in (ROOT / ".pre-commit-config.yaml").read_text()
    assert "[corpus/**]" in (ROOT / ".editorconfig").read_text()


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode > 1:
        pytest.skip("this is no checkout, so there are no tracked files")
    return done.stdout.splitlines()
