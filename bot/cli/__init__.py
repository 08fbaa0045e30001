"""The terminal program: one file per command. `bot.__main__` builds what a command needs and passes it in."""
