"""A night that is killed, repeated or started twice leaves the same tasks: each customer and period once."""

import os
import signal
import subprocess
import sys
import textwrap

import frappe

from bank_crm.customer.care import generate
from bank_crm.customer.care.tests.care_case import TASK, CareTestCase
from bank_crm.tests import SAVE_POINT, factories

CUSTOMERS = 12
DAY = "2030-05-05"

# Makes the tasks in a process of its own, four customers a statement; "stop" holds it after its second statement.
CHILD = """
import sys, time
import frappe
site, day, tier, place = sys.argv[1:]
frappe.init(site, sites_path=".")
frappe.connect()
from bank_crm.customer.care import generate

generate.CUSTOMERS_PER_STATEMENT = 4
insert, statements = generate._insert, [0]

def watched(*given):
	made = insert(*given)
	statements[0] += bool(made)
	if place == "stop" and statements[0] == 2:
		print("here", flush=True)
		time.sleep(300)
	return made

generate._insert = watched
if place == "unlocked":
	from contextlib import nullcontext
	generate.source_lock = lambda name: nullcontext()
print("ready", flush=True)
if place != "stop":
	sys.stdin.readline()
print(sum(generate.run(day, commit=True).values()), flush=True)
"""


class TestCareKilled(CareTestCase):
	"""These runs commit; what they leave is deleted, so the site ends as it began."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback(save_point=SAVE_POINT)
		self.on = frappe.get_all("Bank Care Rule", filters={"enabled": 1}, pluck="name")
		rule = frappe.qb.DocType("Bank Care Rule")
		frappe.qb.update(rule).set(rule.enabled, 0).run()
		self.tier = factories.make(
			"Bank Customer Tier", tier_name=factories.unique("T"), level=77, min_aum=900_000_000
		).name
		self.rule = self.make_rule("Birthday", tiers=[self.tier])
		self.customers = [
			factories.make_customer(tier=self.tier, birth_date="1980-05-05").name for _ in range(CUSTOMERS)
		]
		frappe.db.commit()
		self.addCleanup(self.forget)

	def forget(self) -> None:
		frappe.db.rollback()
		frappe.db.delete(TASK, {"rule": self.rule.name})
		frappe.delete_doc("Bank Care Rule", self.rule.name, force=True)
		for name in self.customers:
			frappe.delete_doc("Bank Customer", name, force=True)
		frappe.delete_doc("Bank Customer Tier", self.tier, force=True)
		rule = frappe.qb.DocType("Bank Care Rule")
		if self.on:
			frappe.qb.update(rule).set(rule.enabled, 1).where(rule.name.isin(self.on)).run()
		frappe.db.commit()
		# the commits have ended the transaction that the base class goes back in
		frappe.db.savepoint(SAVE_POINT)

	def start(self, place: str) -> subprocess.Popen:
		child = subprocess.Popen(
			[sys.executable, "-c", textwrap.dedent(CHILD), frappe.local.site, DAY, self.tier, place],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			text=True,
			cwd=os.getcwd(),
		)
		self.assertEqual(child.stdout.readline().strip(), "ready", "the child did not start")
		return child

	def per_customer(self) -> list[int]:
		frappe.db.rollback()
		return [frappe.db.count(TASK, {"customer": name, "rule": self.rule.name}) for name in self.customers]

	def test_scenario_09_killed_in_the_middle_ends_the_same(self):
		child = self.start("stop")
		self.assertEqual(child.stdout.readline().strip(), "here")
		os.kill(child.pid, signal.SIGKILL)
		child.communicate()
		half = sum(self.per_customer())
		self.assertGreater(half, 0)
		self.assertLess(half, CUSTOMERS)
		self.assertIsNone(frappe.db.get_value("Bank Care Rule", self.rule.name, "last_run_on"))
		made = generate.run(DAY, commit=True)
		for _ in range(50):  # the server may not have noticed yet that the killed one is gone
			if made:
				break
			made = generate.run(DAY, commit=True)
		self.assertEqual(self.per_customer(), [1] * CUSTOMERS)
		self.assertEqual(sum(made.values()), CUSTOMERS - half)

	def test_scenario_09_started_twice_at_once(self):
		for place in ("locked", "unlocked"):
			with self.subTest(place=place):
				children = [self.start(place) for _ in range(2)]
				for child in children:
					child.stdin.write("go\n")
					child.stdin.flush()
				answers = [child.communicate(timeout=120) for child in children]
				codes = [child.returncode for child in children]
				self.assertEqual(self.per_customer(), [1] * CUSTOMERS, answers)
				self.assertIn(0, codes, answers)
				frappe.db.delete(TASK, {"rule": self.rule.name})
				frappe.db.commit()
