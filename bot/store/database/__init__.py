"""The database itself: SQLite or PostgreSQL, its tables, transactions, and what several processes agree on."""
