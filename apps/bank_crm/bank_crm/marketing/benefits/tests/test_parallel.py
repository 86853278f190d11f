"""Fifty customers press the button at the same moment, over real requests and the real database (MKT-10)."""

from concurrent.futures import ThreadPoolExecutor

import frappe
import frappe.app
from werkzeug.test import Client

from bank_crm.marketing import signed
from bank_crm.marketing.benefits import counters, issuing
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.tests.benefit_case import GRANT, BenefitCase
from bank_crm.tests import SAVE_POINT, factories

CUSTOMERS, STOCK, AT_ONCE = 50, 20, 50


class TestParallel(BenefitCase):
	"""Everything is committed as in real life and deleted at the end."""

	def setUp(self) -> None:
		super().setUp()
		self.started = frappe.utils.now()
		self.made: list[str] = []
		self.addCleanup(self.forget_everything)

	def forget_everything(self) -> None:
		frappe.db.rollback()
		recent = {"creation": (">=", self.started)}
		for doctype in (
			GRANT,
			"Bank Benefit Issue",
			"Bank Benefit Text",
			"Bank Benefit Product",
			"Bank Benefit",
			"Bank Campaign Response",
			"Bank Campaign Member",
			"Bank Campaign",
			"Bank Campaign Segment",
			"Bank Campaign Variant",
			"Bank Message Template",
			"Bank Segment Member",
			"Bank Segment",
			"Bank Message Gateway",
			"Bank Prepaid Account",
			"Bank Prepaid Entry",
		):
			frappe.db.delete(doctype, recent)
		frappe.db.set_value("Bank Message Gateway", {"name": ("in", self.gateways or [""])}, "enabled", 1)
		for customer in self.made:
			frappe.delete_doc("Bank Customer", customer, force=True)
		for user in (self.officer, self.second):
			frappe.delete_doc("User", user, force=True)
		frappe.db.commit()
		frappe.db.savepoint(SAVE_POINT)

	def test_mkt_10_fifty_parallel_claims_never_oversell(self):
		self.gateways = frappe.get_all(
			"Bank Message Gateway", filters={"creation": ("<", self.started)}, pluck="name"
		)
		self.made = [factories.make_customer().name for _number in range(CUSTOMERS)]
		segment = self.segment(self.made)
		campaign = self.campaign([segment])
		benefit = self.benefit(campaign.name, stock=STOCK)
		doc = factories.make("Bank Benefit Issue", benefit=benefit.name, source="Segment", segment=segment)
		self.assertEqual(issuing.run(doc.name), CUSTOMERS)
		grants = frappe.get_all(GRANT, filters={"benefit": benefit.name}, pluck="name")
		frappe.db.commit()
		tokens = [signed.BENEFIT.token(name) for name in grants]
		with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:  # each button is pressed twice
			codes = list(pool.map(press, [frappe.local.site] * 2 * CUSTOMERS, [*tokens, *tokens]))
		self.assertEqual(set(codes) - {200, 303, 503}, set())
		with ThreadPoolExecutor(max_workers=1) as pool:  # whoever the busy server turned away tries again
			again = [token for token, code in zip([*tokens, *tokens], codes, strict=True) if code == 503]
			list(pool.map(press, [frappe.local.site] * len(again), again))
		frappe.db.rollback()
		states = frappe.get_all(GRANT, filters={"benefit": benefit.name}, pluck="state")
		self.assertEqual((states.count("Claimed"), states.count("Issued")), (STOCK, CUSTOMERS - STOCK))
		row = frappe.db.get_value("Bank Benefit", benefit.name, counters.COUNTERS, as_dict=True)
		self.assertEqual((row.claimed, row.taken), (STOCK, STOCK))
		self.assertEqual(frappe.db.get_value("Bank Campaign", campaign.name, "claimed"), STOCK)
		self.assertEqual(tallies.recount(campaign.name)["claimed"], STOCK)
		claims = {"campaign": campaign.name, "kind": "Claimed"}
		self.assertEqual(frappe.db.count("Bank Campaign Response", claims), STOCK)


def press(site: str, token: str) -> int:
	"""Press a page's button."""
	answer = Client(frappe.app.application).post(
		f"/b/{token}",
		data={"action": "claim", "version": "1"},
		headers={"Host": site, "X-Frappe-Site-Name": site},
	)
	answer.get_data()
	answer.close()
	return answer.status_code
