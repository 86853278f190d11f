"""Measures that better the service: who does what until when, and whether it helped (SVC-12, SVC-18)."""
