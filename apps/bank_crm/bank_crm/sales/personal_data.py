"""What sales says about its DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain import contracts as rules
from bank_crm.domain.personal_data import PROOF, PROOF_MONTHS, PersonalData
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction
from bank_crm.domain.sales_enums import OpportunityOutcome

PERSONAL_DATA = (
	# contracts and decisions about credit are proof: kept for the years of a claim, then without the person
	PersonalData(
		"Bank Contract",
		counted_from="creation",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		after_months=120,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"state": tuple(state.value for state in rules.OPEN_CONTRACTS)},
		blanked=(
			"customer",
			"opportunity",
			"application",
			"text",
			"remarks",
			"customer_signatory",
			"fingerprint",
			"signed_copy",
		),
		replaced={"title": "***"},
		package=("title", "contract_type", "amount", "starts_on", "ends_on", "state", "signed_on"),
		parts=("Bank Contract Clause", "Bank Contract Obligation", "Bank Contract Payment"),
	),
	PersonalData(
		"Bank Application",
		counted_from="received_on",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"state": tuple(state.value for state in rules.OPEN_APPLICATIONS)},
		blanked=("customer", "opportunity", "purpose", "collateral", "decision_note", "origin_key"),
		replaced={"title": "***"},
		package=("title", "application_type", "amount", "term_months", "received_on", "state", "decided_on"),
	),
	# stage, amount and reason stay for the figures of sales; who it was about and what was said goes
	PersonalData(
		"Bank Opportunity",
		counted_from="opened_on",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		after_months=60,
		action=RetentionAction.ANONYMISE,
		on_request=RequestAction.ANONYMISE,
		open_while={"outcome": (OpportunityOutcome.OPEN.value,)},
		blanked=("customer", "description", "next_step", "lost_note", "origin_type", "origin", "origin_key"),
		replaced={"title": "***"},
		package=("title", "product_category", "product", "amount", "opened_on", "outcome", "closed_on"),
		parts=("Bank Opportunity Participant", "Bank Opportunity Competitor"),
	),
	# a lead that led to nothing goes after two years; what was converted lives on as customer and opportunity
	PersonalData(
		"Bank Lead",
		counted_from="opened_on",
		after_months=24,
		package=("lead_name", "source", "product_category", "opened_on", "status", "remarks"),
		parts=("Bank Lead Follow Up",),
	),
)
