"""Tests of canonical forms."""
