"""Read dates: as people type them, as pages write them, and at the head of a text."""
