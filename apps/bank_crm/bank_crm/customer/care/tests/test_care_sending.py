"""Greetings: what they may say, through which channel they go, and that none goes twice."""

import frappe
from frappe.utils import add_days, now_datetime, today

from bank_crm.compliance import addresses
from bank_crm.customer.care import channels, greetings, sending
from bank_crm.customer.care.tests.care_case import TASK, CareTestCase
from bank_crm.tests import factories


class FakeSMS:
	"""A gateway that keeps what it was given, or fails."""

	address_field = "mobile"

	def __init__(self, broken: bool = False) -> None:
		self.sent: list[channels.Message] = []
		self.broken = broken

	def ready(self) -> bool:
		return True

	def send(self, message: channels.Message) -> str | None:
		if self.broken:
			raise ConnectionError(f"no answer for {message.to}")
		self.sent.append(message)
		return None


class TestGreetings(CareTestCase):
	def test_CAR_05_only_placeholders_and_conditions(self):
		for text in (
			"{{ mobile }}",
			"{{ frappe.db.get_list('User') }}",
			"{{ customer_name.__class__ }}",
			"{% for x in range(9) %}x{% endfor %}",
			"{% include 'a.html' %}",
			"{{ customer_name",
			"{{ ''.join(customer_name) }}",
			"{{ customer_name * 100000000 }}",
		):
			with self.subTest(text=text), self.assertRaises(frappe.ValidationError):
				factories.make("Bank Greeting", title=factories.unique("G"), body=text)

	def test_CAR_09_anniversary_names_years_and_offer(self):
		title = factories.unique("G")
		body = (
			"{{ customer_name }}{{ salutation }} {{ years }} {{ offer }}{% if gift %} {{ gift }}{% endif %}"
		)
		factories.make("Bank Greeting", title=title, body=body, offer="Coupon 0.5%")
		customer = self.make_customer(customer_name="王丽", gender="Female", opened_on="2020-04-01")
		values = greetings.values_of(
			{
				"customer": customer.name,
				"greeting": title,
				"subject": "Anniversary",
				"occasion": "Account Anniversary",
				"occasion_on": "2030-04-01",
			}
		)
		self.assertEqual(greetings.render(body, values), f"王丽{frappe._('Ms')} 10 Coupon 0.5%")


class TestCareSending(CareTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.sms = FakeSMS()
		self.use({"SMS": self.sms})
		self.greeting = factories.make(
			"Bank Greeting", title=factories.unique("G"), subject="Hello", body="Dear {{ customer_name }}"
		).name
		self.gate = self.make_rule("Birthday", reach="Both", greeting=self.greeting)

	def use(self, gateways: dict) -> None:
		original = channels.gateways
		channels.gateways = lambda: gateways
		self.addCleanup(setattr, channels, "gateways", original)

	def customer(self, *, consent: str | None = "SMS", **values):
		customer = self.make_customer(birth_date=add_days(today(), -365 * 40 - 10), **values)
		if consent:
			self.consent(customer, consent, "Given")
		return customer

	def consent(self, customer, channel: str, decision: str) -> None:
		factories.make(
			"Bank Contact Consent",
			customer=customer.name,
			channel=channel,
			decision=decision,
			decided_at=now_datetime(),
		)

	def task(self, customer, **values):
		return factories.make(
			TASK,
			**{
				"customer": customer.name,
				"subject": "Birthday",
				"occasion": "Birthday",
				"occasion_on": today(),
				"due_on": today(),
				"rule": self.gate.name,
				"period_key": factories.unique(),
				"greeting": self.greeting,
				"delivery_status": "To Send",
				**values,
			},
		)

	def state(self, task) -> tuple:
		return frappe.db.get_value(TASK, task.name, ["delivery_status", "status", "channel", "message"])

	def test_CAR_05_sent_once_and_recorded(self):
		customer = self.customer(mobile="13912345678")
		task = self.task(customer)
		sending.send_due()
		sending.send_due()
		(message,) = self.sms.sent
		self.assertEqual((message.to, message.text), ("13912345678", f"Dear {customer.customer_name}"))
		self.assertEqual(self.state(task), ("Sent", "Open", "SMS", message.text))
		entry = frappe.get_all(
			"Bank Interaction",
			filters={"customer": customer.name},
			fields=["channel", "content", "reference_name"],
		)
		self.assertEqual(
			entry, [{"channel": "SMS", "content": message.text, "reference_name": str(task.name)}]
		)

	def test_RSK_08_without_consent_nothing_is_sent(self):
		withdrawn = self.customer()
		self.consent(withdrawn, "SMS", "Withdrawn")
		tasks = [self.task(self.customer(consent=None)), self.task(withdrawn)]
		sending.send_due()
		self.assertEqual(self.sms.sent, [])
		self.assertEqual([self.state(task)[:2] for task in tasks], [("No Consent", "Open")] * 2)

	def test_CAR_04_who_wants_to_be_called_gets_no_text(self):
		task = self.task(self.customer(preferred_channel="Phone"))
		sending.send_due()
		self.assertEqual(self.state(task)[:2], ("No Channel", "Open"))
		self.assertEqual(self.sms.sent, [])

	def test_CAR_04_customer_only_rule_ends_by_itself(self):
		frappe.db.set_value("Bank Care Rule", self.gate.name, "reach", "Customer")
		sent, refused = self.task(self.customer()), self.task(self.customer(consent=None))
		sending.send_due()
		self.assertEqual(self.state(sent)[:2], ("Sent", "Done"))
		self.assertEqual(self.state(refused)[:2], ("No Consent", "Skipped"))
		customer = frappe.db.get_value(TASK, sent.name, "customer")
		self.assertEqual(frappe.db.count("Bank Interaction", {"customer": customer}), 1)

	def test_CAR_05_a_broken_gateway_is_noted_without_the_number(self):
		self.use({"SMS": FakeSMS(broken=True)})
		task = self.task(self.customer(mobile="13912345678"))
		sending.send_due()
		self.assertEqual(self.state(task)[:2], ("Failed", "Open"))
		self.assertEqual(frappe.db.get_value(TASK, task.name, "delivery_note"), "ConnectionError")
		logged = frappe.get_all("Error Log", fields=["error"], order_by="creation desc", limit=1)
		self.assertNotIn("13912345678", logged[0].error)

	def test_CAR_05_interrupted_sending_is_never_repeated(self):
		task = self.task(self.customer())
		frappe.db.set_value(
			TASK,
			task.name,
			{"delivery_status": "Sending", "modified": frappe.utils.add_to_date(now_datetime(), hours=-1)},
			update_modified=False,
		)
		sending.send_due()
		self.assertEqual(self.state(task)[0], "Failed")
		self.assertEqual(self.sms.sent, [])

	def test_CAR_05_too_late_is_not_sent(self):
		task = self.task(self.customer(), due_on=add_days(today(), -5))
		early = self.task(self.customer(), due_on=add_days(today(), 1))
		sending.send_due()
		self.assertEqual((self.state(task)[0], self.state(early)[0]), ("Failed", "To Send"))

	def test_CAR_05_email_goes_through_the_queue(self):
		self.use({"Email": channels.EmailGateway()})
		customer = self.customer(consent="Email", email="li.ming@bank.example", preferred_channel="Email")
		task = self.task(customer)
		account = factories.make(
			"Email Account",
			email_account_name=factories.unique("Mail"),
			email_id="bank@bank.example",
			enable_outgoing=1,
			default_outgoing=1,
			smtp_server="localhost",
			no_smtp_authentication=1,
			awaiting_password=1,
		)
		self.addCleanup(frappe.cache.delete_value, "outgoing_email_account")
		self.assertTrue(account.name)
		sending.send_due()
		queue = frappe.db.get_value(TASK, task.name, "email_queue")
		recipients = frappe.get_all("Email Queue Recipient", filters={"parent": queue}, pluck="recipient")
		self.assertEqual(addresses.show(*recipients), ["li.ming@bank.example"])
		self.assertEqual(self.state(task)[0], "Sending")
		frappe.db.set_value("Email Queue", queue, "status", "Sent")
		sending.send_due()
		self.assertEqual(self.state(task)[0], "Sent")
		self.assertFalse(frappe.db.exists("Email Queue", queue))

	def test_scenario_19_birthday_greeting_and_gift_by_themselves(self):
		gift = factories.make("Bank Gift", gift_name=factories.unique("Gift"), unit_cost=88).name
		factories.make("Bank Gift Movement", gift=gift, quantity=5, reason="Receipt")
		frappe.db.set_value("Bank Care Rule", self.gate.name, "gift", gift)
		born = frappe.utils.getdate(today()).replace(
			year=1988, day=min(28, frappe.utils.getdate(today()).day)
		)
		customer = self.make_customer(birth_date=born)
		self.consent(customer, "SMS", "Given")
		self.run_on(born.replace(year=frappe.utils.getdate(today()).year).isoformat())
		(task,) = self.tasks(customer)
		self.assertEqual((task.gift_status, task.gift_cost), ("Reserved", 88))
		sending.send_due()
		self.assertEqual(len(self.sms.sent), 1)
		self.assertEqual(frappe.db.get_value("Bank Gift", gift, "stock"), 4)
