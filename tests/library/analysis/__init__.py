"""Articles are analysed within bounds."""
