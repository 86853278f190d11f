"""Volumes of the bank carried on statistically (SAL-03)."""
