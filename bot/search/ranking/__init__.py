"""Ranking: a question as weighted terms, features of passages, and the learned models that rank them."""
