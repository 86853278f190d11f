"""Targets, broken down the tree of branches with sums that hold (SAL-04, SAL-10)."""
