"""What the faults of a customer's file are called on screens."""

from frappe import _

from bank_crm.domain.profile import Fault


def explain(fault: Fault) -> str:
	"""Return the sentence that follows the field's name; it never repeats the value."""
	return {
		Fault.NOT_A_MOBILE: _("not a mobile number (11 digits, or + and the country code)."),
		Fault.NOT_AN_EMAIL: _("not an e-mail address."),
		Fault.ID_TYPE_MISSING: _("needed with an ID number."),
		Fault.ID_TYPE_OF_OTHERS: _("does not suit the customer type."),
		Fault.NOT_AN_ID_NUMBER: _("wrong length, date or check digit."),
		Fault.NOT_THE_IDS_BIRTH_DATE: _("does not agree with the ID number."),
		Fault.IN_THE_FUTURE: _("lies in the future."),
		Fault.TOO_LONG_AGO: _("lies too long ago."),
		Fault.BEFORE_BIRTH: _("lies before the birth date."),
	}[fault]
