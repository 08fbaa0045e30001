"""The search engine of each scope: kept in memory, updated as articles change, and saved for the next start."""
