"""Whom the bank may contact: each ground, the order they are told in, one customer and many, blocks and their end."""

from __future__ import annotations

from unittest.mock import patch

import frappe
from frappe.utils import add_days, add_to_date, get_datetime, getdate, now_datetime, today

from bank_crm.api import privacy
from bank_crm.compliance.contact import blocks, consents, gate
from bank_crm.compliance.contact.tests.contact_case import block, consent, no_quiet_hours, quiet_hours
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.privacy_enums import ContactRefusal
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

R = ContactRefusal


class TestGate(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		no_quiet_hours(self)
		self.customer = factories.make_customer().name

	def answer(self, channel: str = "SMS", purpose: str = "Care", customer: str | None = None, **at):
		return gate.may_contact(customer or self.customer, channel, purpose, **at).refusal

	def test_RSK_08_nothing_without_consent_except_the_customers_own_business(self):
		for purpose in ConsentPurpose.values():
			expected = None if purpose == "Service" else R.NO_CONSENT
			self.assertEqual(self.answer(purpose=purpose), expected, purpose)

	def test_RSK_08_a_consent_holds_for_its_channel_and_purpose_only(self):
		consent(self.customer, "SMS", "Care")
		self.assertIsNone(self.answer())
		self.assertEqual(self.answer("Email"), R.NO_CONSENT)
		self.assertEqual(self.answer("SMS", "Marketing"), R.NO_CONSENT)

	def test_RSK_08_the_last_decision_counts_also_when_it_is_entered_late(self):
		consent(self.customer)
		consent(self.customer, decision="Withdrawn")
		self.assertEqual(self.answer(), R.WITHDRAWN)
		consent(self.customer, decided_at=add_days(now_datetime(), -3))
		self.assertEqual(self.answer(), R.WITHDRAWN)
		consent(self.customer)
		self.assertIsNone(self.answer())
		self.assertEqual(
			[row.decision for row in consents.current(self.customer)], ["Given"], "one of them counts"
		)

	def test_RSK_08_a_consent_ends_by_its_date(self):
		consent(self.customer, valid_until=today())
		self.assertIsNone(self.answer())
		later = add_to_date(now_datetime(), days=1)
		self.assertEqual(self.answer(at=later), R.NO_CONSENT)

	def test_RSK_08_a_withdrawal_stops_service_messages_too(self):
		consent(self.customer, purpose="Service", decision="Withdrawn")
		self.assertEqual(self.answer(purpose="Service"), R.WITHDRAWN)

	def test_RSK_08_after_a_merge_a_withdrawal_wins(self):
		other = factories.make_customer().name
		consent(self.customer)
		withdrawn = consent(other, decision="Withdrawn")
		frappe.db.set_value("Bank Contact Consent", withdrawn, "customer", self.customer)
		self.assertEqual(self.answer(), R.WITHDRAWN)
		consent(self.customer)
		self.assertIsNone(self.answer())

	def test_RSK_08_the_ledger_is_only_added_to(self):
		doc = frappe.get_doc("Bank Contact Consent", consent(self.customer))
		doc.decision = "Withdrawn"
		with self.assertRaises(frappe.ValidationError):
			doc.save()
		with self.assertRaises(frappe.ValidationError):
			doc.delete()
		self.assertIsNone(self.answer())

	def test_RSK_08_marks_are_found_again_from_the_history(self):
		consent(self.customer)
		consent(self.customer, decision="Withdrawn")
		other = factories.make_customer().name
		consent(other)
		table = frappe.qb.DocType("Bank Contact Consent")
		mine = table.customer.isin([self.customer, other])
		before = frappe.qb.from_(table).select(table.name, table.is_current).where(mine).run()
		frappe.qb.update(table).set(table.is_current, 0).where(mine).run()
		self.assertEqual(self.answer(customer=other), R.NO_CONSENT)
		consents.settle_all([self.customer, other])
		after = frappe.qb.from_(table).select(table.name, table.is_current).where(mine).run()
		self.assertEqual(sorted(before), sorted(after))

	def test_RSK_08_a_block_closes_what_it_says(self):
		for channel in ("SMS", "Email"):
			for purpose in ("Care", "Marketing"):
				consent(self.customer, channel, purpose)
		block(self.customer, channel="SMS", purpose="Marketing")
		self.assertEqual(self.answer("SMS", "Marketing"), R.BLOCKED)
		self.assertIsNone(self.answer("Email", "Marketing"))
		self.assertIsNone(self.answer("SMS", "Care"))
		block(self.customer)
		self.assertEqual(self.answer("Email", "Service"), R.BLOCKED)

	def test_RSK_08_a_block_has_its_time_and_its_end(self):
		consent(self.customer)
		name = block(self.customer, until_date=today())
		self.assertEqual(self.answer(), R.BLOCKED)
		self.assertIsNone(self.answer(at=add_to_date(now_datetime(), days=1)))
		blocks.lift(name, "Customer came to the counter")
		self.assertIsNone(self.answer())
		kept = frappe.get_doc("Bank Contact Block", name)
		self.assertEqual((kept.active, kept.lifted_by), (0, "Administrator"))
		with self.assertRaises(frappe.ValidationError):
			kept.delete()
		with self.assertRaises(frappe.ValidationError):
			blocks.lift(name, "once more")

	def test_RSK_08_a_household_is_left_in_peace_where_that_was_asked(self):
		wife = factories.make_customer().name
		stranger = factories.make_customer().name
		household = factories.make("Bank Household", head=self.customer)
		if not frappe.db.exists("Bank Household Member", {"household": household.name, "customer": wife}):
			factories.make(
				"Bank Household Member",
				household=household.name,
				customer=wife,
				role="Spouse",
				from_date=add_days(today(), -10),
			)
		for customer in (self.customer, wife, stranger):
			consent(customer)
		block(self.customer, household=1)
		self.assertEqual(self.answer(customer=wife), R.BLOCKED)
		self.assertIsNone(self.answer(customer=stranger))
		left = frappe.db.get_value("Bank Household Member", {"household": household.name, "customer": wife})
		frappe.db.set_value("Bank Household Member", left, "to_date", add_days(today(), -1))
		self.assertIsNone(self.answer(customer=wife))

	def test_RSK_08_a_number_of_nobody_blocks_whoever_brings_it_later(self):
		number = factories.mobile_number()
		name = block(None, mobile=number)
		self.assertNotIn(number, str(frappe.get_doc("Bank Contact Block", name).as_dict()))
		newcomer = factories.make_customer(mobile=number).name
		consent(newcomer)
		consent(self.customer)
		self.assertEqual(self.answer(customer=newcomer), R.BLOCKED)
		self.assertIsNone(self.answer())

	def test_RSK_08_a_block_names_one_thing(self):
		for values in (
			{},
			{"household": 1},
			{"until_date": add_days(today(), -1), "customer": self.customer},
		):
			with self.subTest(values), self.assertRaises(frappe.ValidationError):
				factories.make("Bank Contact Block", **values)
		with self.assertRaises(frappe.ValidationError):
			block(self.customer, mobile=factories.mobile_number())

	def test_RSK_08_erased_archived_and_unknown_customers(self):
		consent(self.customer)
		frappe.db.set_value("Bank Customer", self.customer, "status", "Archived")
		self.assertEqual(self.answer(), R.ARCHIVED)
		frappe.db.set_value("Bank Customer", self.customer, "erased_on", today())
		self.assertEqual(self.answer(), R.ERASED)
		self.assertEqual(self.answer(customer="BC99999999"), R.UNKNOWN)

	def test_RSK_08_quiet_hours_say_when_they_end(self):
		consent(self.customer)
		quiet_hours(self, "21:00:00", "08:00:00")
		verdict = gate.may_contact(self.customer, "SMS", "Care", at=get_datetime("2026-11-22 22:00:00"))
		self.assertEqual(verdict.refusal, R.QUIET_HOURS)
		self.assertEqual(verdict.until, get_datetime("2026-11-23 08:00:00"))
		self.assertTrue(
			gate.may_contact(self.customer, "SMS", "Care", at=get_datetime("2026-11-23 08:00:00"))
		)
		unknown = gate.may_contact("BC99999999", "SMS", "Care", at=get_datetime("2026-11-22 22:00:00"))
		self.assertEqual(unknown.refusal, R.UNKNOWN, "a reason that does not pass comes first")

	def test_RSK_08_wrong_words_are_refused(self):
		for channel, purpose in (("Fax", "Care"), ("SMS", "Anything")):
			with self.subTest(channel=channel), self.assertRaises(ValueError):
				gate.may_contact(self.customer, channel, purpose)

	def test_RSK_08_one_and_many_are_answered_alike(self):
		names = [factories.make_customer().name for _number in range(7)]
		given, withdrawn, blocked, family, erased, nothing, merged = names
		for name in names:
			if name != nothing:
				consent(name)
		consent(withdrawn, decision="Withdrawn")
		block(blocked)
		block(family, household=1)
		frappe.db.set_value("Bank Customer", erased, "erased_on", today())
		frappe.db.set_value("Bank Customer", merged, "status", "Archived")
		block(None, email="nobody@bank.example")
		table = frappe.qb.DocType("Bank Customer")
		audience = frappe.qb.from_(table).select(table.name).where(table.name.isin(names))
		many = gate.reachable("SMS", "Care").where(table.name.isin(names)).run(pluck=True)
		each = gate.may_contact_each(names, ConsentChannel.values(), "Care")
		single = [name for name in names if gate.may_contact(name, "SMS", "Care")]
		self.assertEqual(sorted(many), [given])
		self.assertEqual(single, [given])
		self.assertEqual([name for name in names if each[name]["SMS"]], [given])
		self.assertFalse(any(each[name]["Email"] for name in names))
		counts = gate.refusals(audience, "SMS", "Care")
		self.assertEqual(
			dict(counts), {None: 1, R.WITHDRAWN: 1, R.BLOCKED: 2, R.ERASED: 1, R.NO_CONSENT: 1, R.ARCHIVED: 1}
		)
		self.assertEqual(sum(counts.values()), len(names))

	def test_RSK_08_who_may_lift_which_block(self):
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		officer = factories.make_user(roles.COMPLIANCE_OFFICER)
		mine = factories.make_customer(manager=manager).name
		wish, official = block(mine), block(mine, reason="Official List")
		theirs = block(self.customer)
		frappe.set_user(manager)
		for name in (official, theirs):
			with self.subTest(name), self.assertRaises(frappe.PermissionError):
				privacy.lift_block(name, "because")
		with self.assertRaises(frappe.ValidationError):
			privacy.lift_block(wish, " ")
		privacy.lift_block(wish, "came to the counter")
		frappe.set_user(officer)
		privacy.lift_block(official, "taken off the list")
		frappe.set_user("Administrator")
		self.assertEqual(frappe.db.count("Bank Contact Block", {"customer": mine, "active": 1}), 0)

	def test_RSK_08_the_page_tells_what_the_gate_answers(self):
		consent(self.customer, "SMS", "Marketing")
		answers = {(row["purpose"], row["channel"]): row for row in privacy.contact_answers(self.customer)}
		self.assertEqual(len(answers), len(ConsentPurpose) * len(ConsentChannel))
		self.assertTrue(answers["Marketing", "SMS"]["allowed"])
		self.assertTrue(answers["Care", "SMS"]["reason"])
		frappe.set_user(factories.make_user(roles.RELATIONSHIP_MANAGER))
		with self.assertRaises(frappe.PermissionError):
			privacy.contact_answers(self.customer)


class TestSettings(BankCRMTestCase):
	def test_RSK_08_shipped_quiet_hours(self):
		fields = frappe.get_meta("Bank CRM Settings")
		self.assertEqual(fields.get_field("quiet_from").default, "21:00:00")
		self.assertEqual(fields.get_field("quiet_until").default, "08:00:00")
		frappe.db.set_single_value("Bank CRM Settings", {"quiet_from": "21:00:00", "quiet_until": "08:00:00"})
		# the cache is shared with jobs of the site, which know nothing of what is not committed
		with patch.object(frappe, "get_cached_doc", frappe.get_doc):
			night = get_datetime(f"{getdate()} 23:00:00")
			self.assertIsNotNone(gate.quiet_until(night))
