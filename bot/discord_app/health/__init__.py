"""What is known of the health of a running bot, and who is told: HTTP, systemd and the log."""
