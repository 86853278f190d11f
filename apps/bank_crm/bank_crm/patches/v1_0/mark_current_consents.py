"""Consents from before the gate: mark the last decision of each purpose and channel as the one that counts."""

from bank_crm.compliance.contact import consents


def execute() -> None:
	"""Set-based over all customers; may run again at any time."""
	consents.settle_all(commit=True)
