"""Settings: from environment variables and `.env`, with the checks of each value."""
