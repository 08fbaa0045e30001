"""What holds for every test."""

import os

from hypothesis import settings

# Many tests start the program. Without its bytecode each start compiles every module anew, which doubles its time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("patient", deadline=None)  # how long a machine takes is no property of the code
settings.load_profile("patient")
