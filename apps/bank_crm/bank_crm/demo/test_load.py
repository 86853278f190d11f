"""The generated bank on a site: complete, consistent, sealed, within everybody's scope, loaded once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from unittest import SkipTest
from unittest.mock import patch

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import get_datetime, getdate

from bank_crm.compliance.sealing import SEALED_FIELDS, find, open_value
from bank_crm.customer import rollup
from bank_crm.permissions import roles
from bank_crm.speaking import bank_language
from bank_crm.tests import BankCRMTestCase

HAS_EXTRA = all(find_spec(package) for package in ("faker", "numpy"))
if HAS_EXTRA:
	from bank_crm.demo import bulk, first_night, load, state
	from bank_crm.demo.chunk import make_chunk
	from bank_crm.demo.logins import list_logins
	from bank_crm.demo.marks import STAFF_DOMAIN
	from bank_crm.demo.naming import reserve_names
	from bank_crm.demo.organisation import build_organisation
	from bank_crm.demo.plan import DEFAULT_SEED, Plan
	from bank_crm.demo.rows import SOURCE

SIZE = 200
PASSWORD = "not-used-outside-this-test"
COUNTED = {
	"Bank Customer": SIZE,
	"Bank Customer Transaction": SIZE * 24,
	"Bank Behaviour Event": SIZE * 20,
}
ROLLED_UP = (
	"total_aum",
	"total_liability",
	"product_count",
	"activity_level",
	"last_txn_at",
	"last_login_at",
	"completeness",
)


class DemoTestCase(BankCRMTestCase):
	"""Begins without a demo bank, whatever the site holds, and leaves nothing behind."""

	@classmethod
	def setUpClass(cls) -> None:
		if not HAS_EXTRA:
			raise SkipTest("the generated bank needs the extra of the app: bank_crm[demo]")
		super().setUpClass()
		state.forget()

	@classmethod
	def tearDownClass(cls) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()
		super().tearDownClass()


class TestLoadedBank(DemoTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.rows = load.run(SIZE, password=PASSWORD, beside_others=True)
		cls.plan, cls.naming = state.read_plan()
		cls.customers = [f"BC{cls.naming.customer + n:08d}" for n in range(1, SIZE + 1)]

	def tearDown(self) -> None:
		frappe.set_user("Administrator")
		super().tearDown()

	def test_rows_are_in_the_tables(self) -> None:
		for doctype, expected in COUNTED.items():
			self.assertEqual(self.rows[doctype], expected)
			self.assertEqual(
				frappe.db.count(doctype, {"source_system": SOURCE, **self._own(doctype)}), expected
			)
		self.assertGreater(self.rows["Bank Asset Snapshot"], SIZE * 12)
		self.assertGreater(self.rows["Bank Customer Account"], SIZE * 2)

	def test_bank_and_customers_have_spoken_with_each_other(self) -> None:
		"""Nobody looks at empty screens: each list a colleague opens in the demo has rows, made the app's own way."""
		own = {"customer": ("in", self.customers)}
		for doctype in (
			"Bank Contact Consent",
			"Bank Interaction",
			"Bank Customer Need",
			"Bank Rating Request",
			"Bank QA Review",
			"Bank Survey Response",
		):
			self.assertGreater(frappe.db.count(doctype, own), 0, doctype)
		given = frappe.db.count(
			"Bank Contact Consent", {**own, "purpose": "Marketing", "channel": "SMS", "is_current": 1}
		)
		self.assertGreater(given, SIZE / 2)
		failed = frappe.get_all("Bank QA Review", {**own, "passed": 0, "state": "Done"}, pluck="improvement")
		self.assertTrue(failed and all(failed), "a failed review has its measure")
		self.assertTrue(frappe.db.exists("Bank Survey Answer", {"row_key": "客户经理", "choice": "好"}))
		rated = frappe.get_all("Bank Rating Request", {**own, "state": "Rated"}, ["grade", "work_order"])
		self.assertEqual(
			{row.work_order for row in rated if row.grade <= 2},
			set(frappe.get_all("Bank Rating Trace", own, pluck="work_order")),
		)

	def test_CON_02_contracts_are_about_what_was_sold(self) -> None:
		"""Who has a wealth agreement owes no insurance for a mortgage, and the contract knows its opportunity."""
		own = {"customer": ("in", self.customers)}
		found = frappe.get_all("Bank Contract", own, ["name", "contract_type", "opportunity", "amount"])
		lines = dict(frappe.get_all("Bank Contract Type", fields=["name", "product_category"], as_list=True))
		self.assertTrue(any(row.opportunity for row in found))
		for row in found:
			items = frappe.get_all("Bank Contract Obligation", {"parent": row.name}, pluck="item")
			self.assertEqual(
				any("抵押" in item for item in items), lines[row.contract_type] == "Loan", row.contract_type
			)
			if row.opportunity:
				deal = frappe.db.get_value(
					"Bank Opportunity", row.opportunity, ["product_category", "amount"], as_dict=True
				)
				self.assertEqual((deal.product_category, deal.amount), (lines[row.contract_type], row.amount))

	def test_CUS_21_the_first_night_is_over_when_the_bank_is_loaded(self) -> None:
		"""Portrait, value score and tags are there at once, and somebody is a student with a need (SEG-08, SEG-18)."""
		own = {"customer": ("in", self.customers)}
		self.assertEqual(frappe.db.count("Bank Customer Portrait", own), SIZE)
		self.assertGreater(
			frappe.db.count("Bank Customer", {"name": ("in", self.customers), "value_score": (">", 0)}), 0
		)
		students = frappe.get_all(
			"Bank Customer", {"name": ("in", self.customers), "occupation": first_night.STUDENT}, pluck="name"
		)
		tag = frappe._("Student", bank_language())
		tagged = frappe.get_all("Bank Tag Assignment", {**own, "tag": tag}, pluck="customer")
		self.assertTrue(students)
		self.assertEqual(sorted(tagged), sorted(students))
		self.assertGreater(frappe.db.count("Bank Segment Member", own), 0)
		self.assertGreater(frappe.db.count("Bank Care Task", own), 0)

	def _own(self, doctype: str) -> dict[str, object]:
		field = "name" if doctype == "Bank Customer" else "customer"
		return {field: ("in", self.customers)}

	def test_names_go_on_where_the_bank_ends(self) -> None:
		doc = frappe.get_doc(
			{
				"doctype": "Bank Customer",
				"customer_name": "新客户",
				"customer_type": "Person",
				"mobile": "13900000001",
				"core_asset_type": "Savings",
				"core_asset_amount": 1,
			}
		).insert()
		self.assertNotIn(doc.name, self.customers)
		self.assertGreater(doc.name, self.customers[-1])
		highest = max(frappe.get_all("Bank Behaviour Event", pluck="name", order_by="name desc", limit=1))
		self.assertGreater(frappe.db.get_next_sequence_val("Bank Behaviour Event"), int(highest))

	def test_figures_are_those_a_roll_up_computes(self) -> None:
		before = self._figures()
		# The generator counts from midnight, the roll-up from now.
		with patch.object(rollup, "now_datetime", return_value=get_datetime(str(self.plan.today))):
			rollup.refresh_customers(self.customers)
		self.assertEqual(before, self._figures())

	def _figures(self) -> dict[str, tuple[object, ...]]:
		rows = frappe.get_all(
			"Bank Customer", filters={"name": ("in", self.customers)}, fields=["name", *ROLLED_UP], limit=0
		)
		return {
			row.name: tuple(
				round(row[field], 2) if isinstance(row[field], float) else row[field] for field in ROLLED_UP
			)
			for row in rows
		}

	def test_accounts_end_where_their_bookings_end(self) -> None:
		booking = frappe.qb.DocType("Bank Customer Transaction")
		rows = (
			frappe.qb.from_(booking)
			.select(booking.account, booking.balance_after)
			.where(booking.customer.isin(self.customers))
			.orderby(booking.account, booking.posted_at, booking.name)
		).run()
		last = dict(rows)
		balances = dict(
			frappe.get_all(
				"Bank Customer Account",
				filters={"name": ("in", list(last))},
				fields=["name", "balance"],
				limit=0,
				as_list=True,
			)
		)
		self.assertGreater(len(last), SIZE)
		self.assertEqual(last, balances)

	def test_snapshots_add_up(self) -> None:
		snapshot = frappe.qb.DocType("Bank Asset Snapshot")
		assets = ("savings", "time_deposit", "wealth", "fund", "precious_metal", "insurance")
		rows = (
			frappe.qb.from_(snapshot)
			.select(
				snapshot.month_end,
				Sum(snapshot.total_aum),
				sum((Sum(snapshot[field]) for field in assets[1:]), Sum(snapshot[assets[0]])),
				Sum(snapshot.total_liability),
				Sum(snapshot.loan) + Sum(snapshot.credit_card),
				Count("*"),
			)
			.where(snapshot.customer.isin(self.customers))
			.groupby(snapshot.month_end)
		).run()
		self.assertEqual(
			sorted(getdate(row[0]) for row in rows), [getdate(str(end)) for end in self.plan.month_ends]
		)
		for _, total, parts, liability, debts, count in rows:
			self.assertAlmostEqual(total, parts, places=2)
			self.assertAlmostEqual(liability, debts, places=2)
			self.assertGreater(count, SIZE * 0.8)

	def test_nobody_can_read_a_raw_number_in_any_table(self) -> None:
		data = make_chunk(self.plan.chunk(0), build_organisation(self.plan))
		raw = {*data.people.mobile, *data.people.id_number, *filter(None, data.people.email)}
		self.assertGreater(len(raw), SIZE * 2)
		for doctype, filters in self._written().items():
			rows = frappe.get_all(doctype, filters=filters, fields=["*"], limit=0, as_list=True)
			cells = {str(cell) for row in rows for cell in row}
			self.assertFalse(cells & raw, doctype)
			long_cells = " ".join(cell for cell in cells if len(cell) > 30)
			self.assertFalse([number for number in raw if number in long_cells], doctype)

	def _written(self) -> dict[str, dict[str, object]]:
		"""Where the load has written or may have left something: DocType → filters."""
		accounts = {"parent": (">", f"BA{self.naming.account:010d}")}
		own = {
			doctype: {"customer": ("in", self.customers)}
			if frappe.get_meta(doctype).has_field("customer")
			else {}
			for doctype in self.rows
		}
		own["Bank Customer"] = {"name": ("in", self.customers)}
		own["Bank Customer Teller"] = own["Bank Customer Collaborator"] = {"parent": ("in", self.customers)}
		own["Bank Account Holder"] = accounts
		own["Bank Household"] = {"head": ("in", self.customers)}
		own["Bank Sealed Value"] = {"name": (">", self.naming.sealed)}
		for doctype in ("Version", "DefaultValue", "Error Log", "Comment", "Deleted Document"):
			own[doctype] = {}
		return own

	def test_masks_are_shown_and_numbers_found_and_opened(self) -> None:
		data = make_chunk(self.plan.chunk(0), build_organisation(self.plan))
		for place in (0, 57, SIZE - 1):
			name, mobile = self.customers[place], data.people.mobile[place]
			shown = frappe.db.get_value("Bank Customer", name, "mobile")
			self.assertEqual(shown, f"{mobile[:3]}****{mobile[-4:]}")
			kind = SEALED_FIELDS["Bank Customer"]["mobile"]
			self.assertIn(name, find(kind, mobile, "Bank Customer", "mobile"))
			ciphertext, version = frappe.db.get_value(
				"Bank Sealed Value",
				{"ref_doctype": "Bank Customer", "ref_name": name, "ref_field": "mobile"},
				["ciphertext", "key_version"],
			)
			self.assertEqual(open_value("Bank Customer", "mobile", ciphertext, version), mobile)

	def test_staff_log_in_by_number_and_hold_one_role_each(self) -> None:
		found = list_logins()
		self.assertEqual([login["role"] for login in found], list(roles.ALL))
		for login in found:
			user = f"{login['user']}@{STAFF_DOMAIN}"
			self.assertTrue(frappe.db.get_value("User", user, "enabled"))
			self.assertEqual(set(frappe.get_roles(user)) & set(roles.ALL), {login["role"]})
		self.assertTrue(frappe.db.get_single_value("System Settings", "allow_login_using_user_name"))
		self.assertTrue(frappe.is_setup_complete())

	def test_everybody_sees_their_own_customers(self) -> None:
		seen = {}
		for login in list_logins():
			frappe.set_user(f"{login['user']}@{STAFF_DOMAIN}")
			names = frappe.get_list(
				"Bank Customer", filters={"name": ("in", self.customers)}, pluck="name", limit=0
			)
			seen[login["role"]] = len(names)
		self.assertEqual(seen[roles.RELATIONSHIP_MANAGER] // 10, SIZE // 4 // 10)
		self.assertLess(seen[roles.TELLER], SIZE // 2)
		self.assertGreater(seen[roles.TELLER], 0)
		self.assertGreaterEqual(seen[roles.BRANCH_MANAGER], SIZE // 4)
		self.assertLess(seen[roles.BRANCH_MANAGER], SIZE)
		self.assertEqual(seen[roles.MARKETING_OFFICER], 0)
		for role in (roles.COMPLIANCE_OFFICER, roles.AUDITOR, roles.ADMINISTRATOR):
			self.assertEqual(seen[role], SIZE)

	def test_branches_are_a_tree_with_heads(self) -> None:
		rows = frappe.get_all(
			"Bank Branch",
			filters={"name": ("like", "1%")},
			fields=["name", "lft", "rgt", "manager", "branch_level"],
		)
		by_name = {row.name: row for row in rows}
		self.assertLessEqual(by_name["1000"].lft, min(row.lft for row in rows))
		self.assertGreater(by_name["1100"].rgt, by_name["1100001"].rgt)
		self.assertTrue(all(row.manager for row in rows if row.branch_level in ("Head Office", "Branch")))

	def test_loading_again_changes_nothing(self) -> None:
		before = {doctype: frappe.db.count(doctype) for doctype in self.rows}
		self.assertEqual(load.run(SIZE, password=PASSWORD), {})
		self.assertEqual(load.run(), {})
		self.assertEqual({doctype: frappe.db.count(doctype) for doctype in self.rows}, before)
		with self.assertRaises(frappe.ValidationError):
			load.run(SIZE + 1, password=PASSWORD)


class TestInterruptedLoad(DemoTestCase):
	def setUp(self) -> None:
		super().setUp()
		state.forget()

	def test_a_site_with_customers_of_its_own_is_left_alone(self) -> None:
		frappe.get_doc(
			{
				"doctype": "Bank Customer",
				"customer_name": "真实客户",
				"customer_type": "Person",
				"mobile": "13900000002",
				"core_asset_type": "Savings",
				"core_asset_amount": 1,
			}
		).insert()
		before = frappe.db.count("Bank Customer")
		self.assertEqual(load.run(SIZE, password=PASSWORD), {})
		self.assertEqual(frappe.db.count("Bank Customer"), before)
		self.assertIsNone(state.read_plan())

	def test_a_stopped_load_goes_on_with_the_missing_chunks(self) -> None:
		plan = replace(Plan.for_size(90, date(2026, 11, 21), DEFAULT_SEED), chunk_size=30)
		bank = build_organisation(plan)
		load.create_bank(bank, PASSWORD)
		naming = reserve_names(plan)
		state.keep_plan(plan, naming)
		load.load_chunk(plan, naming, bank, 1)
		self.assertEqual(state.loaded_chunks(), {1})
		self.assertFalse(state.is_done())
		rows = load.run(90, password=PASSWORD)
		self.assertEqual(rows["Bank Customer"], 60)
		self.assertEqual(state.loaded_chunks(), {0, 1, 2})
		self.assertTrue(state.is_done())
		first, last = f"BC{naming.customer + 1:08d}", f"BC{naming.customer + 90:08d}"
		self.assertEqual(frappe.db.count("Bank Customer", {"name": ("between", (first, last))}), 90)

	def test_a_failing_chunk_is_not_stamped(self) -> None:
		plan = Plan.for_size(20, date(2026, 11, 21), seed=5)
		bank = build_organisation(plan)
		naming = reserve_names(plan)

		def refuse(sheet: object) -> int:
			raise RuntimeError("the disk is full")

		before = state.loaded_chunks()
		with patch.object(bulk, "insert", refuse), self.assertRaises(RuntimeError):
			load.load_chunk(plan, naming, bank, 0)
		self.assertEqual(state.loaded_chunks(), before)
