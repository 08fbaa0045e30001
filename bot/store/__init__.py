"""The stores of articles, settings and questions: in memory, SQLite or PostgreSQL."""
