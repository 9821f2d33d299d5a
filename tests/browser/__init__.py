"""Tests in a real browser, against a live server on the real database."""
