"""Campaigns turn to leads and prospects, and know whom they have won (MKT-19)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.utils import add_days, getdate, today

from bank_crm.api import campaign_effect as api
from bank_crm.api import campaigns
from bank_crm.compliance.contact.tests.contact_case import block
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.permissions import roles
from bank_crm.sales.leads import conversion
from bank_crm.sales.report.bank_lead_conversion import bank_lead_conversion
from bank_crm.tests import factories


class TestProspects(CampaignCase):
	def test_mkt_19_leads_are_followed_up_for_a_campaign_that_knows_whom_it_won(self):
		branch = factories.make_branch()
		seller = factories.make_user(roles.RELATIONSHIP_MANAGER)
		factories.make_staff(seller, branch)

		def lead(**values: Any) -> Any:
			values = {
				"lead_name": factories.unique("Lead "),
				"source": "Web Form",
				"mobile": factories.mobile_number(),
				"product_category": "Wealth",
				"expected_amount": 50_000,
				"branch": branch,
				"salesperson": seller,
				"next_follow_up": add_days(today(), 20),
				**values,
			}
			return factories.make("Bank Lead", **values)

		number = factories.mobile_number()
		wanted, other, silent = lead(), lead(product_category="Loan"), lead(mobile=number)
		block(None, mobile=number, reason="Official List")
		known = self.customers(1)
		campaign = self.campaign([self.segment(known)], product_category="Wealth")
		frappe.set_user(self.officer)
		asked = {"product_category": "Wealth", "branch": branch}
		self.assertEqual(api.count_leads(campaign.name, **asked), {"count": 1, "blocked": 1})
		with self.assertRaisesRegex(frappe.ValidationError, "does not run"):
			api.turn_to_leads(campaign.name, **asked)
		self.wave(campaign)
		self.start(campaign)
		frappe.set_user(self.officer)
		self.assertEqual(api.turn_to_leads(campaign.name, **asked), 1)
		self.assertEqual(api.turn_to_leads(campaign.name, **asked), 0)
		for one in (wanted, other, silent):
			one.reload()
		self.assertEqual([one.campaign for one in (wanted, other, silent)], [campaign.name, None, None])
		self.assertEqual((getdate(wanted.next_follow_up), wanted.source), (getdate(today()), "Web Form"))
		frappe.set_user(seller)
		self.assertRaises(frappe.PermissionError, api.turn_to_leads, campaign.name)
		done = conversion.convert(wanted.name)
		frappe.set_user(self.officer)
		self.assertEqual(campaigns.overview(campaign.name)["leads"], {"all": 1, "open": 0, "converted": 1})
		row = frappe.db.get_value(
			"Bank Campaign Response",
			{"campaign": campaign.name, "customer": done.customer},
			["source", "reference_name"],
		)
		self.assertEqual(row, ("Lead", wanted.name))
		frappe.set_user(seller)
		rows = bank_lead_conversion.execute({"by": "campaign", "branch": branch})[1]
		found = {row["campaign"]: (row["leads"], row["converted"]) for row in rows}
		self.assertEqual(found[campaign.campaign_name], (1, 1))
