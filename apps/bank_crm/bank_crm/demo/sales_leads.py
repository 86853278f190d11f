"""The demo bank's leads: new ones, followed ones, late ones, converted ones (SAL-01)."""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
import numpy as np
from frappe.utils import getdate, now_datetime

from bank_crm.demo.names import person_names
from bank_crm.demo.plan import Plan
from bank_crm.permissions import roles
from bank_crm.sales.leads import conversion

LEAD = "Bank Lead"
CUSTOMERS_PER_LEAD, MOST = 25, 60
SOURCES = ("Campaign", "Web Form", "Referral", "Branch", "Behaviour")
LINES = ("Wealth", "Loan", "Credit Card", "Fund")
REMARKS = ("咨询房贷利率", "希望了解稳健型理财", "朋友推荐开户", "活动现场登记", "浏览大额存单页面")


def add_leads(plan: Plan, rng: np.random.Generator, first_customer: int) -> dict[str, int]:
	"""Hand in leads for branches that have people to follow them up; returns rows by DocType."""
	branches = _branches()
	count = min(MOST, max(8, plan.size // CUSTOMERS_PER_LEAD))
	names, made = person_names(rng, np.arange(count) % 2 == 0), 0
	for place in range(count):
		now = datetime.combine(plan.today, datetime.min.time()) + timedelta(hours=9)
		opened = now - timedelta(days=int(rng.integers(1, 80)))
		lead = frappe.get_doc(
			{
				"doctype": LEAD,
				"lead_name": names[place],
				"customer_type": "Person",
				"mobile": f"138{int(rng.integers(10**8)):08d}",
				"source": str(rng.choice(SOURCES)),
				"product_category": str(rng.choice(LINES)),
				"expected_amount": float(int(rng.integers(2, 90)) * 10_000),
				"branch": branches[int(rng.integers(len(branches)))],
				"remarks": str(rng.choice(REMARKS)),
				"opened_on": opened,
			}
		)
		lead.flags.bank_system = True
		if place % 3:
			# a bank that is made before dawn has nobody met yet today
			met = {"contacted_on": min(opened + timedelta(hours=20), now_datetime()), "channel": "Call"}
			lead.append("follow_ups", {**met, "outcome": "Interested" if place % 2 else "Not Reached"})
		lead.next_follow_up = getdate(now) + timedelta(days=int(rng.integers(-6, 10)))
		lead.insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
		if place % 5 == 4 and lead.salesperson:
			conversion.convert(str(lead.name))
		made += 1
	return {LEAD: made}


def _branches() -> list[str]:
	"""Those in which relationship managers work; a post outlives its branch where another bank was removed."""
	staff, held, branch = (frappe.qb.DocType(one) for one in ("Bank Staff", "Has Role", "Bank Branch"))
	query = frappe.qb.from_(staff).inner_join(held).on(held.parent == staff.user)
	query = query.inner_join(branch).on(branch.name == staff.branch)
	query = query.select(staff.branch).distinct().where(staff.active == 1)
	return query.where(held.role == roles.RELATIONSHIP_MANAGER).orderby(staff.branch).run(pluck=True)
