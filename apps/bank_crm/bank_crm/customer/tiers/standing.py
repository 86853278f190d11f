"""One customer's standing read document by document, and what the rules say about it: the explanation on the page."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import frappe
from frappe.utils import cint, get_last_day, getdate, today

from bank_crm.customer.tiers.facts import ACCOUNT, SNAPSHOT, TRANSACTION, last_month_ends, window_start
from bank_crm.customer.tiers.rules import tier_rules
from bank_crm.domain.customer_enums import TierSource
from bank_crm.domain.enums import AccountStatus, ActivityLevel, RiskPreference
from bank_crm.domain.tiering import Average, Decision, Standing, TierRule, decide

CUSTOMER = "Bank Customer"
_FIELDS = (
	"tier",
	"tier_source",
	"tier_locked_until",
	"tier_watch_since",
	"tier_months_below",
	"total_aum",
	"aum_month_avg",
	"product_count",
	"activity_level",
	"risk_preference",
)


def decide_one(customer: str, on: date | str | None = None) -> Decision:
	"""Return what the rules make of one customer as of a day (today); nothing is written.

	The same as `evaluation.evaluate` for this customer. Raises frappe.DoesNotExistError for an unknown one.
	"""
	rules, day = tier_rules(), getdate(on or today())
	return decide(read_standing(customer, rules, day), rules, day)


def read_standing(customer: str, rules: Sequence[TierRule], day: date) -> Standing:
	"""Return what is on record about one customer; see `facts.Facts` for what counts as known."""
	row = frappe.db.get_value(CUSTOMER, customer, list(_FIELDS), as_dict=True)
	if row is None:
		raise frappe.DoesNotExistError(customer)
	known = bool(frappe.db.exists(ACCOUNT, {"customer": customer}))
	balance, average = _amount(row.total_aum), _amount(row.aum_month_avg)
	averages: dict[int, Average | None] = {
		rule.window_months: _average(customer, rule.window_months, day)
		for rule in rules
		if rule.window_months > 1
	}
	averages[1] = Average(average, 1) if average or _has_average(customer, known, day) else None
	return Standing(
		tier=row.tier or None,
		source=TierSource(row.tier_source) if row.tier_source else None,
		locked_until=row.tier_locked_until,
		watch_since=row.tier_watch_since,
		months_below=cint(row.tier_months_below),
		balance=balance if balance or known else None,
		averages=averages,
		products=cint(row.product_count) if row.product_count or known else None,
		activity=ActivityLevel(row.activity_level) if row.activity_level else None,
		transactions={
			rule.transaction_days: _transactions(customer, rule.transaction_days, known, day)
			for rule in rules
			if rule.min_transactions
		},
		risk=RiskPreference(row.risk_preference) if row.risk_preference else None,
	)


def _amount(value: object) -> Decimal:
	return Decimal(str(value or 0))


def _has_average(customer: str, known: bool, day: date) -> bool:
	"""An average of nothing counts once the month has a snapshot, or when every account is closed."""
	if frappe.db.exists(SNAPSHOT, {"customer": customer, "month_end": get_last_day(day)}):
		return True
	still_open = {"customer": customer, "status": ("!=", AccountStatus.CLOSED.value)}
	return known and not frappe.db.exists(ACCOUNT, still_open)


def _average(customer: str, months: int, day: date) -> Average | None:
	first, last = last_month_ends(months, day)
	found = frappe.get_all(
		SNAPSHOT,
		filters={"customer": customer, "month_end": ("between", (first, last))},
		pluck="month_avg_aum",
	)
	return Average(sum(map(_amount, found), Decimal(0)), len(found)) if found else None


def _transactions(customer: str, days: int, known: bool, day: date) -> int | None:
	made = frappe.db.count(TRANSACTION, {"customer": customer, "posted_at": (">=", window_start(days, day))})
	return made if made or known else None
