"""Check that a tag can be released, and print its notes.

    python .ci/release.py v0.2.0 > notes.md

The tag is `v` and the version in pyproject.toml, and CHANGELOG.md has a section for that version. The notes are that
section. Needs only the standard library.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def notes(tag: str, root: Path = ROOT) -> str:
    """Return the notes of a tag. Exits with one sentence if it cannot be released."""
    version = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if tag != f"v{version}":
        sys.exit(f"the tag {tag} is not that of the version in pyproject.toml, v{version}")
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## \[{re.escape(version)}\].*\n((?:(?!## ).*\n?)*)", changelog, re.MULTILINE)
    if not found or not found[1].strip():
        sys.exit(f"CHANGELOG.md has no section for {version}: rename Unreleased to [{version}] - DATE")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(notes(sys.argv[1]))
