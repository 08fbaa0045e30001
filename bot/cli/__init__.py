"""The program for the terminal. `building` opens the library, and `bot.__main__` runs a command with it."""
