"""Sampled orders looked at with scorecards (SVC-12)."""
