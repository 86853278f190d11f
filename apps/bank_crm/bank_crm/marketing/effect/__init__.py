"""What came of a campaign: purchases put down to it, what it added against the control group, what it cost (MKT-13)."""
