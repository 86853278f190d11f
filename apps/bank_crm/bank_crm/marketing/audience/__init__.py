"""Whom a campaign turns to: chosen, counted and fixed set-based, each customer left out with the reason."""
