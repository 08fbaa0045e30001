"""Where articles and the state of buttons are kept."""
