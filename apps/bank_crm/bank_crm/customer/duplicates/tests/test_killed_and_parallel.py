"""A merge or undo that is killed leaves nothing; two at once do not meet: CUS-13, OPS-07."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import frappe

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.customer.duplicates import figures, links
from bank_crm.customer.duplicates.tests.test_merging import CUSTOMER, MergeCase, value
from bank_crm.tests import factories

MERGE = "Bank Customer Merge"

# Merges or undoes in a process of its own. It waits for a line before it begins, and stops dead where it is told to.
CHILD = """
import sys, time
import frappe
site, action, one, other, place = sys.argv[1:]
frappe.init(site, sites_path=".")
frappe.connect()
frappe.set_user("Administrator")
from bank_crm.customer.duplicates import fields, figures, ledger, merge, undo

def stop_in(module, name):
	function = getattr(module, name)
	def watched(*given, **named):
		result = function(*given, **named)
		print("here", flush=True)
		time.sleep(300)
		return result
	setattr(module, name, watched)

if place:
	module, name = place.split(".")
	stop_in({"fields": fields, "figures": figures, "ledger": ledger, "merge": merge}[module], name)
print("ready", flush=True)
sys.stdin.readline()
frappe.db.rollback()
try:
	if action == "merge":
		merge.merge(one, other, {"city": "merged", "mobile": "merged"})
	else:
		undo.undo(one, "错误合并")
	if place != "":
		raise SystemExit("did not stop")
	frappe.db.commit()
	print("done", flush=True)
except frappe.ValidationError as error:
	frappe.db.rollback()
	print("refused", flush=True)
"""


class TestKilledAndParallel(MergeCase):
	"""Other processes see only what is committed, so the two customers are, and are removed afterwards."""

	def setUp(self) -> None:
		super().setUp()
		account = factories.make_account(self.merged, balance=500)
		factories.make_transaction(account)
		factories.make_event(self.merged)
		figures.refresh(self.kept, self.merged)
		checkpoint()
		frappe.db.savepoint("bank_crm_test")
		self.addCleanup(self.remove)

	def remove(self) -> None:
		frappe.db.rollback()
		merges = frappe.get_all(MERGE, {"customer": ("in", (self.kept, self.merged))}, pluck="name")
		frappe.db.delete("Bank Customer Merge Entry", {"merge": ("in", [*merges, ""])})
		for link in links.references():
			if not link.single:
				table = link.table
				for name in (self.kept, self.merged):
					frappe.qb.from_(table).delete().where(link.names(table, name)).run()
		for doctype, column in (
			(MERGE, "customer"),
			("Bank Duplicate Pair", "customer"),
			(MERGE, "merged_customer"),
		):
			frappe.db.delete(doctype, {column: ("in", (self.kept, self.merged))})
		frappe.db.delete("Bank Sealed Value", {"ref_name": ("in", (self.kept, self.merged, *merges))})
		frappe.db.delete(CUSTOMER, {"name": ("in", (self.kept, self.merged))})
		frappe.delete_doc("User", self.manager, force=True)
		checkpoint()
		frappe.db.savepoint("bank_crm_test")

	@contextmanager
	def child(self, action: str, one: str, other: str = "", place: str = "") -> Iterator[subprocess.Popen]:
		process = subprocess.Popen(
			[sys.executable, "-c", textwrap.dedent(CHILD), frappe.local.site, action, one, other, place],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			text=True,
			cwd=os.getcwd(),
		)
		try:
			line = process.stdout.readline().strip()
			if line != "ready":
				self.fail(process.communicate()[1])
			yield process
		finally:
			if process.poll() is None:
				os.kill(process.pid, signal.SIGKILL)
			process.communicate()

	def go(self, process: subprocess.Popen) -> None:
		process.stdin.write("\n")
		process.stdin.flush()

	def answer(self, process: subprocess.Popen) -> str:
		line = process.stdout.readline().strip()
		return line or process.communicate()[1]

	def killed(self, action: str, one: str, other: str, place: str) -> None:
		with self.child(action, one, other, place) as process:
			self.go(process)
			self.assertEqual(self.answer(process), "here", place)
			os.kill(process.pid, signal.SIGKILL)
			process.wait()
		frappe.db.rollback()

	def done(self, action: str, one: str, other: str = "") -> None:
		with self.child(action, one, other) as process:
			self.go(process)
			self.assertEqual(self.answer(process), "done")
			process.wait()
		frappe.db.rollback()

	def standing(self) -> list[str]:
		return frappe.get_all(MERGE, {"merged_customer": self.merged, "state": "Merged"}, pluck="name")

	def test_CUS_13_killed_anywhere_a_merge_and_an_undo_leave_nothing_behind(self):
		before = self.picture()
		for place in (
			"fields.apply",
			"ledger.move_all",
			"figures.add_up_snapshots",
			"figures.refresh",
			"merge._tell",
		):
			self.killed("merge", self.kept, self.merged, place)
			self.assertEqual(self.picture(), before, place)
			self.assertEqual(self.standing(), [], place)
		self.done("merge", self.kept, self.merged)
		(name,) = self.standing()
		after = self.picture()
		self.assertNotEqual(after, before)
		for place in ("fields.restore", "ledger.move_back", "figures.part_snapshots", "figures.refresh"):
			self.killed("undo", name, "", place)
			self.assertEqual(self.picture(), after, place)
			self.assertEqual(self.standing(), [name], place)
		self.done("undo", name)
		self.assertEqual(self.picture(), before)

	def test_CUS_13_of_two_merges_of_a_pair_at_once_one_is_refused_in_either_direction(self):
		for second in ((self.kept, self.merged), (self.merged, self.kept)):
			with self.child("merge", self.kept, self.merged) as one, self.child("merge", *second) as other:
				self.go(one)
				self.go(other)
				answers = sorted((self.answer(one), self.answer(other)))
			frappe.db.rollback()
			self.assertEqual(answers, ["done", "refused"], second)
			archived = [name for name in (self.kept, self.merged) if value(name, "merged_into")]
			self.assertEqual(len(archived), 1)
			(name,) = frappe.get_all(MERGE, {"state": "Merged", "merged_customer": archived[0]}, pluck="name")
			self.done("undo", name)

	def test_CUS_13_of_two_undoes_at_once_one_is_refused(self):
		before = self.picture()
		self.done("merge", self.kept, self.merged)
		(name,) = self.standing()
		with self.child("undo", name) as one, self.child("undo", name) as other:
			self.go(one)
			self.go(other)
			answers = sorted((self.answer(one), self.answer(other)))
		frappe.db.rollback()
		self.assertEqual(answers, ["done", "refused"])
		self.assertEqual(self.picture(), before)
