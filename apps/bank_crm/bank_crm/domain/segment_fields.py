"""What a condition may speak of: the profile's fields and the facts over time (SEG-04, SEG-06, SEG-07, SEG-13).

Names only; which of them a user may see, their labels and the records to choose from are the site's matter
(`customer/segments/fields.py`). A module that brings a new DocType adds its fact here, and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from . import campaign_enums, customer_enums, enums, sales_enums, service_enums, survey_enums


class FieldKind(str, Enum):
	"""How a field's values are written and compared."""

	TEXT = "text"
	CHOICE = "choice"
	LINK = "link"
	NUMBER = "number"
	AMOUNT = "amount"
	DATE = "date"


class Measure(str, Enum):
	"""What is asked of a customer's rows of a fact; `last` is the age of the newest row in days."""

	EXISTS = "exists"
	COUNT = "count"
	SUM = "sum"
	AVERAGE = "avg"
	LEAST = "min"
	MOST = "max"
	LAST = "last"


#: Measures over an amount of the rows; the others need none.
AMOUNT_MEASURES = (Measure.SUM, Measure.AVERAGE, Measure.LEAST, Measure.MOST)


@dataclass(frozen=True, slots=True)
class FieldSpec:
	"""One field: a closed list of `options` (choice), or the DocType its values are names of (link)."""

	name: str
	kind: FieldKind
	options: tuple[str, ...] = ()
	link: str = ""
	#: A number may be unknown, so that "is set" means something.
	optional: bool = False


@dataclass(frozen=True, slots=True)
class FactSpec:
	"""Rows that belong to customers: where they are, when they happened, what may be asked of them.

	`time` is the column windows look at, "" if the fact has none. `amounts` are the columns of the amount
	measures, the first one is meant where a condition names none. Rows whose `until` lies before today are
	over and never count; rows with `ended` (column, value) count only where a condition names that column.
	"""

	name: str
	doctype: str
	time: str
	fields: tuple[FieldSpec, ...]
	amounts: tuple[str, ...] = ()
	until: str = ""
	ended: tuple[str, str] | None = None

	@property
	def measures(self) -> tuple[Measure, ...]:
		"""The measures that make sense here."""
		return tuple(
			measure
			for measure in Measure
			if (measure not in AMOUNT_MEASURES or self.amounts) and (measure != Measure.LAST or self.time)
		)

	def field(self, name: str) -> FieldSpec | None:
		"""Return the field of that name, None if there is none."""
		return next((spec for spec in self.fields if spec.name == name), None)


@dataclass(frozen=True, slots=True)
class Catalogue:
	"""What a tree may use: everything, or what one user may see on one site."""

	profile: Mapping[str, FieldSpec]
	facts: Mapping[str, FactSpec]
	#: Why a known field or fact is not offered: name → "not_permitted" or "not_available".
	withheld: Mapping[str, str] = field(default_factory=dict)


def _choice(name: str, vocabulary: type[enums.Vocabulary]) -> FieldSpec:
	return FieldSpec(name, FieldKind.CHOICE, vocabulary.values())


def _link(name: str, doctype: str) -> FieldSpec:
	return FieldSpec(name, FieldKind.LINK, link=doctype)


def _text(*names: str) -> tuple[FieldSpec, ...]:
	return tuple(FieldSpec(name, FieldKind.TEXT) for name in names)


def _amounts(*names: str) -> tuple[FieldSpec, ...]:
	return tuple(FieldSpec(name, FieldKind.AMOUNT) for name in names)


def _dates(*names: str) -> tuple[FieldSpec, ...]:
	return tuple(FieldSpec(name, FieldKind.DATE) for name in names)


def _numbers(*names: str, optional: bool = False) -> tuple[FieldSpec, ...]:
	return tuple(FieldSpec(name, FieldKind.NUMBER, optional=optional) for name in names)


#: Names, addresses and free remarks are not offered: they say who somebody is, not what for, and stay out of the
#: snapshot therefore. Columns of Bank Customer under their own name, `age` and `birth_month` from the birth date, and the
#: household's figures as `household.<column>`.
PROFILE_FIELDS = (
	_link("tier", "Bank Customer Tier"),
	_choice("activity_level", enums.ActivityLevel),
	*_amounts("total_aum", "aum_month_avg", "total_liability"),
	*_numbers("product_count"),
	_choice("relationship_stage", enums.RelationshipStage),
	_link("branch", "Bank Branch"),
	_link("manager", "User"),
	_choice("customer_type", enums.CustomerType),
	_choice("gender", enums.Gender),
	*_numbers("age", "birth_month", optional=True),
	_choice("education", enums.Education),
	_choice("marital_status", enums.MaritalStatus),
	_choice("family_structure", enums.FamilyStructure),
	*_amounts("annual_income"),
	_choice("risk_preference", enums.RiskPreference),
	_choice("preferred_channel", enums.PreferredChannel),
	_choice("core_asset_type", enums.CoreAssetType),
	*_amounts("core_asset_amount"),
	*_text("city", "occupation", "employer", "credit_grade"),
	*_numbers("credit_score", "value_score", optional=True),
	*_numbers("completeness", "tier_months_below"),
	*_dates(
		"opened_on", "birth_date", "last_txn_at", "last_login_at", "last_reviewed_on", "stage_changed_on"
	),
	*_dates("tier_locked_until", "tier_watch_since"),
	FieldSpec(
		"wealth_preference",
		FieldKind.CHOICE,
		(
			enums.ProductCategory.WEALTH.value,
			enums.ProductCategory.FUND.value,
			enums.ProductCategory.TIME_DEPOSIT.value,
			enums.ProductCategory.PRECIOUS_METAL.value,
			enums.ProductCategory.INSURANCE.value,
		),
	),
	*_amounts("wealth_preference_amount"),
	_link("household", "Bank Household"),
	*_amounts("household.total_aum", "household.total_liability"),
	*_numbers("household.product_count", "household.member_count"),
)

_BALANCES = (
	"total_aum",
	"month_avg_aum",
	"total_liability",
	"savings",
	"time_deposit",
	"wealth",
	"fund",
	"precious_metal",
	"insurance",
	"loan",
	"credit_card",
)

INTERACTION_CHANNELS = ("Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App")

FACTS = (
	FactSpec(
		"transaction",
		"Bank Customer Transaction",
		"posted_at",
		(
			_choice("txn_type", enums.TransactionType),
			_choice("direction", enums.Direction),
			_choice("channel", enums.TransactionChannel),
			_choice("product_category", enums.ProductCategory),
			*_amounts("amount"),
			*_dates("posted_at"),
		),
		("amount",),
	),
	FactSpec(
		"behaviour",
		"Bank Behaviour Event",
		"occurred_at",
		(
			_choice("event_type", enums.BehaviourType),
			_choice("channel", enums.BehaviourChannel),
			*_text("page"),
			_choice("product_category", enums.ProductCategory),
			_link("product", "Bank Product"),
			*_dates("occurred_at"),
		),
	),
	FactSpec(
		"holding",
		"Bank Customer Account",
		"opened_on",
		(
			_choice("category", enums.ProductCategory),
			_link("product", "Bank Product"),
			_choice("status", enums.AccountStatus),
			_link("branch", "Bank Branch"),
			*_amounts("balance", "principal"),
			*_numbers("rate", "term_months"),
			*_dates("opened_on", "maturity_date"),
		),
		("balance", "principal"),
		ended=("status", enums.AccountStatus.CLOSED.value),
	),
	FactSpec(
		"balance",
		"Bank Asset Snapshot",
		"month_end",
		(*_amounts(*_BALANCES), *_dates("month_end")),
		_BALANCES,
	),
	FactSpec(
		"interaction",
		"Bank Interaction",
		"occurred_at",
		(
			FieldSpec("channel", FieldKind.CHOICE, INTERACTION_CHANNELS),
			FieldSpec("direction", FieldKind.CHOICE, ("Inbound", "Outbound")),
			FieldSpec(
				"outcome",
				FieldKind.CHOICE,
				("Reached", "Not Reached", "Interested", "Not Interested", "Done", "Other"),
			),
			_link("user", "User"),
			*_dates("occurred_at", "next_date"),
		),
	),
	FactSpec(
		"work_order",
		"Bank Work Order",
		"opened_on",
		(
			_choice("order_type", service_enums.OrderType),
			_link("subtype", "Bank Work Order Subtype"),
			_choice("channel", service_enums.OrderChannel),
			_choice("priority", service_enums.OrderPriority),
			_link("product", "Bank Product"),
			_link("handler", "User"),
			*_numbers("rating", "reopened_count"),
			*_dates("opened_on", "answered_on", "closed_on"),
		),
	),
	FactSpec(
		"opportunity",
		"Bank Opportunity",
		"opened_on",
		(
			_choice("outcome", sales_enums.OpportunityOutcome),
			_choice("product_category", enums.ProductCategory),
			_link("product", "Bank Product"),
			_link("stage", "Bank Sales Stage"),
			_link("salesperson", "User"),
			_choice("source", sales_enums.OpportunitySource),
			*_amounts("amount"),
			*_dates("opened_on", "expected_close", "closed_on"),
		),
		("amount",),
	),
	FactSpec(
		"need",
		"Bank Customer Need",
		"need_on",
		(
			_choice("product_category", enums.ProductCategory),
			FieldSpec("status", FieldKind.CHOICE, ("Open", "Met", "Dropped")),
			_choice("source", customer_enums.NeedSource),
			FieldSpec("channel", FieldKind.CHOICE, INTERACTION_CHANNELS),
			_link("user", "User"),
			*_dates("need_on"),
		),
	),
	FactSpec(
		"survey",
		"Bank Survey Response",
		"answered_on",
		(
			_link("survey", "Bank Survey"),
			_choice("state", survey_enums.ResponseState),
			*_dates("answered_on"),
		),
		ended=("state", survey_enums.ResponseState.DRAFT.value),
	),
	FactSpec(
		"campaign",
		"Bank Campaign Response",
		"responded_at",
		(
			_link("campaign", "Bank Campaign"),
			_choice("kind", campaign_enums.ResponseKind),
			*_dates("responded_at"),
		),
	),
	FactSpec(
		"tag",
		"Bank Tag Assignment",
		"assigned_at",
		(
			_link("tag", "Bank Customer Tag"),
			FieldSpec("source", FieldKind.CHOICE, ("Manual", "Rule", "Batch", "Import")),
			_link("assigned_by", "User"),
			*_dates("assigned_at", "valid_until"),
		),
		until="valid_until",
	),
	FactSpec(
		"segment",
		"Bank Segment Member",
		"joined_at",
		(_link("segment", "Bank Segment"), *_dates("joined_at")),
	),
	FactSpec(
		"household",
		"Bank Household Member",
		"from_date",
		(_link("household", "Bank Household"), _link("role", "Bank Relationship Role"), *_dates("from_date")),
		until="to_date",
	),
)


def everything() -> Catalogue:
	"""Return the whole catalogue, whoever asks."""
	return Catalogue({spec.name: spec for spec in PROFILE_FIELDS}, {fact.name: fact for fact in FACTS})
