"""Who is related to whom, and which people keep house together (requirements 1.5, CUS-03)."""
