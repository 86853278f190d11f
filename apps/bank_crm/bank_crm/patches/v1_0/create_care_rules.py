from bank_crm.setup import care


def execute() -> None:
	"""Give a site from before customer care the rules a new one starts with."""
	care.create()
