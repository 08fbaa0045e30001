"""What moderators do, over a library that really searches."""
