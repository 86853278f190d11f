"""Sealed values: no role has the complete one of somebody else's customer, nor the vault's rows (SEC-11, SEC-15)."""

import json

import frappe

from bank_crm.compliance import reveal
from bank_crm.permissions import roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase
from bank_crm.tests.security.session import ask, logged_in, rest
from bank_crm.tests.security.test_lists import WAYS

VAULT = "Bank Sealed Value"


class TestSealed(AbuseCase):
	def test_SEC_11_no_sealed_field_of_a_stranger_is_shown_to_any_role(self):
		tried = 0
		for doctype, fields in sealed().items():
			for role, user in self.people.items():
				for field in fields:
					with logged_in(user):
						answer = ask(
							"bank_crm.compliance.reveal.reveal",
							doctype=doctype,
							name=self.theirs.name(doctype),
							field=field,
							reason="to see it",
						)
					tried += 1
					if role not in roles.WRITE_EVERYTHING:
						self.assertIn("PermissionError", answer.error, f"{role}: {doctype}.{field}")
		self.assertTrue(tried)

	def test_SEC_11_nor_is_the_own_one_to_a_role_that_may_not_reveal(self):
		for doctype, fields in sealed().items():
			for role in set(self.people) - set(roles.REVEALING):
				with logged_in(self.people[role]):
					answer = ask(
						"bank_crm.compliance.reveal.reveal",
						doctype=doctype,
						name=self.mine.name(doctype),
						field=fields[0],
						reason="to see it",
					)
				self.assertIn("PermissionError", answer.error, f"{role}: {doctype}")

	def test_SEC_15_the_vault_is_read_by_no_way_and_no_role(self):
		self.assertIn(VAULT, self.theirs.rows)
		for role, user in self.people.items():
			with logged_in(user):
				for name, way in WAYS.items():
					for side in (self.mine, self.theirs):
						self.assertFalse(way(VAULT, side), f"{role} by {name}")
				for answer in (
					ask("frappe.client.get", doctype=VAULT, name=self.mine.name(VAULT)),
					rest("GET", f"/api/resource/{VAULT}/{self.mine.name(VAULT)}"),
					ask(
						"frappe.client.get_password",
						doctype=VAULT,
						name=self.mine.name(VAULT),
						fieldname="value",
					),
				):
					self.assertTrue(answer.error, role)
					self.assertFalse(answer.has(f"{self.mine.mark} "), role)

	def test_SEC_11_a_complete_number_in_a_filter_finds_nothing(self):
		"""Else a list would answer whether a guess is right."""
		raw = "13600001111"
		fields = dict(sealed())[bank.CUSTOMER]
		with logged_in(self.people[roles.ADMINISTRATOR]):
			for field in fields:
				for value in (["=", raw], ["like", f"%{raw[:7]}%"]):
					answer = ask(
						"frappe.client.get_list",
						doctype=bank.CUSTOMER,
						fields=["name"],
						filters=json.dumps({field: value}),
					)
					self.assertEqual(json.loads(answer.text)[0], [], field)


def sealed() -> dict[str, list[str]]:
	"""Every sealed field a role is offered to see, by DocType."""
	frappe.set_user("Administrator")
	return {doctype: list(fields) for doctype, fields in reveal.offered_fields().items() if fields}
