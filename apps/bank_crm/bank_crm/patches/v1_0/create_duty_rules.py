"""Sites from before the duties were kept apart by rules get the shipped ones."""

from bank_crm.setup import duties


def execute() -> None:
	duties.create()
