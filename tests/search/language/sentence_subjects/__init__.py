"""Sentences with what they are about."""
