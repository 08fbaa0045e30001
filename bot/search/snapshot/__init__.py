"""Analysed articles on disk, so that a start need not analyse them again."""
