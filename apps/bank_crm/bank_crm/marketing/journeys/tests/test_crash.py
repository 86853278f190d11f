"""A worker that is killed between claiming and writing has done nothing; several at once do everything once (MKT-14)."""

import os
import signal
import subprocess
import sys
import textwrap
from unittest.mock import patch

import frappe

from bank_crm.marketing.journeys import advancing, rows, states
from bank_crm.marketing.journeys.tests.journey_case import TEXT, JourneyCase, step, wait
from bank_crm.permissions import roles
from bank_crm.tests import SAVE_POINT, factories

CUSTOMERS = 12
# Takes customers on in a process of its own; "stop" holds it after its second portion has done its steps.
CHILD = """
import sys, time
import frappe
site, journey, place = sys.argv[1:]
frappe.init(site, sites_path=".")
frappe.connect()
from bank_crm.marketing.journeys import advancing

advancing.PER_CLAIM = 4
store, portions = advancing.Portion.store, [0]

def watched(portion):
	portions[0] += 1
	if place == "stop" and portions[0] == 2:
		print("here", flush=True)
		time.sleep(300)
	store(portion)

advancing.Portion.store = watched
print("ready", flush=True)
if place != "stop":
	sys.stdin.readline()
print(advancing.advance(journey, commit=True), flush=True)
"""


class TestCrash(JourneyCase):
	"""These runs commit; what they leave is deleted, so the site ends as it began."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback(save_point=SAVE_POINT)
		# a bench that runs would take the customers on before those who are watched do
		queue = patch.object(states, "enqueue_once")
		queue.start()
		self.addCleanup(queue.stop)
		self.officer, self.second = (factories.make_user(roles.MARKETING_OFFICER) for _each in "ab")
		before = {doctype: self.last(doctype) for doctype in self.MADE}
		template = self.template(TEXT)
		self.names = self.customers(CUSTOMERS)
		self.way = self.journey(
			step("m1", "Message", "t1", template=template),
			step("t1", "Task", "w1", subject="致电"),
			wait("w1", ""),
		)
		from bank_crm.marketing.journeys import entering

		self.assertGreaterEqual(entering.enter(self.way.name), CUSTOMERS)
		frappe.db.commit()
		self.addCleanup(self.forget, template, before)

	MADE = ("Bank Message", "Bank Care Task", "Bank Journey Run", "Bank Journey Step Log")

	def last(self, doctype: str) -> int:
		table = frappe.qb.DocType(doctype)
		return frappe.qb.from_(table).select(table.name).orderby(table.name, order=frappe.qb.desc).limit(
			1
		).run(pluck=True)[0:1] or [0]

	def forget(self, template: str, before: dict[str, list[int]]) -> None:
		frappe.db.rollback()
		for doctype, (name,) in before.items():
			frappe.db.delete(doctype, {"name": (">", name)})
		frappe.db.delete("Bank Journey Version", {"journey": self.way.name})
		frappe.db.delete("Bank Journey", {"name": self.way.name})
		frappe.delete_doc("Bank Message Template", template, force=True)
		for user in (self.officer, self.second):
			frappe.delete_doc("User", user, force=True)
		for name in self.names:
			frappe.db.delete("Bank Contact Consent", {"customer": name})
			frappe.delete_doc("Bank Customer", name, force=True)
		frappe.db.commit()
		# the commits have ended the transaction that the base class goes back in
		frappe.db.savepoint(SAVE_POINT)

	def start(self, place: str) -> subprocess.Popen:
		child = subprocess.Popen(
			[sys.executable, "-c", textwrap.dedent(CHILD), frappe.local.site, self.way.name, place],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			text=True,
			cwd=os.getcwd(),
		)
		self.assertEqual(child.stdout.readline().strip(), "ready", "the child did not start")
		return child

	def done(self) -> list[tuple[int, int, int]]:
		"""For each customer the messages, the tasks and the lines of the log."""
		frappe.db.rollback()
		doctypes = ("Bank Message", "Bank Care Task", "Bank Journey Step Log")
		return [
			tuple(frappe.db.count(doctype, {"customer": name}) for doctype in doctypes) for name in self.names
		]

	def test_mkt_14_killed_between_claiming_and_writing_everything_is_done_once(self):
		child = self.start("stop")
		self.assertEqual(child.stdout.readline().strip(), "here")
		self.assertEqual(
			len(rows.claim(self.way.name, 100)), CUSTOMERS - 8, "four done, four in the other's hands"
		)
		frappe.db.rollback()
		# who pauses the journey now would wait until the portion in hand is stored
		frappe.db._cursor.execute("set innodb_lock_wait_timeout = 1")
		self.addCleanup(lambda: frappe.db._cursor.execute("set innodb_lock_wait_timeout = default"))
		self.assertRaises(frappe.QueryTimeoutError, self.set_state, self.way, "Paused")
		frappe.db.rollback()
		frappe.set_user("Administrator")
		os.kill(child.pid, signal.SIGKILL)
		child.communicate()
		self.assertEqual(sorted(self.done()), [(0, 0, 0)] * (CUSTOMERS - 4) + [(1, 1, 3)] * 4)
		taken = 0
		for _ in range(200):  # the server may not have noticed yet that the killed one is gone
			taken += advancing.advance(self.way.name, commit=True)
			if taken == CUSTOMERS - 4:
				break
		self.assertEqual(self.done(), [(1, 1, 3)] * CUSTOMERS)

	def test_mkt_14_two_workers_at_once_do_everything_once(self):
		children = [self.start("go") for _ in range(2)]
		for child in children:
			child.stdin.write("go\n")
			child.stdin.flush()
		answers = [child.communicate(timeout=120) for child in children]
		self.assertEqual([child.returncode for child in children], [0, 0], answers)
		self.assertEqual(sum(int(out) for out, _err in answers), CUSTOMERS, answers)
		self.assertEqual(self.done(), [(1, 1, 3)] * CUSTOMERS)
