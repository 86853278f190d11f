"""What the customer module says about its DocTypes for retention and erasure (SEC-17, RSK-08)."""

from bank_crm.domain.enums import AccountStatus, CustomerStatus
from bank_crm.domain.personal_data import (
	ANTI_LAUNDERING,
	ANTI_LAUNDERING_MONTHS,
	OWN_DUTY,
	PROOF,
	PROOF_MONTHS,
	PersonalData,
)
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction

_ALIVE = tuple(status for status in AccountStatus.values() if status != AccountStatus.CLOSED.value)
_LAUNDERING = {"keep_months": ANTI_LAUNDERING_MONTHS, "legal_basis": ANTI_LAUNDERING, "identity": True}
#: What nobody has to keep about a person, even where the identity must be kept.
EXTRAS = (
	"education",
	"employer",
	"annual_income",
	"marital_status",
	"family_structure",
	"preferred_channel",
	"wealth_preference",
	"wealth_preference_amount",
	"risk_preference",
	"credit_score",
	"credit_grade",
)

PERSONAL_DATA = (
	PersonalData("Bank Care Task", counted_from="due_on", after_months=36),
	PersonalData("Bank Life Event", after_months=60),
	PersonalData("Bank Interaction", counted_from="occurred_at", after_months=60),
	PersonalData("Bank Customer Need", counted_from="need_on", after_months=60),
	PersonalData("Bank Behaviour Event", counted_from="occurred_at", after_months=24),
	PersonalData("Bank Asset Snapshot", counted_from="month_end"),
	PersonalData("Bank Customer Portrait", counted_from="computed_at"),
	PersonalData("Bank Segment Member", counted_from="joined_at", package=("segment", "joined_at")),
	PersonalData("Bank Segment Change", counted_from="changed_at", after_months=36, package=()),
	PersonalData("Bank Tag Assignment", counted_from="assigned_at"),
	PersonalData("Bank Tag Change", counted_from="changed_at", after_months=36, package=()),
	PersonalData("Bank Stage Change", counted_from="changed_at", after_months=60),
	PersonalData("Bank Tier Change", counted_from="changed_at", after_months=60),
	PersonalData("Bank Duplicate Pair", ("customer", "other_customer"), counted_from="found_at", package=()),
	# what the other one has told the bank about is told to neither by way of a package
	PersonalData(
		"Bank Customer Relationship",
		("customer", "other_customer"),
		package=("role", "from_date", "to_date", "share_percent"),
	),
	PersonalData("Bank Household Member", counted_from="from_date", package=("role", "from_date", "to_date")),
	PersonalData(
		"Bank Household",
		("head",),
		on_request=RequestAction.ANONYMISE,
		blanked=("household_name", "note"),
		package=(),
	),
	PersonalData(
		"Bank Contact Consent",
		counted_from="decided_at",
		keep_months=PROOF_MONTHS,
		legal_basis=PROOF,
		package=("purpose", "channel", "decision", "decided_at", "valid_until", "lawful_basis", "source"),
	),
	PersonalData(
		"Bank Customer Merge",
		("customer", "merged_customer"),
		counted_from="merged_at",
		on_request=RequestAction.ANONYMISE,
		action=RetentionAction.ANONYMISE,
		blanked=("customer_name", "merged_name", "mobile", "email", "id_number", "undo_reason"),
		package=(),
	),
	PersonalData("Bank Tier Batch Member", on_request=RequestAction.KEEP, kept_because=OWN_DUTY, package=()),
	PersonalData(
		"Bank Account Holder",
		on_request=RequestAction.KEEP,
		kept_because="Part of an account that is kept; names the customer's number only",
		package=("holder_role",),
	),
	PersonalData("Bank Standing Order", counted_from="modified", **_LAUNDERING),
	PersonalData("Bank Customer Transaction", counted_from="posted_at", **_LAUNDERING),
	PersonalData(
		"Bank Customer Account",
		counted_from="modified",
		open_while={"status": _ALIVE},
		parts=("Bank Account Holder",),
		**_LAUNDERING,
	),
	# the last: whether the identity must be kept is known when everything else is done
	PersonalData(
		"Bank Customer",
		("name",),
		counted_from="modified",
		on_request=RequestAction.ANONYMISE,
		action=RetentionAction.ANONYMISE,
		blanked=(
			*EXTRAS,
			"name_pinyin",
			"mobile",
			"email",
			"id_type",
			"id_number",
			"birth_date",
			"gender",
			"city",
			"address",
			"legal_representative",
			"contact_person",
			"industry",
			"founded_on",
			"registered_capital",
			"occupation",
			"tier_override_reason",
			"household",
			"profile_problems",
		),
		replaced={
			"customer_name": "***",
			"status": CustomerStatus.ARCHIVED.value,
			"core_asset_amount": 0,
			"total_aum": 0,
			"aum_month_avg": 0,
			"total_liability": 0,
			"product_count": 0,
			"value_score": 0,
			"completeness": 0,
		},
		parts=(
			"Bank Important Date",
			"Bank Credit Record",
			"Bank Customer Collaborator",
			"Bank Customer Teller",
			"Bank Manual Entry",
		),
	),
)
