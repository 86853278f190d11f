from bank_crm.setup import defaults


def execute() -> None:
	"""Show figures with two decimals on a site that still has the framework's three (UX-01)."""
	defaults.localise_system(("float_precision",))
