"""The approval matrix: rules as data, requests decided step by step, shared by every kind of document (SAL-11, CON-04)."""
