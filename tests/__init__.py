"""Tests of Claimbook, laid out like the rooms they test."""
