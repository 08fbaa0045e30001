"""The terminal program, one file per command. `building` opens the library; `bot.__main__` runs the command with it."""
