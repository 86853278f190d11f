"""Sealing, proving and archiving the operation log: killed, in parallel, and after every kind of tampering (SEC-13)."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from bank_crm.compliance import log_archive, log_heads, log_sealing, log_verify, operation_log
from bank_crm.compliance.operation_log import LOG, record
from bank_crm.compliance.tests.log_case import (
	CHILD_TIMEOUT,
	CommittedLogCase,
	last_name,
	python_environment,
	unguarded,
)
from bank_crm.domain.log_chain import Fault
from bank_crm.tests import factories

#: Seals in a process of its own; "stop" holds it when the seal is written and not committed.
CHILD = """
import sys, time
import frappe
site, place = sys.argv[1:]
frappe.init(site, sites_path=".")
frappe.connect()
from bank_crm.compliance import log_sealing
if place == "stop":
	def hold(sealed):
		print("here", flush=True)
		time.sleep(300)
	log_sealing._number = hold
print("ready", flush=True)
if place != "stop":
	sys.stdin.readline()
print(log_sealing.seal(), flush=True)
"""


def write(count: int) -> list[int]:
	"""Write and commit entries; returns their names."""
	before = last_name()
	mark = factories.unique("SEAL")
	for number in range(count):
		record("Write", "Bank Customer", f"{mark}-{number}", before={"n": 0}, after={"n": number})
	frappe.db.commit()
	return frappe.get_all(LOG, filters={"name": (">", before)}, order_by="name asc", pluck="name")


def sequence_of(name: int) -> int:
	return int(frappe.db.get_value(LOG, name, "sequence"))


def found() -> list[tuple[Fault, int, int]]:
	return [(finding.fault, finding.sequence, finding.last) for finding in log_verify.verify().findings]


class TestLogSealing(CommittedLogCase):
	def start(self, place: str) -> subprocess.Popen:
		child = subprocess.Popen(
			[sys.executable, "-c", CHILD, frappe.local.site, place],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			text=True,
			env=python_environment(),
		)
		self.addCleanup(self.stop, child)
		self.assertEqual(child.stdout.readline().strip(), "ready")
		return child

	def stop(self, child: subprocess.Popen) -> None:
		if child.poll() is None:
			os.kill(child.pid, signal.SIGKILL)
		child.communicate(timeout=CHILD_TIMEOUT)

	def test_SEC_13_new_entries_are_numbered_in_order_and_the_log_is_whole(self):
		start, _digest = log_sealing.head()
		names = write(7)
		self.assertEqual({sequence_of(name) for name in names}, {0})
		self.assertEqual(log_sealing.seal(), 7)
		self.assertEqual([sequence_of(name) for name in names], list(range(start + 1, start + 8)))
		self.assertEqual(log_sealing.seal(), 0)
		self.assertEqual(found(), [])
		*_others, head = log_heads.read()
		self.assertEqual(head, log_sealing.head())

	def test_SEC_13_an_entry_committed_late_is_sealed_when_it_is_there(self):
		"""Numbers follow the moment of sealing, so nobody waits for a long transaction."""
		(early,) = write(1)
		log_sealing.seal()
		(late,) = write(1)
		log_sealing.seal()
		self.assertEqual(sequence_of(late), sequence_of(early) + 1)

	def test_SEC_13_a_killed_job_leaves_nothing_half_sealed(self):
		names = write(5)
		head = log_sealing.head()
		child = self.start("stop")
		self.assertEqual(child.stdout.readline().strip(), "here")
		os.kill(child.pid, signal.SIGKILL)
		child.wait(CHILD_TIMEOUT)
		frappe.db.rollback()
		self.assertEqual(log_sealing.head(), head)
		self.assertEqual(log_sealing.seal(), 5)
		self.assertEqual([sequence_of(name) for name in names], [head[0] + step for step in range(1, 6)])
		self.assertEqual(found(), [])

	def test_SEC_13_two_jobs_at_once_do_not_fork_the_chain(self):
		names = write(200)
		children = [self.start("go") for _ in range(3)]
		for child in children:
			child.stdin.write("\n")
			child.stdin.flush()
		sealed = [int(child.communicate(timeout=CHILD_TIMEOUT)[0]) for child in children]
		frappe.db.rollback()
		log_sealing.seal()
		self.assertLessEqual(sum(sealed), 200)
		self.assertEqual(len({sequence_of(name) for name in names}), 200)
		self.assertEqual(found(), [])

	def test_SEC_13_verify_names_what_was_changed(self):
		names = write(5)
		log_sealing.seal()
		number = sequence_of(names[2])
		with unguarded():
			self.update(names[2], user="somebody@example.com")
			self.assertEqual(found(), [(Fault.CHANGED, number, number)])
			self.assertIn(f"row {names[2]}", log_verify.describe(log_verify.verify().findings[0]))
			self.update(names[2], user="Administrator")
		self.assertEqual(found(), [])

	def test_SEC_13_verify_names_what_was_removed(self):
		names = write(5)
		log_sealing.seal()
		numbers = [sequence_of(name) for name in names]
		rows = [self.row(name) for name in names]
		with unguarded():
			frappe.db.delete(LOG, {"name": names[1]})
			self.assertEqual(found(), [(Fault.REMOVED, numbers[1], numbers[1])])
			frappe.db.delete(LOG, {"name": ("in", names)})
			self.assertEqual(found(), [(Fault.REMOVED, numbers[0], numbers[4])], "also at the end of the log")
			for row in rows:
				self.put_back(row)
		self.assertEqual(found(), [])

	def test_SEC_13_verify_names_what_was_inserted(self):
		names = write(2)
		log_sealing.seal()
		row = self.row(names[0])
		forged = {**row, "name": 10**15, "user": "somebody", "fingerprint": "a" * 64, "digest": "b" * 64}
		with unguarded():
			self.put_back(forged)
			self.assertEqual(found(), [(Fault.INSERTED, row["sequence"], row["sequence"])])
			frappe.db.delete(LOG, {"name": forged["name"]})
			self.put_back({**forged, "sequence": 0, "digest": None})
			self.assertEqual(found(), [(Fault.INSERTED, 0, 0)], "also before it is sealed")
			frappe.db.delete(LOG, {"name": forged["name"]})
		self.assertEqual(found(), [])

	def test_SEC_13_verify_names_what_was_reordered(self):
		names = write(4)
		log_sealing.seal()
		first, second = (self.row(name) for name in (names[0], names[2]))
		numbers = sorted((first["sequence"], second["sequence"]))
		with unguarded():
			for row in (first, second):
				self.update(row["name"], digest=None)
			self.update(first["name"], sequence=second["sequence"], digest=second["digest"])
			self.update(second["name"], sequence=first["sequence"], digest=first["digest"])
			self.assertEqual([number for _fault, number, _last in found()], numbers)
			self.assertEqual({fault for fault, _number, _last in found()}, {Fault.MOVED})
			for row in (first, second):
				self.update(row["name"], digest=None)
			for row in (first, second):
				self.update(row["name"], sequence=row["sequence"], digest=row["digest"])
		self.assertEqual(found(), [])

	def test_SEC_13_the_command_says_so_and_fails(self):
		(name,) = write(1)
		log_sealing.seal()
		log_verify.run([])
		with unguarded():
			self.update(name, detail="nothing happened")
			frappe.db.commit()
			with self.assertRaises(SystemExit) as ended:
				log_verify.run([])
			self.update(name, detail="")
			frappe.db.commit()
		self.assertEqual(ended.exception.code, 1)
		log_verify.run([])

	def test_SEC_13_the_night_tells_those_in_charge(self):
		(name,) = write(1)
		log_sealing.seal()
		officer = factories.make_user("Bank Compliance Officer")
		frappe.db.commit()
		with unguarded():
			self.update(name, detail="nothing happened")
			log_verify.nightly()
			told = frappe.get_all(
				"Notification Log", filters={"for_user": officer}, fields=["name", "email_content"]
			)
			self.update(name, detail="")
		self.assertEqual(len(told), 1)
		self.assertIn(f"row {name}", told[0].email_content)
		frappe.db.delete("Notification Log", {"document_type": LOG})
		frappe.delete_doc("User", officer, force=True)
		frappe.db.commit()

	def test_SEC_13_old_entries_move_to_a_sealed_file_and_stay_proved(self):
		names = write(3)
		log_sealing.seal()
		before = log_verify.verify()
		moved = log_archive.archive(now_datetime() + timedelta(days=400))
		self.assertEqual(moved, before.entries)
		self.assertFalse(frappe.db.exists(LOG, names[0]))
		self.assertEqual(log_archive.archive(now_datetime() + timedelta(days=400)), 0)
		write(2)
		log_sealing.seal()
		after = log_verify.verify()
		self.assertEqual(
			(after.findings, after.entries, after.archived), ([], 2, before.archived + before.entries)
		)
		(archive,) = frappe.get_all(log_archive.ARCHIVE, fields=["*"], order_by="last_sequence desc", limit=1)
		path = log_heads.folder() / archive.file_name
		self.assertEqual(path.stat().st_mode & 0o777, 0o400)
		self.assertIn(names[0], [entry["name"] for entry in log_archive.read_file(path)])
		whole = path.read_bytes()
		os.chmod(path, 0o600)
		try:
			path.write_bytes(whole[:-1] + b"x")
			self.assertEqual(found(), [(Fault.FILE, archive.first_sequence, archive.last_sequence)])
		finally:
			path.write_bytes(whole)
			os.chmod(path, 0o400)
		self.assertEqual(found(), [])
		with self.assertRaises(frappe.db.OperationalError):
			frappe.db.delete(log_archive.ARCHIVE, {"name": archive.name})

	def test_SEC_13_an_entry_dated_into_the_future_keeps_nothing_from_being_archived(self):
		ahead = now_datetime() + timedelta(days=30_000)
		with patch.object(operation_log, "now_datetime", return_value=ahead):
			(odd,) = write(1)
		(later,) = write(1)
		log_sealing.seal()
		self.assertEqual(frappe.db.get_value(LOG, odd, "occurred_at").year, ahead.year)
		# a time before both were sealed leaves them, whatever theirs say
		log_archive.archive(now_datetime() - timedelta(days=1))
		self.assertTrue(frappe.db.exists(LOG, odd) and frappe.db.exists(LOG, later))
		log_archive.archive(now_datetime() + timedelta(days=400))
		self.assertFalse(frappe.db.exists(LOG, odd) or frappe.db.exists(LOG, later))
		self.assertEqual(found(), [])

	def test_SEC_13_a_log_that_does_not_prove_itself_is_not_archived(self):
		(name,) = write(1)
		log_sealing.seal()
		with unguarded():
			self.update(name, detail="nothing happened")
			with self.assertRaises(frappe.ValidationError):
				log_archive.archive(now_datetime() + timedelta(days=400))
			frappe.db.rollback()
			self.assertTrue(frappe.db.exists(LOG, name))
			self.update(name, detail="")
		for partial in log_heads.folder().glob("*.partial"):
			partial.unlink()

	def row(self, name: int) -> dict[str, Any]:
		table = frappe.qb.DocType(LOG)
		return frappe.qb.from_(table).select("*").where(table.name == name).run(as_dict=True)[0]

	def update(self, name: int, **values: Any) -> None:
		table = frappe.qb.DocType(LOG)
		query = frappe.qb.update(table).where(table.name == name)
		for column, value in values.items():
			query = query.set(table[column], value)
		query.run()

	def put_back(self, row: dict[str, Any]) -> None:
		frappe.qb.into(frappe.qb.DocType(LOG)).columns(*row).insert(*row.values()).run()
