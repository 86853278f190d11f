"""Whom the bank may contact: consents, blocks, quiet hours, and the one gate that asks them (RSK-08, INT-06)."""
