"""Tests of what surrounds the application."""
