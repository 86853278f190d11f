import frappe
from frappe.utils import add_months, get_first_day, today

from bank_crm.api import sales_targets as api
from bank_crm.permissions import roles
from bank_crm.sales.opportunities import actions as opportunity_actions
from bank_crm.sales.opportunities.tests import make_opportunity, make_pipeline, make_product
from bank_crm.sales.report.bank_target_progress.bank_target_progress import execute
from bank_crm.sales.targets import achieved, alerts
from bank_crm.tests import BankCRMTestCase, factories

TARGET = "Bank Sales Target"


class TestTargets(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.head = factories.make_branch()
		cls.north, cls.south = (factories.make_branch(cls.head) for _turn in range(2))
		cls.boss, cls.north_boss = (factories.make_user(roles.BRANCH_MANAGER) for _turn in range(2))
		factories.make_staff(cls.boss, cls.head)
		factories.make_staff(cls.north_boss, cls.north)
		cls.seller, cls.other = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _turn in range(2))
		for user in (cls.seller, cls.other):
			factories.make_staff(user, cls.north)

	def make(self, **values):
		values = {
			"metric": "Won Amount",
			"period": "Month",
			"from_date": get_first_day(today()),
			"holder": "Branch",
			"branch": self.head,
			"target_value": 1000,
			**values,
		}
		return factories.make(TARGET, **values)

	def refused(self, label: str, act, *args, **values) -> str:
		with self.assertRaises(frappe.ValidationError) as error:
			act(*args, **values)
		self.assertIn(f"<strong>{frappe._(label)}</strong>", str(error.exception))
		return str(error.exception)

	def part(self, branch: str, value: float) -> dict:
		return {"holder": "Branch", "key": branch, "target_value": value}

	def test_SAL_04_sums_must_match_down_the_tree(self):
		whole = self.make()
		parts = [self.part(self.north, 600), self.part(self.south, 400.01)]
		told = self.refused("Target", api.break_down, whole.name, parts)
		self.assertIn("0.01", told)
		with self.assertRaises(frappe.ValidationError):
			api.break_down(whole.name, [self.part(self.north, 600), self.part(self.north, 400)])
		parts[1]["target_value"] = 400
		north, south = api.break_down(whole.name, parts)
		self.assertEqual((whole.reload().distributed, whole.part_count), (1000, 2))
		self.refused("Target", frappe.get_doc(TARGET, north).update({"target_value": 700}).save)
		self.refused("Target", whole.update({"target_value": 900}).save)
		again = [self.part(self.north, 300), self.part(self.south, 700)]
		self.assertEqual(api.break_down(whole.name, again), [north, south], "the same parts are changed")
		self.assertEqual(whole.reload().distributed, 1000)
		people = api.proposal(north)
		self.assertEqual({row["key"] for row in people}, {self.seller, self.other})
		self.assertEqual(sum(row["target_value"] for row in people), 300)
		api.break_down(north, people)
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc(TARGET, north)
		frappe.delete_doc(TARGET, south)
		self.assertEqual(whole.reload().distributed, 300)

	def test_SAL_04_bad_input_is_refused_at_its_field(self):
		whole = self.make(period="Quarter", from_date="2027-01-01", product_category="Loan")
		stranger = factories.make_branch()
		good = {
			"part_of": whole.name,
			"branch": self.north,
			"product_category": "Loan",
			"from_date": "2027-02-01",
			"target_value": 10,
		}
		self.refused("From", self.make, from_date="2027-01-15")
		self.refused("Target", self.make, target_value=-3)
		self.refused("Target", self.make, metric="Won Opportunities", target_value=1.5)
		self.refused("Product Line", self.make, metric="New Customers", product_category="Loan")
		self.refused("Person", self.make, holder="Person")
		self.refused("From", self.make, **{**good, "from_date": "2027-04-01"})
		self.refused("Branch", self.make, **{**good, "branch": stranger})
		self.refused("Product Line", self.make, **{**good, "product_category": "Fund"})
		self.refused("Counts", self.make, **{**good, "metric": "Won Opportunities"})
		self.refused("Target", self.make, **{**good, "target_value": 1001})
		part = self.make(**good)
		self.refused("Part Of", whole.reload().update({"part_of": part.name}).save)
		with self.assertRaises(frappe.UniqueValidationError):
			self.make(**good)

	def test_SAL_04_SAL_10_progress_is_live_down_the_tree_and_against_the_pipeline(self):
		stages = make_pipeline(asks=())
		whole = self.make()
		north = self.make(branch=self.north, part_of=whole.name, target_value=600)
		mine = self.make(
			branch=self.north, holder="Person", person=self.seller, part_of=north.name, target_value=500
		)
		deals = self.make(
			metric="Won Opportunities", branch=self.north, target_value=4, product_category="Loan"
		)
		last = self.make(from_date=get_first_day(add_months(today(), -1)))
		customer = factories.make_customer(branch=self.north, manager=self.seller).name
		one = make_opportunity(
			customer,
			stages["pipeline"],
			product=make_product(),
			amount=250,
			salesperson=self.seller,
			expected_close=today(),
		)
		open_one = make_opportunity(
			customer, stages["pipeline"], amount=1000, salesperson=self.seller, expected_close=today()
		)
		names = [doc.name for doc in (whole, north, mine, deals, last)]
		self.assertEqual(set(achieved.of_targets(names).values()), {0})
		for stage in ("two", "three", "won"):
			opportunity_actions.move(one, stages[stage])
		found = achieved.of_targets(names)
		self.assertEqual([found[name] for name in names], [250, 250, 250, 1, 0])
		with self.set_user(self.boss):
			self.assertEqual(api.standing(mine.name)["share"], 0.5)
			rows = {row["target"]: row for row in execute({"branch": self.head})[1]}
			self.assertEqual((rows[north.name]["indent"], rows[mine.name]["indent"]), (1, 2))
			self.assertEqual((rows[mine.name]["achieved"], rows[mine.name]["progress"]), (250, 50))
			self.assertEqual(rows[mine.name]["pipeline"], open_one.weighted_amount)
			self.assertEqual(rows[whole.name]["undistributed"], 400)
		achieved.refresh()
		self.assertEqual((mine.reload().achieved, mine.progress), (250, 50))
		mine.update({"achieved": 9_999, "progress": 100}).save()
		self.assertEqual(mine.reload().achieved, 250, "what is counted is never typed")

	def win(self, customer: str, amount: float, day, stages: dict[str, str], product: str) -> None:
		one = make_opportunity(customer, stages["pipeline"], product=product, amount=amount)
		for stage in ("two", "three", "won"):
			opportunity_actions.move(one, stages[stage])
		frappe.db.set_value("Bank Opportunity", one.name, "closed_on", day)

	def test_SAL_10_a_target_is_proposed_by_what_each_reached_last(self):
		stages, product = make_pipeline(asks=()), make_product()
		before = add_months(get_first_day(today()), -1)
		for branch, seller, amount in ((self.north, self.seller, 300), (self.south, None, 100)):
			customer = factories.make_customer(branch=branch, manager=seller).name
			with self.set_user(seller or "Administrator"):
				self.win(customer, amount, before, stages, product)
				self.win(customer, 5_000, add_months(before, -1), stages, product)  # a period earlier
		whole = self.make()
		with self.set_user(self.boss):
			parts = {row["key"]: row["target_value"] for row in api.proposal(whole.name)}
			self.assertEqual(parts, {self.north: 750, self.south: 250})
			self.assertTrue(api.standing(whole.name)["may_give"])
			north = api.break_down(whole.name, [self.part(self.north, 600), self.part(self.south, 400)])[0]
			kept = {row["key"]: row["target_value"] for row in api.proposal(whole.name)}
			self.assertEqual(kept, {self.north: 600, self.south: 400}, "what was given is kept")
		with self.set_user(self.north_boss):
			people = {row["key"]: row["target_value"] for row in api.proposal(north)}
			self.assertEqual(
				people, {self.seller: 300, self.other: 300}, "a new colleague weighs the average"
			)
		line = self.make(product_category="Insurance", target_value=10)
		self.assertEqual({row["target_value"] for row in api.proposal(line.name)}, {5}, "nobody sold any")
		with self.set_user(self.seller):
			self.assertFalse(api.standing(north)["may_give"])
			with self.assertRaises(frappe.PermissionError):
				api.proposal(north)

	def told(self, user: str) -> list[str]:
		wanted = {"for_user": user, "document_type": TARGET}
		return frappe.get_all("Notification Log", wanted, pluck="subject", order_by="creation asc")

	def test_SAL_04_who_falls_behind_is_told_and_the_managers_of_how_many(self):
		first = get_first_day(today())
		year = {"period": "Year", "from_date": first.replace(month=1), "metric": "Won Opportunities"}
		person = self.make(holder="Person", person=self.seller, branch=self.north, target_value=1000, **year)
		self.make(branch=self.south, target_value=1, metric="New Customers", **{"period": "Month"})
		with self.freeze_time(f"{first.year}-01-20 08:00:00"):
			alerts.run()
			self.assertEqual(self.told(self.seller), [], "too early in the year")
		with self.freeze_time(f"{first.year}-06-10 08:00:00"):
			alerts.run()
			alerts.run()
			(told,) = self.told(self.seller)
			self.assertIn(person.title, told)
			self.assertEqual(len(self.told(self.north_boss)), 1)
		with self.freeze_time(f"{first.year}-06-17 08:00:00"):
			alerts.run()
			self.assertEqual(len(self.told(self.seller)), 2, "again each week while it stays so")
		frappe.db.set_value(TARGET, person.name, "target_value", 1)
		with self.freeze_time(f"{first.year}-06-20 08:00:00"):
			stages, customer = make_pipeline(asks=()), factories.make_customer(branch=self.north).name
			one = make_opportunity(
				customer, stages["pipeline"], product=make_product(), amount=1, salesperson=self.seller
			)
			for stage in ("two", "three", "won"):
				opportunity_actions.move(one.reload(), stages[stage])
			alerts.run()
			self.assertIsNone(person.reload().alerted_on, "on its way again")
			self.assertEqual(len(self.told(self.seller)), 2)

	def test_SAL_04_who_sees_and_who_sets(self):
		whole = self.make()
		north = self.make(branch=self.north, part_of=whole.name, target_value=600)
		mine = self.make(
			branch=self.north, holder="Person", person=self.seller, part_of=north.name, target_value=9
		)
		stranger = factories.make_user(roles.BRANCH_MANAGER)
		factories.make_staff(stranger, self.south)
		expected = {
			(self.boss, whole): (True, False),
			(self.boss, north): (True, True),
			(self.north_boss, whole): (True, False),
			(self.north_boss, north): (True, False),
			(self.north_boss, mine): (True, True),
			(self.seller, mine): (True, False),
			(self.seller, north): (True, False),
			(self.other, mine): (False, False),
			(stranger, north): (False, False),
		}
		for (user, target), (read, write) in expected.items():
			with self.set_user(user):
				self.assertEqual(
					target.name in frappe.get_list(TARGET, pluck="name"), read, (user, target.title)
				)
				self.assertEqual(bool(frappe.has_permission(TARGET, "read", doc=target.name)), read)
				self.assertEqual(bool(frappe.has_permission(TARGET, "write", doc=target.name)), write)
		with self.set_user(self.north_boss):
			api.break_down(north.name, [{"holder": "Person", "key": self.seller, "target_value": 600}])
			with self.assertRaises(frappe.PermissionError):
				api.break_down(whole.name, [self.part(self.north, 1000)])
			with self.assertRaises(frappe.PermissionError):
				frappe.get_doc(
					{
						**whole.as_dict(),
						"name": None,
						"doctype": TARGET,
						"branch": self.south,
						"metric": "New Customers",
					}
				).insert()
