"""The periodic jobs, and the messages that the bot sends without being asked."""
