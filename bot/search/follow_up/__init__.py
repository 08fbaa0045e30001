"""Follow-ups: questions that are understood only after the one before them."""
