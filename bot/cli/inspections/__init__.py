"""What `heat2 check` inspects: this installation, and bots that run."""
