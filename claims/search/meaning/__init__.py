"""Sentence vectors, where their packages are installed: what texts mean, beside their words."""
