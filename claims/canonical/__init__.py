"""Canonical forms of text, addresses and payloads: plain Python that knows nothing of Django."""
