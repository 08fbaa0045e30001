"""The package is independent of the bot, and its public names are complete."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests import loopback

PACKAGE = Path(loopback.__file__).parent
TESTS = PACKAGE.parent


def _imports(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield file, module and name of each import below a folder; the name is empty for `import module`."""
    for file in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((file, "." * node.level + (node.module or ""), alias.name) for alias in node.names)


def test_the_package_does_not_import_the_bot() -> None:
    """No module imports from `bot` or from other tests, so that other projects can use the package."""
    found = [(file.name, module) for file, module, _ in _imports(PACKAGE) if file.name != Path(__file__).name]
    assert ("server.py", ".rest") in found
    assert not [each for each in found if each[1].split(".")[0] in ("bot", "tests") or each[1].startswith("..")]


def test_other_tests_use_public_names_only() -> None:
    """Tests outside the package import names of `__all__` and no internal module."""
    outside = [each for each in _imports(TESTS) if PACKAGE not in each[0].parents and "tests.loopback" in each[1]]
    assert outside
    wrong = [f"{file.name}: {module} {name}" for file, module, name in outside if module != "tests.loopback"]
    assert not wrong
    assert {name for _, _, name in outside} <= set(loopback.__all__)


def test_the_readme_names_every_public_name() -> None:
    """README.md describes each name of `__all__`."""
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    assert not [name for name in loopback.__all__ if f"`{name}`" not in readme]
