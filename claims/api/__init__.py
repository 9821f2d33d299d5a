"""The REST API: machines read and write."""
