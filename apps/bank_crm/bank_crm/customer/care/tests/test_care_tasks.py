"""The nightly run: which tasks, for whom, and each exactly once."""

from datetime import date

import frappe

from bank_crm.api import care_calendar
from bank_crm.customer.care import assignment, generate
from bank_crm.customer.care.tests.care_case import PRIVATE, TASK, CareTestCase
from bank_crm.tests import factories


class TestCareTasks(CareTestCase):
	def test_CAR_01_birthday_task_appears_before_the_day(self):
		self.make_rule("Birthday", lead_days=7, due_days_before=1)
		customer = self.make_customer(birth_date="1980-06-20")
		self.run_on("2030-06-12")
		self.assertEqual(self.tasks(customer), [])
		self.run_on("2030-06-13")
		(task,) = self.tasks(customer)
		self.assertEqual((task.occasion_on, task.due_on), (date(2030, 6, 20), date(2030, 6, 19)))
		self.assertEqual((task.assigned_to, task.status), (self.manager, "Open"))

	def test_CAR_01_same_night_again_and_missed_nights(self):
		self.make_rule("Birthday")
		customers = [self.make_customer(birth_date=f"1980-06-{day}") for day in (20, 21, 22)]
		self.run_on("2030-06-20")
		self.run_on("2030-06-20")
		self.run_on("2030-06-23")  # two nights missed
		self.run_on("2030-06-24")
		self.assertEqual([len(self.tasks(customer)) for customer in customers], [1, 1, 1])
		self.run_on("2031-06-20")
		self.assertEqual(len(self.tasks(customers[0])), 2)

	def test_CAR_01_born_on_29_february(self):
		self.make_rule("Birthday")
		customer = self.make_customer(birth_date="1988-02-29")
		self.run_on("2030-02-28")
		self.run_on("2030-03-01")
		self.assertEqual([task.occasion_on for task in self.tasks(customer)], [date(2030, 2, 28)])

	def test_CAR_01_lunar_birthday_replaces_the_solar_one(self):
		self.make_rule("Birthday", lead_days=3)
		lunar = self.make_customer(
			birth_date="1990-10-03",  # 八月十五
			important_dates=[{"title": "农历生日", "date": "1990-10-03", "calendar": "Lunar", "yearly": 1}],
		)
		solar = self.make_customer(birth_date="1990-10-03")
		for day in ("2026-09-24", "2026-10-02"):
			self.run_on(day)
		self.assertEqual([task.occasion_on for task in self.tasks(lunar)], [date(2026, 9, 25)])
		self.assertEqual([task.occasion_on for task in self.tasks(solar)], [date(2026, 10, 3)])

	def test_CAR_02_important_dates_solar_lunar_yearly_once(self):
		self.make_rule("Important Date")
		customer = self.make_customer(
			important_dates=[
				{"title": "Wedding", "date": "2010-05-20", "calendar": "Solar", "yearly": 1},
				{"title": "Mother's birthday", "date": "1960-02-01", "calendar": "Lunar", "yearly": 1},
				{"title": "Exam", "date": "2026-06-07", "calendar": "Solar", "yearly": 0},
			]
		)
		for day in ("2026-02-21", "2026-05-20", "2026-06-07", "2027-05-20", "2027-06-07"):
			self.run_on(day)
		found = [(task.subject, task.occasion_on.isoformat()) for task in self.tasks(customer)]
		self.assertEqual(
			found,
			[
				("Mother's birthday", "2026-02-21"),
				("Wedding", "2026-05-20"),
				("Exam", "2026-06-07"),
				("Wedding", "2027-05-20"),
			],
		)

	def test_CAR_02_festival_for_chosen_tiers(self):
		self.make_rule("Festival", festival="Mid-Autumn Festival", lead_days=5, tiers=[PRIVATE])
		chosen, other = self.make_customer(tier=PRIVATE), self.make_customer(tier="Mass")
		self.run_on("2026-09-21")
		self.assertEqual([task.occasion_on for task in self.tasks(chosen)], [date(2026, 9, 25)])
		self.assertEqual(self.tasks(other), [])

	def test_CAR_03_maturity_before_the_due_date(self):
		self.make_rule("Maturity", product_category="Wealth", lead_days=7, due_days_before=3)
		customer = self.make_customer()
		account = factories.make_account(
			customer.name, category="Wealth", balance=50_000, maturity_date="2030-07-10"
		)
		factories.make_account(customer.name, category="Time Deposit", balance=1, maturity_date="2030-07-10")
		self.run_on("2030-07-03")
		(task,) = self.tasks(customer)
		self.assertEqual((task.due_on, task.reference_name), (date(2030, 7, 7), account.name))
		account.maturity_date = "2030-08-10"  # renewed: another occasion
		account.save()
		self.run_on("2030-08-05")
		self.assertEqual(len(self.tasks(customer)), 2)

	def test_CAR_09_account_anniversary(self):
		self.make_rule("Account Anniversary")
		customer, new = self.make_customer(opened_on="2020-04-01"), self.make_customer()
		frappe.db.set_value("Bank Customer", new.name, "opened_on", "2030-04-01")  # that very day
		self.run_on("2030-04-01")
		self.assertEqual(len(self.tasks(customer)), 1)
		self.assertEqual(self.tasks(new), [])

	def test_CAR_04_without_a_manager_the_branch_manager_is_responsible(self):
		leader = factories.make_user("Bank Branch Manager")
		branch = factories.make_branch(manager=leader)
		self.make_rule("Birthday")
		customer = self.make_customer(manager=None, branch=branch, birth_date="1980-06-20")
		self.run_on("2030-06-20")
		self.assertEqual(self.tasks(customer)[0].assigned_to, leader)

	def test_CAR_04_change_of_manager_moves_open_tasks(self):
		self.make_rule("Birthday", lead_days=3)
		customer = self.make_customer(birth_date="1980-06-20")
		self.run_on("2030-06-18")
		(task,) = self.tasks(customer)
		done = factories.make(TASK, customer=customer.name, subject="x", due_on="2030-06-01", status="Done")
		successor = factories.make_user("Bank Relationship Manager")
		customer.reload()
		customer.manager = successor
		customer.save()
		self.assertEqual(frappe.db.get_value(TASK, task.name, "assigned_to"), successor)
		self.assertNotEqual(frappe.db.get_value(TASK, done.name, "assigned_to"), successor)
		# a change by the synchronisation, past the document: the night moves the task
		frappe.db.set_value("Bank Customer", customer.name, "manager", self.manager)
		self.run_on("2030-06-19")
		self.assertEqual([row.assigned_to for row in self.tasks(customer, status="Open")], [self.manager])

	def test_CAR_04_a_task_handed_to_a_colleague_stays_there(self):
		self.make_rule("Birthday", lead_days=3)
		customer, colleague = self.make_customer(birth_date="1980-06-20"), factories.make_user()
		self.run_on("2030-06-18")
		(task,) = self.tasks(customer)
		frappe.get_doc(TASK, task.name).update({"assigned_to": colleague}).save()
		self.run_on("2030-06-19")
		self.assertEqual(self.tasks(customer)[0].assigned_to, colleague)

	def test_CAR_04_archived_customers_are_left_in_peace(self):
		self.make_rule("Birthday", lead_days=3)
		customer = self.make_customer(birth_date="1980-06-20")
		self.run_on("2030-06-18")
		frappe.db.set_value("Bank Customer", customer.name, "status", "Archived")
		self.run_on("2030-06-19")
		self.assertEqual([task.status for task in self.tasks(customer)], ["Cancelled"])
		assignment.follow_managers(customer.name)
		self.assertEqual([task.status for task in self.tasks(customer)], ["Cancelled"])

	def test_CAR_10_life_event_starts_its_plan_at_once(self):
		steps = [{"offset_days": 1, "subject": "Congratulate"}, {"offset_days": 60, "subject": "Ask again"}]
		self.make_rule("Life Event", life_event="Home Purchase", lead_days=7, steps=steps)
		customer = self.make_customer()
		today = frappe.utils.today()
		factories.make("Bank Life Event", customer=customer.name, event_type="Home Purchase", event_on=today)
		factories.make("Bank Life Event", customer=customer.name, event_type="New Job", event_on=today)
		self.assertEqual([task.subject for task in self.tasks(customer)], ["Congratulate"])
		self.run_on(frappe.utils.add_days(today, 55))
		self.assertEqual([task.subject for task in self.tasks(customer)], ["Congratulate", "Ask again"])
		self.run_on(frappe.utils.add_days(today, 56))
		self.assertEqual(len(self.tasks(customer)), 2)

	def test_CAR_08_review_only_of_customers_not_reviewed_this_month(self):
		self.make_rule("Customer Review", unit="Month", every_n=1, tiers=[PRIVATE])
		due, reviewed = self.make_customer(tier=PRIVATE), self.make_customer(tier=PRIVATE)
		frappe.db.set_value("Bank Customer", reviewed.name, "last_reviewed_on", "2030-06-02")
		frappe.db.set_value("Bank Customer", due.name, "last_reviewed_on", "2030-05-30")
		self.run_on("2030-06-10")
		(task,) = self.tasks(due)
		self.assertEqual(self.tasks(reviewed), [])
		frappe.get_doc(TASK, task.name).update({"status": "Done"}).save()
		self.assertEqual(
			str(frappe.db.get_value("Bank Customer", due.name, "last_reviewed_on")), frappe.utils.today()
		)

	def test_CAR_10_segment_gender_and_companies_limit_a_rule(self):
		segment = frappe.new_doc("Bank Segment", segment_name=factories.unique("S"), kind="Static")
		segment.flags.ignore_validate = True  # its members are put in by hand below
		segment.insert()
		self.make_rule("Festival", festival="Own Date", month=3, day=8, gender="Female", segment=segment.name)
		inside = self.make_customer(gender="Female")
		outside, man = self.make_customer(gender="Female"), self.make_customer(gender="Male")
		for customer in (inside, man):
			factories.make("Bank Segment Member", segment=segment.name, customer=customer.name)
		self.run_on("2030-03-08")
		self.assertEqual([len(self.tasks(c)) for c in (inside, outside, man)], [1, 0, 0])


class TestServiceCycle(CareTestCase):
	def setUp(self):
		super().setUp()
		tier = frappe.get_doc("Bank Customer Tier", PRIVATE)
		tier.set(
			"service_cycles",
			[
				{"activity": "Asset Review", "every": "Quarter", "times": 1},
				{"activity": "Exclusive Event", "every": "Year", "times": 1},
			],
		)
		tier.save()
		self.make_rule("Service Cycle")

	def test_scenario_09_cycle_tasks_once_per_period_in_the_managers_calendar(self):
		customer, mass = self.make_customer(tier=PRIVATE), self.make_customer(tier="Mass")
		for day in ("2030-01-01", "2030-01-01", "2030-02-14", "2030-04-02", "2030-12-31"):
			self.run_on(day)
		found = {task.period_key: task.due_on.isoformat() for task in self.tasks(customer)}
		self.assertEqual(
			found,
			{
				"Asset Review:2030-Q1": "2030-03-31",
				"Asset Review:2030-Q2": "2030-06-30",
				"Asset Review:2030-Q4": "2030-12-31",
				"Exclusive Event:2030": "2030-12-31",
			},
		)
		self.assertEqual(len(self.tasks(customer)), 4)
		self.assertEqual(self.tasks(mass), [])
		frappe.set_user(self.manager)
		titles = [event["title"] for event in care_calendar.events("2030-01-01", "2030-12-31")]
		self.assertEqual(len(titles), 4)
		self.assertTrue(all(customer.customer_name in title for title in titles))
		frappe.set_user(factories.make_user("Bank Relationship Manager"))
		self.assertEqual(care_calendar.events("2030-01-01", "2030-12-31"), [])

	def test_CAR_06_every_private_customer_has_one_after_any_number_of_runs(self):
		customers = [self.make_customer(tier=PRIVATE) for _ in range(5)]
		for _ in range(3):
			self.run_on("2030-05-05")
		for customer in customers:
			keys = [task.period_key for task in self.tasks(customer)]
			self.assertEqual(sorted(keys), ["Asset Review:2030-Q2", "Exclusive Event:2030"])

	def test_CAR_06_the_unique_key_refuses_a_second_one(self):
		customer = self.make_customer(tier=PRIVATE)
		self.run_on("2030-05-05")
		task = self.tasks(customer)[0]
		with self.assertRaises((frappe.UniqueValidationError, frappe.DuplicateEntryError)):
			factories.make(
				TASK,
				customer=customer.name,
				rule=task.rule,
				period_key=task.period_key,
				subject="again",
				due_on="2030-05-05",
			)

	def test_CAR_06_ranges_of_customers_cover_everybody(self):
		customers = [self.make_customer(tier=PRIVATE) for _ in range(7)]
		size, generate.CUSTOMERS_PER_STATEMENT = generate.CUSTOMERS_PER_STATEMENT, 3
		try:
			self.run_on("2030-05-05")
		finally:
			generate.CUSTOMERS_PER_STATEMENT = size
		self.assertEqual([len(self.tasks(customer)) for customer in customers], [2] * 7)
