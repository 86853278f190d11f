"""Tiers: rules as data, evaluation of whole sets, overrides, batches (SEG-01 to SEG-06, SEG-19, SEG-20).

The rules themselves are `domain/tiering.py`.
"""
