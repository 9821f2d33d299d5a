"""The one way in: reading a file, rehearsing what would become of it, applying, undoing."""
