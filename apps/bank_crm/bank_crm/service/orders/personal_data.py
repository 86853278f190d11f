"""What work orders say about their DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.personal_data import PROOF, PROOF_MONTHS, PersonalData
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction
from bank_crm.domain.service_enums import OrderState

_OVER = (OrderState.CLOSED.value, OrderState.MERGED.value)

PERSONAL_DATA = (
	# the order stays for the figures of the service; who asked and what was said goes
	PersonalData(
		"Bank Work Order",
		counted_from="opened_on",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"state": tuple(state for state in OrderState.values() if state not in _OVER)},
		blanked=(
			"customer",
			"contact_name",
			"contact_mobile",
			"contact_email",
			"description",
			"solution",
			"rating_comment",
			"need",
			"message_id",
		),
		package=(
			"subject",
			"order_type",
			"channel",
			"opened_on",
			"state",
			"description",
			"solution",
			"answered_on",
			"closed_on",
			"rating",
			"rating_comment",
		),
		parts=("Bank Work Order Article",),
	),
)
