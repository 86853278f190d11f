"""Leads: assigned by rule, matched to customers on record, scored with reasons, converted once (SAL-01)."""
