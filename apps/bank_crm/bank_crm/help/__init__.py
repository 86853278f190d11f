"""The help inside the system: an article for each screen, in Chinese and English (UX-06)."""
