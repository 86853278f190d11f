"""Give sites that have the app already the approval rules and contract types a bank starts with."""

from bank_crm.setup import approvals


def execute() -> None:
	"""Make them where there are none; a patch runs once, so that what a bank deletes later stays away."""
	approvals.create()
