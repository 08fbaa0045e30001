"""Moderators' forms: what they mean, and how they are kept until they can be used."""
