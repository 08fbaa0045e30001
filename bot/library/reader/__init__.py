"""Readers: models outside this program that choose among passages, and the limits within which they are asked."""
