"""Pages of how much: master table, figures, returns."""
