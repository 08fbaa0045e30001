"""The connection to Discord: its options, logins, broken events, retries, and the commands that are sent."""
