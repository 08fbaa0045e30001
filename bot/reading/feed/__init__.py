"""Read feeds: RSS, Atom, JSON Feed and news sitemaps, and find the feed of a site."""
