"""The use cases of members and moderators. Knows no Discord and no SQL."""
