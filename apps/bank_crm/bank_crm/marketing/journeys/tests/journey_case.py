"""What tests of journeys share: steps in short, a journey that runs, and its rows."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime

from bank_crm.domain.journey_enums import JourneyState
from bank_crm.marketing.journeys import advancing, approval, entering
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.tests import factories

TEXT = "{{ customer_name }}您好，新客专享加息券已送达 {{ link }}"


def step(key: str, kind: str, to: str = "", **settings: Any) -> dict[str, Any]:
	"""A wait or an action."""
	branches = [{"name": "next", "to": to}]
	return {"key": key, "kind": kind, "title": f"{kind} {key}", "settings": settings, "branches": branches}


def wait(key: str, to: str, days: int = 3) -> dict[str, Any]:
	return step(key, "Wait", to, mode="For Some Time", amount=days, unit="Days")


def ask(key: str, yes: str, no: str, **settings: Any) -> dict[str, Any]:
	branches = [{"name": "yes", "to": yes}, {"name": "no", "to": no}]
	return {
		"key": key,
		"kind": "Condition",
		"title": f"Ask {key}",
		"settings": settings,
		"branches": branches,
	}


def split(key: str, **parts: tuple[int, str]) -> dict[str, Any]:
	branches = [{"name": name, "to": to, "share": share} for name, (share, to) in parts.items()]
	return {"key": key, "kind": "Split", "title": f"Split {key}", "settings": {}, "branches": branches}


class JourneyCase(CampaignCase):
	"""A site with an SMS gateway and nobody under way."""

	def journey(self, *steps: dict[str, Any], running: bool = True, **values: Any) -> Document:
		"""Make a journey of the marketing officer's and start it."""
		frappe.set_user(self.officer)
		journey = frappe.get_doc(
			{
				"doctype": "Bank Journey",
				"journey_name": factories.unique("Journey "),
				"trigger": "New Customer",
				"steps": json.dumps({"start": steps[0]["key"], "steps": list(steps)}) if steps else None,
				**values,
			}
		).insert()
		frappe.set_user("Administrator")
		if running:
			self.set_state(journey, JourneyState.RUNNING.value)
		return journey

	def set_state(self, journey: Document, state: str, **values: Any) -> None:
		"""Take a step as the marketing officer; what has to be approved on the way is, by a colleague."""
		journey.reload()
		journey.update(values)
		if state == JourneyState.RUNNING.value and approval.is_needed(journey):
			if values:
				self.take_step(journey, journey.state, **values)  # the workflow judges what is stored
			self.take_step(journey, JourneyState.PENDING.value)
			self.take_step(journey, JourneyState.APPROVED.value, self.second)
			values = {}
		self.take_step(journey, state, **values)

	def take_step(self, journey: Document, state: str, user: str = "", **values: Any) -> None:
		"""Take one step as somebody, the marketing officer unless another is named."""
		frappe.set_user(user or self.officer)
		try:
			journey.reload()
			journey.update({"state": state, **values})
			journey.save()
		finally:
			frappe.set_user("Administrator")

	def go(self, journey: Document) -> int:
		"""Look for events and take on whoever is due."""
		entering.enter(journey.name, force=True)
		return advancing.advance(journey.name)

	def later(self, journey: Document, **shift: int) -> None:
		"""Let so much time pass for everybody who is under way."""
		for row in frappe.get_all("Bank Journey Run", {"journey": journey.name}, ["name", "due_at"]):
			values = {
				"due_at": add_to_date(row.due_at or now_datetime(), **{k: -v for k, v in shift.items()})
			}
			frappe.db.set_value("Bank Journey Run", row.name, values)

	def runs(self, journey: Document, **filters: Any) -> list[frappe._dict]:
		return frappe.get_all(
			"Bank Journey Run", {"journey": journey.name, **filters}, ["*"], order_by="name asc"
		)

	def log(self, journey: Document, **filters: Any) -> list[tuple[str, str, str | None]]:
		rows = frappe.get_all(
			"Bank Journey Step Log",
			{"journey": journey.name, **filters},
			["step", "result", "branch"],
			order_by="name asc",
		)
		return [(row.step, row.result, row.branch) for row in rows]

	def messages(self, journey: Document) -> list[frappe._dict]:
		names = [str(row.name) for row in self.runs(journey)]
		return frappe.get_all(
			"Bank Message",
			{"reference_doctype": "Bank Journey Run", "reference_name": ("in", names)},
			["*"],
			order_by="name asc",
		)
