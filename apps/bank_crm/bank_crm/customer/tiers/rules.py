"""The tier records as rules of the pure layer, and in words."""

from decimal import Decimal

import frappe
from frappe import _
from frappe.utils import cint, fmt_money

from bank_crm.domain.customer_enums import AmountBasis, TierReason
from bank_crm.domain.enums import ActivityLevel, RiskPreference
from bank_crm.domain.tiering import TierRule
from bank_crm.speaking import listed

DOCTYPE = "Bank Customer Tier"
_FIELDS = (
	"name",
	"level",
	"min_aum",
	"amount_basis",
	"window_months",
	"months_below",
	"min_product_count",
	"min_activity",
	"min_transactions",
	"transaction_days",
	"min_risk_preference",
)


def tier_rules() -> tuple[TierRule, ...]:
	"""Return the bank's tiers from the lowest to the highest.

	A tier without month-ends of its own takes those of the settings; the highest tier has its own number there.
	"""
	records = frappe.get_all(DOCTYPE, fields=list(_FIELDS), order_by="level asc")
	settings = frappe.get_cached_doc("Bank CRM Settings")
	highest = len(records) - 1
	return tuple(
		_rule(
			record,
			cint(settings.watch_month_ends_private if position == highest else settings.watch_month_ends),
		)
		for position, record in enumerate(records)
	)


def reason_text(reason: TierReason, rule: TierRule) -> str:
	"""Return in the session's language why the rules moved somebody to, or away from, the tier of `rule`."""
	if reason == TierReason.BELOW_TOO_LONG:
		return _("{0} missed for {1} month-ends.").format(describe(rule), rule.months_below)
	if reason == TierReason.OVERRIDE_ENDED:
		return _("The override has ended; the rules decide again.")
	return _("{0} reached.").format(describe(rule))


def describe(rule: TierRule) -> str:
	"""Return what a tier asks for, in the session's language."""
	parts: list[str] = []
	if rule.min_amount > 0:
		amount = fmt_money(rule.min_amount, precision=0)
		if rule.basis == AmountBasis.CURRENT_BALANCE:
			parts.append(_("current assets from {0}").format(amount))
		elif rule.window_months > 1:
			parts.append(_("average assets of {0} months from {1}").format(rule.window_months, amount))
		else:
			parts.append(_("month-average assets from {0}").format(amount))
	if rule.min_products:
		parts.append(_("{0} products or more").format(rule.min_products))
	if rule.min_activity:
		parts.append(_("activity from {0}").format(_(rule.min_activity.value, context="Bank Customer")))
	if rule.min_transactions:
		parts.append(
			_("{0} transactions or more in {1} days").format(rule.min_transactions, rule.transaction_days)
		)
	if rule.min_risk:
		parts.append(_("risk preference from {0}").format(_(rule.min_risk.value)))
	return listed(parts) if parts else _("No condition")


def _rule(record: frappe._dict, month_ends: int) -> TierRule:
	return TierRule(
		name=record.name,
		level=cint(record.level),
		min_amount=Decimal(str(record.min_aum or 0)),
		basis=AmountBasis(record.amount_basis or AmountBasis.MONTH_AVERAGE),
		window_months=max(1, cint(record.window_months)),
		months_below=cint(record.months_below) or month_ends,
		min_products=cint(record.min_product_count),
		min_activity=ActivityLevel(record.min_activity) if record.min_activity else None,
		min_transactions=cint(record.min_transactions),
		transaction_days=max(1, cint(record.transaction_days)),
		min_risk=RiskPreference(record.min_risk_preference) if record.min_risk_preference else None,
	)
