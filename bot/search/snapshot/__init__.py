"""Snapshots on disk, so that a start does not analyse again what has not changed."""
