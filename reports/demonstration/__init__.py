"""A believable year, so that the product can be looked at: illustrative, and written through the real operations."""
