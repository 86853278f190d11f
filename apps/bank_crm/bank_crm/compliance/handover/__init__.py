"""Handing customers over to another relationship manager, in one step that can be undone (SEC-07, SEC-13)."""
