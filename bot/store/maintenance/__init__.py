"""Backups of a database, and the check of every row in it."""
