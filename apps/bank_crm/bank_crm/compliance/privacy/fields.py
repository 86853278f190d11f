"""The customer's fields a correction may name, by their labels (SEC-17)."""

import frappe

from bank_crm.compliance import sealing
from bank_crm.domain.privacy_enums import CorrectionField

CUSTOMER = "Bank Customer"


def columns() -> dict[str, str]:
	"""Return the customer's columns by the labels a correction names them with."""
	by_label = {field.label: field.fieldname for field in frappe.get_meta(CUSTOMER).fields if field.label}
	return {label: by_label[label] for label in CorrectionField.values()}


def is_sealed(label: str) -> bool:
	"""Tell whether a value is kept sealed, so that the request must not hold it."""
	return columns()[label] in sealing.SEALED_FIELDS[CUSTOMER]
