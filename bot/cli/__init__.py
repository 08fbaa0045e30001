"""The terminal program, one file a command. What a command works with is built in `bot.__main__` and handed to it."""
