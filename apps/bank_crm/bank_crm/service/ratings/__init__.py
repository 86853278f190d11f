"""Ratings: the link a customer gets, what is answered, and what follows from a bad one (SVC-07, SVC-08)."""
