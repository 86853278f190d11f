"""An audience proposed for a product line, and made a segment (MKT-23)."""

from __future__ import annotations

import json

import frappe
from frappe.utils import today

from bank_crm.api import campaign_effect as api
from bank_crm.customer.segments import refresh
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestProposal(CampaignCase):
	def test_mkt_23_who_is_like_the_holders_and_who_asked_is_proposed_with_the_reason(self):
		def people(count: int, born: str, line: str | None = None) -> list[str]:
			names = self.customers(count, allowed=False, birth_date=born, gender="Female")
			for name in names if line else ():
				factories.make_account(name, category=line, opened_on=today())
			return names

		holders = people(8, "1970-05-05", "Insurance")  # in their fifties, most of them
		alike = people(4, "1971-05-05")
		holders += people(1, "2001-05-05", "Insurance")
		others = people(12, "2001-05-05")
		asked = others[0]
		need = {"need": "想买保险", "need_on": today(), "product_category": "Insurance", "status": "Open"}
		factories.make("Bank Customer Need", customer=asked, **need)
		# what the account itself has set is nobody's feature here
		frappe.db.set_value(
			"Bank Customer", {"name": ("in", [*holders, *alike, *others])}, "activity_level", "Low"
		)
		everybody = self.segment([*holders, *alike, *others], owner_user=self.officer)
		frappe.set_user(self.officer)
		found = api.propose_audience("Insurance", everybody, 1)
		self.assertEqual([part["label"] for part in found["parts"]], ["Age"])
		part = found["parts"][0]
		self.assertEqual((part["hit_share"], part["other_share"]), (88.9, 25))
		self.assertEqual((found["size"], found["holders"]), (5, 9))
		self.assertEqual((found["usual_rate"], found["like_rate"]), (36, 66.67))
		self.assertIn("Age: 55 to under 65", found["reason"])
		self.assertEqual(api.propose_audience("Insurance", everybody, 0)["size"], 4)
		segment = frappe.get_doc(
			{
				"doctype": "Bank Segment",
				"segment_name": factories.unique("Proposed "),
				"basis": "Conditions",
				"kind": "Static",
				"conditions": json.dumps(found["conditions"]),
				"description": found["reason"],
			}
		).insert()
		refresh.refresh(segment.name)
		frappe.set_user("Administrator")
		members = frappe.get_all("Bank Segment Member", {"segment": segment.name}, pluck="customer")
		self.assertEqual(sorted(members), sorted([*alike, asked]))
		frappe.set_user(factories.make_user(roles.TELLER))
		self.assertRaises(frappe.PermissionError, api.propose_audience, "Insurance")
