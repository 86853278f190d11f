"""A real bank imported, with what its files do not hold, and its raw rows: what the reports are compared with."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import ModuleType
from typing import Any

import frappe
from frappe.utils import add_days, today

from bank_crm.analytics.importers.berka import import_bank
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.sources import ROOTS_KEY
from bank_crm.analytics.sync.tests import test_berka
from bank_crm.customer.snapshot import snapshot_assets
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

DATA = test_berka.DATA
CUSTOMER, TRANSACTION, SNAPSHOT = "Bank Customer", "Bank Customer Transaction", "Bank Asset Snapshot"
#: The months the real bank's bookings lie in, and the month-ends that are compared.
PERIOD = {"from_date": "1993-01-01", "to_date": "1994-03-31"}
ENDS = [date(1993, 10, 31), date(1993, 11, 30), date(1993, 12, 31), date(1994, 1, 31), date(1994, 2, 28)]
ENDS.append(date(1994, 3, 31))
PRIVATE = "Private Banking"
Rows = list[dict[str, Any]]
_PROFILE = (
	"name status tier branch manager customer_type activity_level completeness profile_problems last_reviewed_on"
).split()


class RealBankCase(BankCRMTestCase):
	"""Administrator, a branch manager and a relationship manager of the real bank."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		if not DATA.is_dir():
			raise unittest.SkipTest(f"the real bank's data is not at {DATA}")
		if frappe.db.exists("Bank Data Source", {"source_system": test_berka.SYSTEM}):
			raise unittest.SkipTest("the real bank has been imported into this site to stay")
		cls.addClassCleanup(test_berka.TestBerka.forget, frappe.conf.get(ROOTS_KEY))
		import_bank(DATA)
		cls._give_posts()
		cls._add_what_it_lacks()
		for day in ENDS:
			snapshot_assets(day)
		cls._read()

	@classmethod
	def _give_posts(cls) -> None:
		"""The real bank has no managers and one tier: a manager with every third customer of two branches."""
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.leader = factories.make_user(roles.BRANCH_MANAGER)
		cls.branch = "BERKA-D01"
		post = factories.make_staff(cls.leader, cls.branch)
		cls.addClassCleanup(cls._take_posts, str(post.name))
		own = frappe.get_all(CUSTOMER, {"branch": ("in", [cls.branch, "BERKA-D70"])}, pluck="name")
		cls._set(sorted(own)[::3], "manager", cls.manager)
		cls._set(sorted(own)[::2], "tier", PRIVATE)

	@classmethod
	def _take_posts(cls, post: str) -> None:
		"""The import commits, and these with it."""
		frappe.set_user("Administrator")
		frappe.delete_doc("Bank Staff", post, force=True)
		for user in (cls.manager, cls.leader):
			frappe.delete_doc("User", user, force=True)
		checkpoint()

	@classmethod
	def _set(cls, names: list[str], field: str, value: object) -> None:
		customer = frappe.qb.DocType(CUSTOMER)
		frappe.qb.update(customer).set(customer[field], value).where(customer.name.isin(names)).run()

	@classmethod
	def _add_what_it_lacks(cls) -> None:
		"""Purchases of wealth products, payments, log-ins and levels of activity."""
		own = sorted(frappe.get_all(CUSTOMER, {"manager": cls.manager}, pluck="name"))[:12]
		other = sorted(frappe.get_all(CUSTOMER, {"branch": "BERKA-D05"}, pluck="name"))[:12]
		for number, customer in enumerate([*own, *other]):
			account = factories.make_account(customer, category="Wealth")
			for kind, direction in (("Purchase", "Debit"), ("Redemption", "Credit")):
				factories.make_transaction(
					account,
					txn_type=kind,
					direction=direction,
					product_category=("Wealth", "Fund")[number % 2],
					amount=1000 + number,
					posted_at=datetime(1993, 2 + number % 4, 3, 10),
				)
			factories.make_transaction(
				account,
				txn_type="Card Spend",
				direction="Debit",
				channel="POS",
				amount=10 + number,
				counterparty=f"Shop {number % 3}",
				posted_at=datetime(1993, 5, 1 + number, 12 + number % 5),
			)
			factories.make_event(customer, occurred_at=datetime(1993, 7 + number % 3, 5))
		for level, names in (("High", own), ("Medium", other), ("Dormant", own[:3])):
			cls._set(names, "activity_level", level)
		cls._set(own[3:6], "last_reviewed_on", today())
		cls._set(own[6:9], "last_reviewed_on", add_days(today(), -90))

	@classmethod
	def _read(cls) -> None:
		"""The raw rows every expectation is computed from."""
		cls.customers = {
			row.name: row
			for row in frappe.get_all(
				CUSTOMER,
				fields=_PROFILE,
			)
		}
		fields = ["customer", "posted_at", "txn_type", "direction", "channel", "product_category", "amount"]
		cls.bookings = frappe.get_all(
			TRANSACTION,
			{"posted_at": ("between", ["1993-01-01", "1994-03-31 23:59:59"])},
			[*fields, "counterparty", "counterparty_account"],
		)
		cls.ends = frappe.get_all(
			SNAPSHOT,
			{"month_end": ("in", ENDS)},
			["customer", "month_end", "total_aum", "month_avg_aum", "total_liability", "savings"],
		)
		cls.events = frappe.get_all(
			"Bank Behaviour Event",
			{"event_type": "Login", "occurred_at": ("between", ["1993-01-01", "1994-03-31 23:59:59"])},
			["customer", "occurred_at"],
		)
		parents = dict(frappe.get_all("Bank Branch", fields=["name", "parent_bank_branch"], as_list=True))
		cls.below = {name for name in parents if cls.branch in _upwards(name, parents)}

	def readers(self) -> Iterator[tuple[str, set[str]]]:
		"""Each reader, logged in, with the customers that are his or hers by the requirement's words."""
		kinds: dict[str, Callable[[Any], bool]] = {
			"Administrator": lambda row: True,
			self.leader: lambda row: row.branch in self.below,
			self.manager: lambda row: row.manager == self.manager,
		}
		for user, sees in kinds.items():
			frappe.set_user(user)
			names = {name for name, row in self.customers.items() if sees(row)}
			self.assertTrue(names)
			with self.subTest(user=user):
				yield user, names
		frappe.set_user("Administrator")

	def rows(self, report: ModuleType, **filters: Any) -> Rows:
		return report.execute({**PERIOD, **filters})[1]

	def compare(self, found: Rows, key: str, expected: dict[Any, Any], *fields: str) -> None:
		self.assertTrue(expected)
		figures = {row[key]: tuple(float(row[field] or 0) for field in fields) for row in found}
		wanted = {name: tuple(float(value) for value in values) for name, values in expected.items()}
		# sums of a column of decimals and of floats may differ by a cent after rounding
		different = {
			name: (figures.get(name), wanted.get(name))
			for name in {*figures, *wanted}
			if name not in figures
			or name not in wanted
			or any(abs(one - other) > 0.011 for one, other in zip(figures[name], wanted[name], strict=True))
		}
		self.assertEqual(different, {})


def _upwards(name: str, parents: dict[str, str | None]) -> list[str]:
	found = []
	current: str | None = name
	while current:
		found.append(current)
		current = parents.get(current)
	return found
