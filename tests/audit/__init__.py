"""Tests of the audit: what it writes down, how it is sealed, and what it finds out."""
