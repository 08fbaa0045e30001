"""The articles of a scope: adding, comparing, listing and changing them. The use cases of moderators."""
