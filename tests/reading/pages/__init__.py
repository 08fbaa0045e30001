"""Pages of many makes, with what is right to read on each: how far reading the web can be trusted."""
