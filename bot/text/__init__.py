"""Text that is safe to show and to store, its language, and strict YAML."""
