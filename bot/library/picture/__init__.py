"""Pictures of timelines: what is drawn, the process that draws it, and the cache of what was drawn."""
