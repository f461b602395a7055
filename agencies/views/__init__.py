"""Pages about who: the door, people, reference lists, history."""
