"""How commands print: plain text, JSON, or frames on a terminal."""
