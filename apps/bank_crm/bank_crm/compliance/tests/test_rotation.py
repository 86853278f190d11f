"""Changing the sealing key: resumable, nothing unreadable meanwhile (SEC-15)."""

import json
from pathlib import Path
from unittest.mock import patch

import frappe
from frappe.installer import update_site_config

from bank_crm.analytics.sync.engine import sync_source
from bank_crm.analytics.sync.locks import SourceBusy
from bank_crm.analytics.sync.tests.factories import make_source
from bank_crm.compliance import keyring, rotation, sealing, vault
from bank_crm.compliance.contact import gate, lists
from bank_crm.compliance.contact.tests.contact_case import block, consent, no_quiet_hours
from bank_crm.customer.duplicates import fields
from bank_crm.domain.enums import SealKind
from bank_crm.tests import BankCRMTestCase, factories


class Killed(BaseException):
	"""Stands for a process that ends without a word."""


class TestRotation(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		before = dict(frappe.conf[keyring.CONFIG_KEY])
		self.addCleanup(update_site_config, keyring.CONFIG_KEY, before, validate=False)
		self.addCleanup(frappe.defaults.clear_default, rotation.UNFINISHED)
		self.addCleanup(frappe.clear_cache)
		# a site that serves as a test bench may hold many values; a rotation in a test is of these only
		frappe.db.delete(vault.DOCTYPE)
		self.mobiles = {
			factories.make_customer(mobile=mobile).name: mobile
			for mobile in (factories.mobile_number() for _turn in range(7))
		}
		self.old = keyring.current_key().version

	def read(self, customer: str) -> str:
		return sealing.open_value(
			"Bank Customer", "mobile", *vault.read_one("Bank Customer", customer, "mobile")
		)

	def assert_all_readable(self) -> None:
		for customer, mobile in self.mobiles.items():
			self.assertEqual(self.read(customer), mobile)
			found = sealing.find(SealKind.MOBILE, mobile, "Bank Customer", "mobile")
			self.assertEqual(found, [customer])

	def versions(self) -> set[int]:
		return set(frappe.get_all(vault.DOCTYPE, pluck="key_version"))

	def test_SEC_15_everything_is_sealed_with_the_new_key(self):
		outcome = rotation.rotate()
		self.assertEqual((outcome.resealed, outcome.broken, outcome.remaining), (7, 0, 0))
		self.assertEqual(self.versions(), {self.old + 1})
		self.assertFalse(rotation.unfinished())
		self.assert_all_readable()
		newcomer = factories.make_customer(mobile="13812341234").name
		self.assertEqual(self.read(newcomer), "13812341234")

	def test_SEC_15_a_killed_rotation_goes_on_with_the_same_key(self):
		with patch.object(rotation, "CHUNK", 2):
			chunks = iter([None, None, Killed])

			def dies(commit: bool) -> None:
				if next(chunks) is Killed:
					raise Killed

			with patch.object(rotation, "_keep", dies), self.assertRaises(Killed):
				rotation.rotate()
			self.assertTrue(rotation.unfinished())
			self.assertEqual(self.versions(), {self.old, self.old + 1})
			self.assert_all_readable()
			outcome = rotation.rotate()
		self.assertEqual((outcome.version, outcome.resealed), (self.old + 1, 3))
		self.assertEqual(self.versions(), {self.old + 1})
		self.assert_all_readable()

	def test_SEC_15_a_process_of_long_ago_sees_the_new_key(self):
		stale = dict(frappe.conf[keyring.CONFIG_KEY])
		rotation.rotate()
		frappe.conf[keyring.CONFIG_KEY] = stale
		self.assertEqual(keyring.current_key().version, self.old + 1)
		self.assert_all_readable()

	def test_SEC_15_what_no_key_opens_is_told_and_left(self):
		(name,) = frappe.get_all(vault.DOCTYPE, pluck="name", limit=1)
		frappe.db.set_value(vault.DOCTYPE, name, "ciphertext", "AAAA")
		outcome = rotation.rotate()
		self.assertEqual((outcome.resealed, outcome.broken, outcome.remaining), (6, 1, 1))
		self.assertFalse(rotation.unfinished())
		with self.assertRaises(frappe.ValidationError):
			rotation.retire(force=True)

	def test_SEC_15_old_keys_leave_a_day_later_only(self):
		rotation.rotate()
		with self.assertRaises(frappe.ValidationError):
			rotation.retire()
		frappe.db.set_default(rotation.COMPLETE_SINCE, "2020-01-01 00:00:00")
		self.assertEqual(rotation.retire(), [self.old])
		self.assertEqual(set(keyring.keyring()), {self.old + 1})
		stored = json.loads(Path(frappe.get_site_path("site_config.json")).read_text(encoding="utf-8"))
		self.assertEqual(set(stored[keyring.CONFIG_KEY]), {str(self.old + 1)})
		self.assert_all_readable()

	def stop_after(self, chunks: int, rows: int = 2) -> None:
		"""Begin a rotation that ends without a word after some chunks."""
		kept = iter([None] * chunks)  # the first time nothing has been sealed again yet

		def dies(commit: bool) -> None:
			try:
				next(kept)
			except StopIteration:
				raise Killed from None

		with patch.object(rotation, "CHUNK", rows), patch.object(rotation, "_keep", dies):
			self.assertRaises(Killed, rotation.rotate)
		self.assertTrue(rotation.unfinished())

	def test_RSK_08_a_number_of_nobody_stays_blocked_half_way(self):
		"""Blocks and customers are compared by fingerprint in the database, and lie under different keys meanwhile."""
		no_quiet_hours(self)
		frappe.db.delete(vault.DOCTYPE)
		early, late, changed = (factories.mobile_number() for _turn in range(3))
		block(None, mobile=early)
		first, other, third, last = (
			factories.make_customer(mobile=mobile).name for mobile in (early, late, changed, early)
		)
		free = factories.make_customer(mobile=factories.mobile_number()).name
		self.stop_after(1)
		rows = frappe.get_all(
			vault.DOCTYPE, {"ref_field": "mobile"}, ["ref_name", "key_version"], as_list=True
		)
		versions = dict(rows)
		self.assertEqual(
			[versions[name] - self.old for name in (first, other, third, last)], [1, 0, 0, 0], "half-way"
		)
		newcomer = factories.make_customer(mobile=early).name
		block(None, mobile=late)
		moved = frappe.get_doc("Bank Contact Block", block(None, mobile=factories.mobile_number()))
		moved.db_set("mobile", changed)
		for customer in (first, other, third, last, newcomer, free):
			consent(customer)
		self.assert_closed((first, other, third, last, newcomer), free)
		moved.db_set("mobile", None)
		self.assertTrue(gate.may_contact(third, "SMS", "Care"), "that number is not blocked any more")
		rotation.rotate()
		self.assert_closed((first, other, last, newcomer), free)
		self.assertEqual(frappe.db.count(vault.DOCTYPE, {"ref_field": ("like", "%@%")}), 0)
		self.assertEqual(self.versions(), {self.old + 1})

	def assert_closed(self, closed: tuple[str, ...], free: str) -> None:
		told = {name: bool(gate.may_contact(name, "SMS", "Care")) for name in (*closed, free)}
		self.assertEqual(told, {**dict.fromkeys(closed, False), free: True})

	def test_RSK_08_a_list_read_on_under_the_new_key_enters_no_number_twice(self):
		doc = factories.make(
			"Bank Contact List", list_name=factories.unique("L"), list_file="/private/files/x"
		)
		number = factories.mobile_number()
		lists._insert_strangers(doc, {number: SealKind.MOBILE})
		self.stop_after(1)
		lists._insert_strangers(doc, {number: SealKind.MOBILE, factories.mobile_number(): SealKind.MOBILE})
		self.assertEqual(frappe.db.count("Bank Contact Block", {"contact_list": doc.name}), 2)

	def test_CUS_13_the_same_number_under_two_keys_is_the_same_to_a_merge(self):
		first, second = (factories.make_customer(mobile="13812341234").name for _turn in range(2))
		frappe.db.delete(vault.DOCTYPE, {"ref_name": ("not in", [first, second])})
		self.stop_after(1, rows=1)
		self.assertEqual(self.versions(), {self.old, self.old + 1})
		self.assertEqual(fields.fingerprints(first)["mobile"], fields.fingerprints(second)["mobile"])

	def test_INT_06_synchronisation_waits(self):
		source = make_source("Customer").name
		frappe.db.set_default(rotation.UNFINISHED, self.old + 1)
		with self.assertRaises(SourceBusy):
			sync_source(source)
