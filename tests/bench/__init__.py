"""Benchmarks. Each prints its figures; see README.md in this folder."""

import bot  # noqa: F401 - it sets the number of threads of NumPy, which it can only do before NumPy is imported
