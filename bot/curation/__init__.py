"""What the moderators of a server do with its articles; knows no Discord and no SQL."""
