"""Claimbook: claims, what speaks for and against them, and what was concluded."""
