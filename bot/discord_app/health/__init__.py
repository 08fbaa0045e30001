"""The health of the running bot, and its reports by HTTP, to systemd and in the log."""
