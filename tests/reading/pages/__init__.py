"""Pages as many kinds of sites build them, with the right result for each: they measure how well pages are read."""
