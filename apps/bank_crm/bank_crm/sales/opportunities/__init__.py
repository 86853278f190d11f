"""Opportunities: stages as data, moves that are judged, rows, what the customer page shows (SAL-02, SAL-08, SAL-09)."""
