"""The rules of the house: which part may know which, how long a function may be, and what no file may hold."""

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
LONGEST_FUNCTION = 50

BELOW: Mapping[str, frozenset[str]] = {
    "errors": frozenset(),
    "domain": frozenset(),
    "private_files": frozenset(),
    "history": frozenset({"domain"}),
    "phrases": frozenset({"domain", "errors"}),
    "text": frozenset({"errors", "phrases"}),
    "config": frozenset({"errors", "private_files", "text"}),
    "reading": frozenset({"domain", "errors", "phrases", "text"}),
    "search": frozenset({"domain", "errors", "private_files", "text"}),
    "store": frozenset({"config", "domain", "errors", "history", "phrases", "private_files", "text"}),
    "library": frozenset({"domain", "errors", "history", "phrases", "private_files", "search", "store", "text"}),
    "cli": frozenset(
        {
            "config",
            "domain",
            "errors",
            "history",
            "library",
            "phrases",
            "private_files",
            "reading",
            "search",
            "store",
            "text",
        }
    ),
    "discord_app": frozenset(
        {"domain", "errors", "history", "library", "phrases", "reading", "search", "store", "text"}
    ),
}
"""What each part of `bot` may import, besides itself. `__main__` may import all of them."""


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every module of the program by its dotted name."""
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
    """The module that an imported name stands in: the name itself, or what comes before its last dot."""
    return name if name in modules() else name.rpartition(".")[0]


def _part(module: str) -> str:
    return module.split(".")[1] if "." in module else "bot"


def test_imports_point_one_way() -> None:
    """Each part imports only what stands below it."""
    wrong = [
        f"{module} imports {_module_of(name)}"
        for module, tree in modules().items()
        for name in _imported(tree)
        if name.startswith("bot.") and module != "bot.__main__"
        if _part(name) != _part(module) and _part(name) not in BELOW[_part(module)]
    ]
    assert not wrong


def test_every_part_has_its_place() -> None:
    """A new part says here what it may know."""
    assert {_part(module) for module in modules()} - {"bot", "__main__"} == BELOW.keys()


def test_there_are_no_circles() -> None:
    """Modules can be put in an order in which each comes after all that it imports."""
    graph = {
        module: {_module_of(name) for name in _imported(tree) if name.startswith("bot.")} - {module}
        for module, tree in modules().items()
    }
    assert list(TopologicalSorter(graph).static_order())


def test_only_the_discord_part_knows_the_discord_library() -> None:
    """All else can be used, and tested, without it."""
    who = {m for m, tree in modules().items() if any(re.match(r"discord(\.|$)", name) for name in _imported(tree))}
    assert who
    assert {_part(module) for module in who} == {"discord_app"}


def test_functions_fit_a_screen() -> None:
    """A function that has grown longer wants to be two."""
    long = [
        f"{module}.{node.name} has {node.end_lineno - node.lineno + 1} lines"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if node.end_lineno and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_tracked_file_names_a_package_registry() -> None:
    """Where packages come from is each machine's own affair."""
    # Written in pieces, or this file would name them itself.
    hosts = "|".join(("py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js", r"deb\.deb" + "ian"))
    named = _git("grep", "--name-only", "--extended-regexp", "-I", hosts)
    assert named == []


def test_the_corpus_is_left_as_it_is() -> None:
    """Git, editors and hooks are told not to touch line ends and white space of what is quoted byte for byte."""
    assert "corpus/** -text" in (ROOT / ".gitattributes").read_text()
    assert "exclude: ^corpus/" in (ROOT / ".pre-commit-config.yaml").read_text()
    assert "[corpus/**]" in (ROOT / ".editorconfig").read_text()


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode > 1:
        pytest.skip("this is no checkout, so there are no tracked files")
    return done.stdout.splitlines()
