"""Install the bot as users do, with each Python on this machine, and import a web page and a PDF with it.

    python .ci/installations.py dist        (a folder that contains one wheel)

Each Python from 3.11 to 3.14 is tested with two versions of pip, the one that `venv` installs and the newest, and with
two sets of dependencies: the pinned requirements, and those that pip chooses for the wheel alone. One line is printed
for each combination. The exit code is 1 if one of them failed. Needs only the standard library.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
SENTENCE = "Filming of the bridge scene begins in Chicago on Monday, said the producer"
PAGE = f"""<!doctype html><html lang="en"><head><title>Bridge scene</title>
<meta property="article:published_time" content="2026-03-09"></head>
<body><article><h1>Bridge scene</h1><p>{SENTENCE}, and the river is closed to boats for two days.</p>
<p>The second unit stays in the city for another week and then moves on to the desert.</p></article></body></html>"""
PAPER = (
    "The music of the film is recorded in Vienna, with ninety players and a choir.",
    "The recordings take two weeks, and a part of them is shown on the radio in spring.",
)


@dataclass(frozen=True)
class Installation:
    """A way to install: the Python, the version of pip, and whether the dependencies are pinned."""

    python: Path
    newest_pip: bool
    pinned: bool

    def check(self, wheel: Path) -> tuple[bool, str]:
        """Install into a new environment and use the bot; return whether it worked, and a line for the output."""
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            try:
                used = self._install(home, wheel)
                self._use(home)
            except subprocess.CalledProcessError as error:
                return False, f"FAILED {self}: {error.cmd}\n{error.stdout}"
        return True, f"ok     {used}, {self._way}: page and PDF read, {time.monotonic() - began:.0f} s"

    def __str__(self) -> str:
        return f"{self.python}, {'newest' if self.newest_pip else 'bundled'} pip, {self._way}"

    @property
    def _way(self) -> str:
        return "run.txt, dev.txt and the wheel" if self.pinned else "the wheel alone"

    def _install(self, home: Path, wheel: Path) -> str:
        run(self.python, "-m", "venv", home / "venv")
        pip = (executable(home, "python"), "-m", "pip", "--disable-pip-version-check")
        if self.newest_pip:
            run(*pip, "install", "--upgrade", "pip")
        if self.pinned:
            for file in ("run.txt", "dev.txt"):
                run(*pip, "install", "--require-hashes", "--requirement", ROOT / "requirements" / file)
        run(*pip, "install", wheel)
        run(*pip, "check")
        version = run(executable(home, "python"), "-c", "import platform; print(platform.python_version())").strip()
        return f"Python {version}, {' '.join(run(*pip, '--version').split()[:2])}"

    def _use(self, home: Path) -> None:
        (home / "page.html").write_text(PAGE, encoding="utf-8")
        (home / "paper.pdf").write_bytes(pdf(PAPER))
        for words in (["check"], ["import", home / "page.html"], ["import", home / "paper.pdf"]):
            run(executable(home, "heat2"), *words, data=home / "data")
        answer = run(executable(home, "heat2"), "ask", "Where does filming begin?", "--json", data=home / "data")
        if SENTENCE not in answer:
            raise subprocess.CalledProcessError(1, "heat2 ask does not quote the page", answer)
        articles = run(executable(home, "heat2"), "export", "-", data=home / "data")
        if PAPER[0] not in articles:
            raise subprocess.CalledProcessError(1, "heat2 export does not hold the PDF", articles)


def executable(home: Path, name: str) -> Path:
    """Return the path of a program in the environment."""
    return home / "venv" / ("Scripts" if os.name == "nt" else "bin") / name


def run(*words: str | Path, data: Path | None = None) -> str:
    """Run a program and return its output. Raises CalledProcessError, with stdout and stderr, if it fails."""
    settings = {"HEAT2_DATA_DIR": str(data)} if data else {}
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HEAT2_", "PYTHON", "VIRTUAL_ENV", "MAKE"))}
    done = subprocess.run(  # noqa: S603
        [str(word) for word in words],
        env=inherited | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=True,
        cwd=tempfile.gettempdir(),
        timeout=600,
    )
    return done.stdout


def pdf(lines: Sequence[str]) -> bytes:
    """Return a PDF with these lines on one page."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R"
        " /Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
    return f"{out}{end}startxref\n{len(out)}\n%%EOF\n".encode("cp1252")


def pythons() -> Iterator[Path]:
    """Yield one interpreter of each version: the running one first, then those in pyenv or PATH."""
    seen: set[str] = set()
    this = Path(getattr(sys, "_base_executable", sys.executable))  # outside the current virtual environment
    for version in (".".join(map(str, sys.version_info[:2])), *VERSIONS):
        installed = sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python"))
        found = shutil.which(f"python{version}")
        current = [] if seen else [this]
        for candidate in [*current, *installed[-1:], *([Path(found)] if found else [])]:
            if version not in seen and works(candidate, version):
                seen.add(version)
                yield candidate


def works(python: Path, version: str) -> bool:
    """Whether it is an interpreter of this version that can create virtual environments with pip."""
    code = f"import ensurepip, sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != {version!r})"
    try:
        return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def main(words: Sequence[str]) -> int:
    """Check all combinations, two at a time, and print a line for each."""
    (wheel,) = Path(words[0]).resolve().glob("*.whl")
    found = list(pythons())
    ways = [Installation(p, newest, pinned) for p in found for pinned in (True, False) for newest in (False, True)]
    missing = [version for version in VERSIONS if not any(works(python, version) for python in found)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = []
        for good, line in pool.map(lambda way: way.check(wheel), ways):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            results.append(good)
    if missing:
        sys.stdout.write(f"not on this machine: Python {', '.join(missing)}\n")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
