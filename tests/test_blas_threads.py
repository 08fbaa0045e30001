"""The number of threads in which NumPy computes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COUNT_THREADS = """
import bot, numpy, os
matrix = numpy.ones((300, 300), numpy.float32)
matrix @ matrix
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the system does not list the threads of a process")
def test_matrices_are_multiplied_in_one_thread() -> None:
    """NumPy starts no threads of its own, as they would double the processor time of a question."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", COUNT_THREADS], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"
