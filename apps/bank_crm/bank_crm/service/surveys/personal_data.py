"""What surveys say about their DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.personal_data import PersonalData

PERSONAL_DATA = (
	PersonalData(
		"Bank Survey Invitation", after_months=36, package=("survey", "state", "channel", "sent_on")
	),
	PersonalData(
		"Bank Survey Response",
		counted_from="answered_on",
		after_months=60,
		package=("survey", "answered_on", "summary"),
		parts=("Bank Survey Answer",),
	),
)
