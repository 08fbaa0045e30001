"""The order of passages for a question."""
