"""Tests of the laws of the records: through full_clean(), and behind it."""
