"""The bot's own words."""
