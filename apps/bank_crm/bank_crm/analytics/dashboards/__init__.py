"""Dashboards: which the app brings and for whom, whose rows they count, and those people make for themselves."""
