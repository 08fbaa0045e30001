"""Give MkDocs every page under its path in the repository, so that links work on the site as they do in a checkout.

MkDocs reads one folder only, but pages such as README.md stand in others.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))
from flowchart import to_svg

ROOT = Path(__file__).resolve().parents[1]
OTHERS = ("corpus/README.md", "LICENSE", "NOTICE", ".env.example")
PATTERNS = ("*.md", "docs/*.md", "docs/*.png", "docs/*.css")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Replace the files of `docs` by all pages, with paths from the root, and keep those of the theme."""
    for file in list(files.documentation_pages()) + list(files.media_files()):
        if (ROOT / "docs" / file.src_uri).exists():
            files.remove(file)
    found = [path.relative_to(ROOT).as_posix() for pattern in PATTERNS for path in sorted(ROOT.glob(pattern))]
    for name in (*found, *OTHERS):
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Write fences and lists as MkDocs reads them: a fence has one word, and a numbered item's blocks four spaces.

    Flowcharts become drawings: the theme would load the program that draws them from another host.
    """
    markdown = re.sub(
        r"^```mermaid\n(.*?)^```$", lambda found: to_svg(found[1]), markdown, flags=re.MULTILINE | re.DOTALL
    )
    fences = re.sub(r"^( *```\w+) .*$", r"\1", markdown, flags=re.MULTILINE)
    return re.sub(r"^ {3}(?=\S)", "    ", fences, flags=re.MULTILINE)
