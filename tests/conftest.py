"""Settings for all tests."""

import os

from hypothesis import settings

# Many tests start the program. Without cached bytecode each start compiles all modules, which doubles its time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A slow machine must not fail a test.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
