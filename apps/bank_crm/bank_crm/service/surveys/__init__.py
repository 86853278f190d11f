"""Surveys: whom they are sent to, how they are answered, and what the answers say (SUR-01 to SUR-06)."""
