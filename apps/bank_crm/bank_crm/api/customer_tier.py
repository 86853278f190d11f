"""One customer's tier: why it is what it is, its override and its release (SEG-01, SEG-03)."""

from typing import Any, TypedDict

import frappe
from frappe.utils import getdate, today

from bank_crm.customer.tiers import access, rules, standing
from bank_crm.customer.tiers import override as overriding
from bank_crm.domain.tiering import decide, every
from bank_crm.permissions import scope

LINES = 12


class TierStep(TypedDict):
	"""One tier of the ladder: what it asks for and whether the customer meets it (None: unknown)."""

	tier: str
	text: str
	met: bool | None
	checks: list[dict[str, Any]]


class Explanation(TypedDict):
	"""Why a customer is in a tier, what the rules would do today, and how it came about."""

	tier: str | None
	reason: str
	next_tier: str | None
	source: str
	locked_until: Any
	override_reason: str | None
	watch_since: Any
	months_below: int
	months_allowed: int
	steps: list[TierStep]
	history: list[dict[str, Any]]
	may_decide: bool


@frappe.whitelist()
def explain(customer: str) -> Explanation:
	"""Return the rules' view of one of the user's customers and the last lines of the history."""
	frappe.has_permission(scope.CUSTOMER, "read", doc=frappe.get_doc(scope.CUSTOMER, customer), throw=True)
	ladder, day = rules.tier_rules(), getdate(today())
	known = standing.read_standing(customer, ladder, day)
	decision = decide(known, ladder, day)
	fields = ["changed_at", "from_tier", "to_tier", "source", "reason_code", "reason", "changed_by", "aum"]
	held = next((rule for rule in ladder if rule.name == known.tier), None)
	return {
		"tier": known.tier,
		"reason": decision.reason.value,
		"next_tier": decision.tier,
		"source": known.source.value if known.source else "",
		"locked_until": known.locked_until,
		"override_reason": frappe.db.get_value(scope.CUSTOMER, customer, "tier_override_reason"),
		"watch_since": known.watch_since,
		"months_below": known.months_below,
		"months_allowed": held.months_below if held else 0,
		"steps": [
			{
				"tier": rule.name,
				"text": rules.describe(rule),
				"met": every(decision.checks[rule.name]),
				"checks": [
					{"condition": one.condition.value, "met": one.met} for one in decision.checks[rule.name]
				],
			}
			for rule in reversed(ladder)
		],
		"history": frappe.get_list(
			"Bank Tier Change",
			filters={"customer": customer},
			fields=fields,
			order_by="changed_at desc",
			limit=LINES,
		),
		"may_decide": access.may_decide() and scope.allows(scope.CUSTOMER, customer, write=True),
	}


@frappe.whitelist(methods=["POST"])
def override(customer: str, tier: str, reason: str, until: str | None = None) -> None:
	"""Give one of the user's customers a tier against the rules."""
	_require_deciding(customer)
	overriding.override(customer, tier, reason, until)


@frappe.whitelist(methods=["POST"])
def release(customer: str, reason: str) -> None:
	"""Let the rules decide again about one of the user's customers."""
	_require_deciding(customer)
	overriding.release(customer, reason)


def _require_deciding(customer: str) -> None:
	frappe.has_permission(scope.CUSTOMER, "read", throw=True)
	access.require_deciding()
	access.require_customer(customer)
