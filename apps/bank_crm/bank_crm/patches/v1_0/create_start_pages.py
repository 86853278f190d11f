"""Give sites that have the app already the pages staff start on."""

from bank_crm.extends import start


def execute() -> None:
	"""Make them where there are none; a patch runs once, so that what a bank deletes later stays away."""
	start.create()
