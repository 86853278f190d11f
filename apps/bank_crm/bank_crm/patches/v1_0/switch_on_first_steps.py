from bank_crm.setup import defaults, people


def execute() -> None:
	"""Switch first steps on and name colleagues in links, for a site from before both (UX-01)."""
	defaults.localise_system()
	people.show_names()
