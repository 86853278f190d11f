"""Incentives: proposed from closed scores and won business, approved by somebody else (SAL-05)."""
