"""Lines of history for decisions a person took (SEG-03, SEG-05, SEG-20); the rules' own are `evaluation.py`'s."""

import frappe
from frappe.utils import now_datetime

from bank_crm.domain.customer_enums import TierChangeSource, TierReason

CHANGE = "Bank Tier Change"


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
