"""Makes the data files that the search has learned: `make vectors` and `make fit`."""
