"""Claimbook: a system of record for claims, what speaks for and against them, and what was concluded."""
