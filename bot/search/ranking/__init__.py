"""Ranking: a question as weighted terms, features of passages, the formula that combines them, and its weights."""
