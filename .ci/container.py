"""Follow the steps of deploy/Containerfile without a container, and use the bot that they install.

    python .ci/container.py
    ENCODER=yes python .ci/container.py

Each stage gets an empty folder as its root. COPY copies only what deploy/Containerfile.dockerignore lets through, and
the paths in RUN point into that folder. Steps that change the system's users are left out. The running interpreter
stands in for the base image, and environment variables for build arguments. Then the image's own health check and
commands are used: as another user if this one is root, without a way to write to the program's folder. Needs only the
standard library.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONTAINERFILE = ROOT / "deploy" / "Containerfile"
USER = 10001
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GAbcde." + "x" * 38
"""A token of the right form, for a Discord that nobody serves."""


@dataclass
class Stage:
    """A stage of the build: its folder, its environment, and what the image says about itself."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    facts: dict[str, str] = field(default_factory=dict)

    def path(self, inside: str) -> Path:
        """Return where a path of the image is on this machine."""
        return self.root / (inside if inside.startswith("/") else f"{self.folder}/{inside}").strip("/")

    def translated(self, command: str) -> str:
        """Return a command with this machine's paths for those of the image, and the running Python."""
        command = re.sub(r"(?<![\w./:-])(/(?:opt|src|data)\b[^\s:]*)", lambda found: str(self.path(found[1])), command)
        return re.sub(r"(?:^|(?<=&& )|(?<=\|\| ))python ", f"{shlex.quote(sys.executable)} ", command)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def require(condition: object, message: str) -> None:
    """End the program with the message unless the condition holds."""
    if not condition:
        sys.exit(f"FAILED: {message}")


def instructions() -> Iterator[tuple[str, str]]:
    """Yield each instruction of the Containerfile with its words."""
    for line in CONTAINERFILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(" ")
            yield name, words


def build(work: Path) -> Stage:
    """Follow every step, and return the last stage."""
    stages: dict[str, Stage] = {}
    stage = Stage(work)
    context = sent_context(work / "context")
    for name, words in instructions():
        if name == "FROM":
            label = words.partition(" AS ")[2] or "image"
            stage = stages[label] = Stage(work / label)
            stage.root.mkdir()
        elif name == "WORKDIR":
            stage.folder = words
            stage.path(words).mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            copy(words, stage, stages, context)
        elif name == "RUN":
            run_step(words, stage)
        elif name == "ENV":
            stage.environment |= dict(word.split("=", 1) for word in shlex.split(words))
        else:
            stage.facts[name] = words
    return stage


def sent_context(folder: Path) -> Path:
    """Return a folder with what the ignore file lets through to the builder."""
    ignored = (CONTAINERFILE.parent / "Containerfile.dockerignore").read_text(encoding="utf-8")
    for kept in re.findall(r"^!(.+)$", ignored, re.MULTILINE):
        source, target = ROOT / kept, folder / kept
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return folder


def copy(words: str, stage: Stage, stages: Mapping[str, Stage], context: Path) -> None:
    """Follow COPY."""
    option, parts = re.match(r"(?:--from=(\w+) )?(.*)", words).groups()  # type: ignore[union-attr]
    *sources, target = parts.split()
    for source in sources:
        origin = stages[option].path(source) if option else context / source
        place = stage.path(target) / origin.name if target.endswith("/") else stage.path(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            # A virtual environment names its own folder, so the second stage links to that of the first.
            place.symlink_to(origin) if option else shutil.copytree(origin, place)
        else:
            shutil.copy(origin, place)


def run_step(words: str, stage: Stage) -> None:
    """Follow RUN, except for parts that change the system's users."""
    for part in words.split(" && "):
        if part.startswith(("groupadd", "useradd")):
            say(f"left out  {part}")
        elif part.startswith("install --directory"):
            stage.path("/data").mkdir(mode=0o700)
        else:
            began = time.monotonic()
            folder = stage.path(stage.folder)
            subprocess.run(stage.translated(part), shell=True, cwd=folder, check=True, env=bare_environment())  # noqa: S602
            say(f"{time.monotonic() - began:6.1f} s  {part[:100]}")


def bare_environment() -> dict[str, str]:
    """Return the environment without settings of this project and of Python."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("HEAT2_", "PYTHON", "VIRTUAL_ENV", "MAKE"))}


class Image:
    """Runs commands as the container would."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        image = {name: stage.translated(value) for name, value in stage.environment.items()}
        image["PATH"] = f"{stage.path('/opt/heat2/bin')}:{os.environ['PATH']}"
        image["HEAT2_DATA_DIR"] = str(stage.path("/data"))
        self._environment = bare_environment() | image
        self._user = self._other_user()

    def _other_user(self) -> int | None:
        if os.geteuid():
            return None
        self._stage.root.parent.chmod(0o755)
        data = self._stage.path("/data")
        os.chown(data, USER, USER)
        program = self._stage.path("/opt/heat2/bin/python")
        try:
            subprocess.run([program, "-c", ""], user=USER, group=USER, check=True, capture_output=True)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            say("note: another user cannot run this Python, so everything runs as root")
            os.chown(data, 0, 0)
            return None
        return USER

    def start(self, *words: str, **more: str) -> subprocess.Popen[str]:
        """Start a command."""
        return subprocess.Popen(  # noqa: S603
            words,
            env=self._environment | more,
            cwd=self._stage.path(self._stage.folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=self._user,
            group=self._user,
        )

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command to its end, and return its exit code and output."""
        process = self.start(*words)
        output = process.communicate(timeout=120)[0]
        return process.returncode, output


def check(stage: Stage) -> None:
    """Use the image: its user, its health check, a question, a start and a stop. Exits if something is wrong."""
    require(stage.facts["USER"] == f"{USER}:{USER}", "the image must not run as root")
    image = Image(stage)
    entry, command = (shlex.split(re.sub(r'[\[\]",]', " ", stage.facts[name])) for name in ("ENTRYPOINT", "CMD"))
    health = shlex.split(re.sub(r'[\[\]",]', " ", stage.facts["HEALTHCHECK"].partition("CMD ")[2]))
    code, said = image.run(*entry, "ask", "When does filming start?", "--json")
    require(code == 0, said)
    require('"verdict": "answer"' in said, said)
    code, said = image.run(*health)
    require(code == 1, said)
    require("no bot answers there" in said, said)
    nobody = "http://127.0.0.1:1/api/v10"
    bot = image.start(*entry, *command, HEAT2_DISCORD_TOKEN=TOKEN, HEAT2_DISCORD_API_URL=nobody)
    try:
        code, said = until_answered(image, health)
    finally:
        bot.send_signal(signal.SIGTERM)
        output = bot.communicate(timeout=30)[0]
    require(code == 1, said)
    require("not logged in to Discord yet" in said, said)
    require("for everyone, with" in said, said)
    require(bot.returncode == 0, output)
    say(said.rstrip())


def until_answered(image: Image, health: list[str]) -> tuple[int, str]:
    """Return the result of the health check as soon as the articles are loaded."""
    end = time.monotonic() + 60
    while True:
        code, said = image.run(*health)
        if "for everyone" in said or time.monotonic() > end:
            return code, said


def main() -> int:
    """Build and check, and print each step."""
    with tempfile.TemporaryDirectory() as folder:
        stage = build(Path(folder).resolve())
        check(stage)
    say("ok: the image's steps install a bot that answers, is checked and stops")
    return 0


if __name__ == "__main__":
    sys.exit(main())
