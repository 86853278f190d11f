"""Applications: received, routed by the matrix, followed live, handed over (SAL-11)."""
