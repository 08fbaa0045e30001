"""Read text: Markdown, plain text and JSON lines."""
