from bank_crm.setup import audiences


def execute() -> None:
	"""Give a site from before tags and segments those a new one starts with."""
	audiences.create()
