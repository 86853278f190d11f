"""The forecast of what is open and its snapshots (SAL-03)."""
