from bank_crm.setup import service


def execute() -> None:
	"""Give a site from before the service desk its subtypes, rules, queue and board (SVC-01 to SVC-04)."""
	service.create()
