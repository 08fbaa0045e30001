"""Moderators' forms: their content, and where it is kept until it can be used."""
