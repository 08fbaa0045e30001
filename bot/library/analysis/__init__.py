"""Analysing articles within bounds: a process of its own, a time limit, and a budget for each server."""
