"""The files in `deploy`: those of the container and of Compose, and the systemd unit.

`.ci/container.py` follows the steps that build the image.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config.environment import variable
from bot.config.settings import Settings
from bot.discord_app.run import SHUTDOWN_SECONDS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = ("compose.yaml", "compose.postgresql.yaml")
SETTINGS = set(map(variable, Settings.model_fields))
MAX_EXPOSURE = 20
"""Exposure of the unit in tenths, as `systemd-analyze security` measures it: 0 is none, 100 is all."""


def compose(name: str) -> dict[str, Any]:
    """Return a Compose file."""
    content: dict[str, Any] = yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))
    return content


def seconds(text: str) -> float:
    """Return a time like 30s or 5min in seconds."""
    number, unit = re.fullmatch(r"(\d+)(s|min)", text).groups()  # type: ignore[union-attr]
    return int(number) * {"s": 1, "min": 60}[unit]


def test_the_image_is_built_from_pinned_packages_and_runs_without_rights() -> None:
    """Two stages, packages with hashes, a user that is not root, a volume, and the bot's own health check."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert text.count("\nFROM ") == 2
    assert "--require-hashes --requirement requirements/run.txt" in text
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .* CMD \["heat2", "check", "--live"\]$', text, re.MULTILINE)
    assert re.search(r'^VOLUME \["/data"\]$', text, re.MULTILINE)
    assert set(re.findall(r"\bHEAT2_[A-Z_]+", text)) <= SETTINGS


def test_the_builder_gets_what_is_copied_and_nothing_else() -> None:
    """The ignore file lets through exactly the sources of COPY, so that no token gets into an image."""
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {
        source for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE) for source in line.split()[:-1]
    }
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert all((ROOT / source).exists() for source in copied)


SCHEMAS = {
    "compose-spec": tuple(f"deploy/{name}" for name in COMPOSE),
    "github-workflows": (".github/workflows/ci.yml", ".github/workflows/release.yml"),
    "dependabot": (".github/dependabot.yml",),
}
"""The files that fit a schema of check-jsonschema, by its name."""


@pytest.mark.parametrize("name", SCHEMAS)
def test_files_for_other_programs_fit_their_schema(name: str) -> None:
    """The files for Compose, for the workflows and for updates fit the schemas of these programs."""
    files = [str(ROOT / file) for file in SCHEMAS[name]]
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}", *files]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


def test_services_run_without_rights_and_may_finish() -> None:
    """The bot cannot write outside its volume, gains no rights, and has time to finish its answers."""
    bot = compose("compose.yaml")["services"]["bot"]
    assert bot["read_only"]
    assert bot["cap_drop"] == ["ALL"]
    assert bot["volumes"] == ["data:/data"]
    assert seconds(bot["stop_grace_period"]) > SHUTDOWN_SECONDS
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).exists()


def test_processes_share_the_shards() -> None:
    """Each shard runs in exactly one service, and every setting in the files exists."""
    services = compose("compose.postgresql.yaml")["services"]
    bots = [service["environment"] for name, service in services.items() if name.startswith("bot")]
    (count,) = {bot["HEAT2_SHARD_COUNT"] for bot in bots}
    ids = [int(shard) for bot in bots for shard in bot["HEAT2_SHARD_IDS"].split(",")]
    assert sorted(ids) == list(range(int(count)))
    assert {name for bot in bots for name in bot} <= SETTINGS
    assert set(compose("compose.yaml")["services"]["bot"]["environment"]) <= SETTINGS


def test_the_unit_is_valid_and_hardened(tmp_path: Path) -> None:
    """systemd reads the unit without a complaint, and finds that the service can do little harm."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed (Debian: apt install systemd)")
    unit = tmp_path / "heat2.service"
    text = (DEPLOY / "heat2.service").read_text(encoding="utf-8")
    # The program and its user are not installed here.
    unit.write_text(text.replace("/opt/heat2/bin/heat2", sys.executable).replace("User=heat2", "User=root"))
    threshold = ["security", "--offline=true", f"--threshold={MAX_EXPOSURE}"]
    for words in (["verify"], threshold):
        done = subprocess.run(  # noqa: S603
            ["systemd-analyze", *words, str(unit)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        assert "verify" not in words or done.stderr == ""


def test_the_unit_gives_the_bot_time_to_finish() -> None:
    """systemd waits longer for the end than the bot for its answers."""
    text = (DEPLOY / "heat2.service").read_text(encoding="utf-8")
    settings = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and not line.startswith("#"))
    assert settings["Type"] == "notify"
    assert seconds(settings["TimeoutStopSec"]) > SHUTDOWN_SECONDS
    assert seconds(settings["WatchdogSec"]) >= 120


def test_the_page_on_running_names_files_that_exist() -> None:
    """Every path in the commands of docs/running.md is a file of this checkout."""
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:deploy|requirements)/[\w.-]+", page))
    assert {"deploy/compose.yaml", "deploy/heat2.service", "requirements/run.txt"} <= named
    assert all((ROOT / path).exists() for path in named)


@pytest.mark.parametrize(
    ("tag", "code", "said"),
    [
        ("v1.2.3", 0, "- Something new.\n"),
        ("1.2.3", 1, "the tag 1.2.3 is not that of the version in pyproject.toml, v1.2.3"),
        ("v1.2.4", 1, "v1.2.4"),
    ],
)
def test_a_tag_is_released_with_its_notes(tag: str, code: int, said: str, tmp_path: Path) -> None:
    """The notes are the changelog's section of the version; another tag is refused in one sentence."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "release.py", tmp_path / ".ci")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1.2.3"\n')
    sections = "## [Unreleased]\n\n- Later.\n\n## [1.2.3] - 2026-11-26\n\n- Something new.\n\n## [1.2.2]\n\n- Old.\n"
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{sections}")
    words = [sys.executable, str(tmp_path / ".ci" / "release.py"), tag]
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == code
    assert said in (done.stdout if code == 0 else done.stderr)
    assert "Old" not in done.stdout
    assert len(done.stderr.splitlines()) <= 1
