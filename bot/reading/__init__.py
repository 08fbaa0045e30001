"""How something becomes an Article: corpus files, text, HTML and JSON lines."""
