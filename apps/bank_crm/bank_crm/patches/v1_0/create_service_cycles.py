"""Private banking gets its rhythm on sites that were made before tiers had one (CAR-06)."""

from bank_crm.setup.defaults import create_service_cycles


def execute() -> None:
	create_service_cycles()
