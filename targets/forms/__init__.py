"""What people type: about a target, and into a return."""
