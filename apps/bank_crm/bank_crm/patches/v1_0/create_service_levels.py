from bank_crm.setup import service_levels


def execute() -> None:
	"""Give a site from before service levels its calendars, levels and escalations (SVC-14, SVC-17)."""
	service_levels.create()
