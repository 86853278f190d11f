"""The same customer twice: finding, reviewing, merging, undoing (CUS-13, CUS-14)."""
