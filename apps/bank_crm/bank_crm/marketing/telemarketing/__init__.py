"""Telemarketing: call lists made of waves, shared among relationship managers, with script and outcomes (MKT-02, MKT-09)."""
