"""Pages of what is planned."""
