"""Meaning: word vectors, and a small model of what a question asks for and what a sentence states."""
