"""Lines of history: one for a decision a person took, and what many written at once share (SEG-03, SEG-05, SEG-20)."""

import frappe
from frappe.utils import now_datetime
from pypika.terms import PseudoColumn

from bank_crm.domain.customer_enums import TierChangeSource, TierReason

CHANGE = "Bank Tier Change"
#: The name of the next line, for lines written set-based.
NEXT_CHANGE = PseudoColumn("nextval(`bank_tier_change_id_seq`)")


def constants(source: TierChangeSource, *, high_privilege: bool, **more: object) -> dict[str, object]:
	"""Return the columns that are alike in all lines the session's user writes now."""
	stamp, user = now_datetime(), frappe.session.user
	return {
		"creation": stamp,
		"modified": stamp,
		"changed_at": stamp,
		"owner": user,
		"modified_by": user,
		"changed_by": user,
		"source": source.value,
		"high_privilege": int(high_privilege),
		**more,
	}


def record(customer: frappe._dict, to_tier: str | None, reason_code: TierReason, reason: str) -> None:
	"""Write that the session's user moved one customer; `customer` is the row before: name, tier, total_aum."""
	frappe.get_doc(
		{
			"doctype": CHANGE,
			"customer": customer.name,
			"from_tier": customer.tier,
			"to_tier": to_tier,
			"aum": customer.total_aum,
			"changed_at": now_datetime(),
			"changed_by": frappe.session.user,
			"high_privilege": 1,
			"source": TierChangeSource.MANUAL.value,
			"reason_code": reason_code.value,
			"reason": reason,
		}
	).insert(ignore_permissions=True)  # nobody may write history by hand; the caller has checked the right
