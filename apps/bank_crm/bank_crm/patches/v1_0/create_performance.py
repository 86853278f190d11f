"""Give sites that have the app already the scheme by which relationship managers' performance is counted."""

from bank_crm.setup import sales


def execute() -> None:
	"""Make it where there is none; a patch runs once, so that what a bank deletes later stays away."""
	sales.create_performance()
