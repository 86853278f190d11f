from bank_crm.setup import defaults


def execute() -> None:
	"""Keep tracebacks from browsers on a site from before the security headers, unless the bank wants them."""
	defaults.localise_system()
