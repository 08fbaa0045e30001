"""Benchmarks. Each prints its figures; see README.md in this folder."""
