"""Temporary access: asking, deciding, using and ending it (SEC-10)."""
