"""Performance of people: counted from their work, weighed, ranked (SAL-05 to SAL-07)."""
