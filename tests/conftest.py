"""Settings for all tests."""

import os

from hypothesis import settings

import bot  # noqa: F401 - it sets the number of threads of NumPy, which it can only do before NumPy is imported
from bot.config.shipped import shipped_corpus
from bot.phrases import set_subject
from bot.reading.subject import load_subject
from tests.garbage import freeze

# Many tests start the program. Without cached bytecode each start compiles all modules, which doubles its time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Answers must not depend on whether a sentence encoder is installed. Tests of the encoder turn it on.
os.environ["HEAT2_ENCODER"] = "off"

# A slow machine must not fail a test.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

# The bot speaks about one subject in a process. Programs that tests start read it themselves.
set_subject(load_subject(shipped_corpus(), shipped_corpus()))


def pytest_collection_finish() -> None:
    """Exempt modules and collected tests from garbage collection, since looking through them takes long each time."""
    freeze()
