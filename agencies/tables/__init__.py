"""Tables of who: the history, people, reference lists."""
