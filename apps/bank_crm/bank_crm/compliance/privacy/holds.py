"""Releasing a legal hold: from then on the customer's data follow the rules again (RSK-08)."""

import frappe
from frappe import _
from frappe.utils import now_datetime

from bank_crm.compliance import operation_log
from bank_crm.compliance.privacy.rules import HOLD
from bank_crm.customer import checks
from bank_crm.domain.compliance_enums import Operation

SHORTEST_REASON = 2


def release(name: str, reason: str) -> None:
	"""End a hold from now on; the row says who did it and why. Raises frappe.ValidationError."""
	hold = frappe.get_doc(HOLD, name, for_update=True)
	if not hold.active:
		frappe.throw(_("This hold was released already."), title=_("Legal Hold"))
	if len(reason.strip()) < SHORTEST_REASON:
		checks.refuse(hold, "release_reason", _("say why."))
	hold.db_set(
		{
			"active": 0,
			"released_at": now_datetime(),
			"released_by": frappe.session.user,
			"release_reason": reason.strip(),
		}
	)
	operation_log.record(
		Operation.WRITE.value,
		HOLD,
		name,
		customer=hold.customer,
		before={"active": 1},
		after={"active": 0},
		detail=reason.strip(),
	)
