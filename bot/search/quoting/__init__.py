"""Excerpts: what is quoted of a passage, which quotes repeat each other, and which ones are superseded."""
