"""Text: safe to show and store, without passwords, its language, and strict YAML."""
