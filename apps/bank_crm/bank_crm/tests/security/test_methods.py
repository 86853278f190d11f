"""Each whitelisted method of the app: as a guest, and by each role with what belongs to a stranger (SEC-20).

The methods are found in the sources, and what they are given follows from the names of their arguments.
"""

from __future__ import annotations

import inspect
import pkgutil
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import frappe
from frappe import handler

import bank_crm
from bank_crm.permissions import roles
from bank_crm.tests.security import bank
from bank_crm.tests.security.bank import AbuseCase, Side
from bank_crm.tests.security.session import Answer, ask, logged_in

#: An argument that names a document → of which DocType; `name` and other common words by the method's module.
NAMED = {
	"batch": "Bank Tier Batch",
	"call": "Bank Campaign Call",
	"data_source": "Bank Data Source",
	"head": bank.CUSTOMER,
	"kept": bank.CUSTOMER,
	"one": bank.CUSTOMER,
	"other": bank.CUSTOMER,
	"other_customer": bank.CUSTOMER,
	"order": "Bank Work Order",
	"pair": "Bank Duplicate Pair",
	"plan": "Bank Survey Plan",
	"relation": "Bank Customer Relationship",
	"source": "Bank Data Source",
	"tag": "Bank Customer Tag",
	"task": "Bank Care Task",
}
BY_MODULE = {
	"audits": "Bank Audit",
	"exports": "Bank Export Request",
	"login_locks": "Bank Login Lock",
	"privacy": "Bank Data Request",
	"relations": "Bank Household",
	"segments": "Bank Segment",
	"staff": "Bank Staff",
	"tiering": "Bank Tier Batch",
	"work_orders": "Bank Work Order",
}
#: Words that are no document's name, whatever the method.
WORDS = {"reason": "because", "note": "note", "until": "2030-01-01", "text": "x", "period": "2020 Q1"}


class Of(str):
	"""The DocType of the document an argument names."""

	__slots__ = ()


#: What an argument of one method is, where its name alone does not say so.
BY_METHOD: dict[str, dict[str, Any]] = {
	"benefits.use": {"amount": 1},
	"campaigns.cancel_wave": {"wave": Of("Bank Campaign Wave")},
	"campaigns.preview_text": {"template": Of("Bank Message Template")},
	"campaigns.send_now": {"wave": Of("Bank Campaign Wave")},
	"campaigns.top_up": {"account": Of("Bank Prepaid Account"), "amount": 1},
	"campaign_effect.propose_audience": {"product_category": "Wealth", "segment": None},
	"campaign_effect.count_leads": {"product_category": "Wealth", "source": None, "branch": None},
	"campaign_effect.turn_to_leads": {"product_category": "Wealth", "source": None, "branch": None},
	"telemarketing.finish": {"outcome": "x", "call_again": None},
	"telemarketing.hand_over": {"user": "Administrator"},
	"care_calendar.events": {"start": "2020-01-01", "end": "2030-01-01"},
	"complaints.approve_compensation": {"complaint": Of("Bank Complaint")},
	"customer_contact.log_interaction": {"channel": "Call"},
	"customer_contact.note_need": {"need": "a loan"},
	"customer_contact.set_stage": {"stage": "At Risk"},
	"customer_contact.settle_need": {"status": "Met"},
	"events.check_in_code": {"code": "ABCD2345"},
	"events.invite": {"by_sms": False},
	"exports.columns": {"source_type": "DocType", "document_type": bank.CUSTOMER},
	"exports.find_doctypes": {"txt": "", "start": 0, "page_len": 5},
	"exports.find_reports": {"txt": "", "start": 0, "page_len": 5},
	"my_day.finish": {"status": "Done", "response": "Interested"},
	"people.names": {"users": ["Administrator"]},
	"privacy.correct": {"values": {"Phone": "13800138000"}},
	"privacy.lift_block": {"name": Of("Bank Contact Block")},
	"privacy.read_list": {"name": Of("Bank Contact List")},
	"privacy.release_hold": {"name": Of("Bank Legal Hold")},
	"quality.open_review": {"scorecard": Of("Bank QA Scorecard")},
	"service_intake.create_order": {
		"source": "partner",
		"external_id": "7",
		"order_type": "Enquiry",
		"subject": "x",
		"subtype": None,
		"product": None,
		"branch": None,
	},
	"service_intake.merge_orders": {"kept": Of("Bank Work Order"), "merged": Of("Bank Work Order")},
	"service_intake.order_from_call": {"order_type": "Enquiry", "subject": "x", "subtype": None},
	"service_intake.split_order": {"parts": [{"subject": "x"}]},
	"service_intake.undo_merge": {"merge": Of("Bank Order Merge")},
	"service_levels.official_days": {"year": 2026},
	"surveys.answer_for": {"channel": "Phone"},
	"surveys.set_state": {"state": "Closed"},
	"surveys.stop_round": {"round_name": Of("Bank Survey Round")},
	"work_orders.answer_task": {"name": Of("Bank Collaboration Task"), "state": "Done"},
	"work_orders.ask": {"task": "x", "mention": "Person", "whom": "Administrator"},
	"work_orders.events": {"start": "2020-01-01", "end": "2030-01-01"},
	"work_orders.hand_over": {"user": "Administrator", "queue": None},
	"work_orders.knowledge": {"txt": "x"},
	"work_orders.mention": {"txt": "x"},
	"work_orders.set_presence": {"value": "Available"},
}


@cache
def methods() -> tuple[str, ...]:
	"""The dotted names of all our whitelisted functions, methods of documents aside."""
	for found in pkgutil.walk_packages(bank_crm.__path__, "bank_crm."):
		if not any(
			part in found.name
			for part in (".tests", ".test_", ".demo", ".benchmarks", ".patches", "uninstall")
		):
			__import__(found.name)
	names = {
		f"{function.__module__}.{function.__qualname__}"
		for function in frappe.whitelisted
		if function.__module__.startswith("bank_crm.") and "." not in function.__qualname__
	}
	return tuple(sorted(names))


def document_methods() -> Iterator[tuple[str, str]]:
	"""Each whitelisted method of a document: DocType and method."""
	for doctype in bank.our_doctypes():
		controller = frappe.model.base_document.get_controller(doctype)
		for name, function in vars(controller).items():
			if callable(function) and function in frappe.whitelisted:
				yield doctype, name


def arguments(method: str, side: Side) -> dict[str, Any]:
	"""What to call a method with so that it is about the side's rows."""
	module, function = method.split(".")[-2:]
	own = BY_METHOD.get(f"{module}.{function}", {})
	signature = inspect.signature(inspect.unwrap(handler.get_attr(method)))
	return {
		name: said(own[name], each, side) if name in own else argument(name, each, module, side)
		for name, each in signature.parameters.items()
	}


def said(given: Any, parameter: inspect.Parameter, side: Side) -> Any:
	return typed(side.name(given), parameter) if isinstance(given, Of) else given


def argument(name: str, parameter: inspect.Parameter, module: str, side: Side) -> Any:
	if name in WORDS:
		return WORDS[name]
	if name == "doctype":
		return bank.CUSTOMER
	doctype = document_of(name, module)
	if doctype:
		one = side.name(doctype)
		return [one] if name.endswith("s") or "list" in str(parameter.annotation) else typed(one, parameter)
	if parameter.default is not inspect.Parameter.empty:
		return parameter.default
	return by_kind(str(parameter.annotation), side)


def document_of(name: str, module: str) -> str | None:
	"""The DocType an argument names a document of."""
	singular = name.removesuffix("s")
	if singular in NAMED:
		return NAMED[singular]
	for doctype in bank.stored():
		short = frappe.scrub(doctype).removeprefix("bank_")
		if singular in (short, short.removeprefix("customer_")):
			return doctype
	if name in ("name", "docname", "names"):
		return BY_MODULE.get(module, bank.CUSTOMER)
	return None


def typed(name: str, parameter: inspect.Parameter) -> str | int:
	return int(name) if "int" in str(parameter.annotation) and name.isdigit() else name


def by_kind(annotation: str, side: Side) -> Any:
	if "dict" in annotation:
		return {"name": side.customer, "customer": side.customer}
	if "list" in annotation:
		return [side.customer]
	if "int" in annotation or "bool" in annotation:
		return 1
	return side.customer


def call(method: str, side: Side, **changes: Any) -> Answer:
	function = inspect.unwrap(handler.get_attr(method))
	verbs = frappe.allowed_http_methods_for_whitelisted_func[handler.get_attr(method)]
	http = "GET" if "GET" in verbs else "POST"
	assert function
	return ask(method, http=http, keep=True, **{**arguments(method, side), **changes})


#: About a survey or a campaign, which staff may read; no customer is in it.
OF_ALL_STAFF = {
	"bank_crm.api.campaign_effect.review_draft",
	"bank_crm.api.campaigns.check",
	"bank_crm.api.campaigns.overview",
	"bank_crm.api.surveys.result_options",
}


class TestMethods(AbuseCase):
	def snapshot(self) -> dict[str, Any]:
		"""The stranger's rows as they are."""
		return {
			doctype: frappe.get_doc(doctype, self.theirs.name(doctype)).as_dict(convert_dates_to_str=True)
			for doctype in bank.scoped()
			if frappe.db.exists(doctype, self.theirs.name(doctype))
		}

	def test_SEC_20_no_method_of_ours_tells_or_changes_a_strangers_row(self):
		done = []
		for role in (*bank.OWN_ROWS, roles.MARKETING_OFFICER, bank.SYSTEM_MANAGER):
			with logged_in(self.people[role]):
				before = self.snapshot()
				for method in methods():
					frappe.db.savepoint("method")
					answer = call(method, self.theirs)
					if answer.has(f"{self.theirs.mark} ") and method not in OF_ALL_STAFF:
						done.append(f"{role}: {method} tells")
					if answer.ok and answer.wrote and self.snapshot() != before:
						done.append(f"{role}: {method} changes")
					frappe.db.rollback(save_point="method")
					frappe.local.document_cache = {}
		self.assertEqual(done, [])

	def test_SEC_20_methods_work_with_what_is_ones_own(self):
		"""The arguments are such that a method runs: with own rows most answer."""
		answered, refused = set(), {}
		for role in (*bank.OWN_ROWS, roles.ADMINISTRATOR):
			with logged_in(self.people[role]):
				for method in set(methods()) - answered:
					frappe.db.savepoint("method")
					answer = call(method, self.mine)
					if answer.ok:
						answered.add(method)
					else:
						refused[method] = f"{role}: {answer.error}"
					frappe.db.rollback(save_point="method")
					frappe.local.document_cache = {}
		known = {".".join(method.split(".")[-2:]) for method in methods()}
		self.assertEqual(set(BY_METHOD) - known, set())
		share = len(answered) / len(methods())
		left = [f"{method} – {refused[method]}" for method in sorted(set(methods()) - answered)]
		self.assertGreater(share, 0.5, "\n".join(left))

	def test_SEC_20_methods_of_documents_ask_for_the_document(self):
		done, tried = [], 0
		for doctype, method in document_methods():
			if doctype not in bank.scoped():
				continue
			tried += 1
			for role in self.people:
				if self.sees_theirs(role, doctype):
					continue
				with logged_in(self.people[role]):
					answer = ask(
						"run_doc_method", dt=doctype, dn=self.theirs.name(doctype), method=method, args="{}"
					)
				if answer.ok or answer.has(f"{self.theirs.mark} "):
					done.append(f"{role}: {doctype} {method}")
		self.assertEqual(done, [])
		self.assertTrue(tried)

	def test_SEC_18_guests_call_nothing_but_what_is_theirs(self):
		"""Only logging in and forgotten passwords; both are limited by rate."""
		allowed = {name for name in methods() if handler.get_attr(name) in frappe.guest_methods}
		with logged_in("Guest"):
			for method in methods():
				answer = call(method, self.theirs)
				self.assertFalse(answer.has(self.theirs.mark + " "), method)
				if method not in allowed:
					self.assertIn("PermissionError", answer.error, method)
		for method in allowed:
			self.assertTrue(hasattr(handler.get_attr(method), "__wrapped__"), f"{method} is not limited")

	def test_SEC_20_every_method_says_what_it_takes(self):
		"""Types are checked by the framework before a method runs, so that no list comes where a name was meant."""
		for method in methods():
			function = inspect.unwrap(handler.get_attr(method))
			hints = typing.get_type_hints(function)
			missing = set(inspect.signature(function).parameters) - set(hints)
			self.assertEqual(missing, set(), method)
