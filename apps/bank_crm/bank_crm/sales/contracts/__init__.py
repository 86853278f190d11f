"""Contracts: text from templates, approval by the matrix, signing, execution, amendments (CON-01 to CON-04)."""
