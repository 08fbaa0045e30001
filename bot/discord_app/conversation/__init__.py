"""Questions in messages, and what a message contains."""
