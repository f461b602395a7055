"""Lists as tables: the master table, and the returns."""
