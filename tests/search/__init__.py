"""Finding claims, and what they are found by."""
