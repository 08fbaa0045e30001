"""What is quoted of a passage, and which quotes repeat each other."""
