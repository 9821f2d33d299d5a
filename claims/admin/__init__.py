"""The admin: editors keep the records."""
