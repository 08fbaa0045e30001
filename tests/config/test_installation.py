"""An update that is half done is refused in one sentence."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from bot.config import installation
from bot.config.installation import check_requirements
from bot.errors import SettingsError


def test_this_installation_is_whole() -> None:
    """Everything that this checkout needs is installed."""
    check_requirements()


@pytest.mark.parametrize(
    ("requirements", "said"),
    [
        (["numpy>=999"], f"numpy {version('numpy')} is installed, and >=999 is needed; finish it with"),
        (["numpy>=1", "no-such-package[speed]>=2"], "the package no-such-package is missing; finish it with"),
        (["no-such-package", "numpy<1", "none-either"], "the package no-such-package is missing, and 2 more; finish"),
    ],
)
def test_what_is_missing_is_named(requirements: list[str], said: str) -> None:
    """The sentence names the first package and the number of others, and says how to finish."""
    with pytest.raises(SettingsError) as raised:
        check_requirements(requirements)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_packages_for_other_systems_are_not_needed() -> None:
    """A requirement of another system or of an extra does not count."""
    check_requirements(["no-such-package; sys_platform == 'nowhere'", "none-either; extra == 'docs'"])


def test_a_wheel_knows_its_requirements(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no project file, or that of another project, the requirements of the installed package count."""
    for content in ("", "no toml", "[project]\nname = 'other'\ndependencies = ['no-such-package']\n"):
        file = tmp_path / "pyproject.toml"
        file.write_text(content)
        monkeypatch.setattr(installation, "PYPROJECT", file)
        check_requirements()
