"""First steps on the workspace (UX-01): each role has its own, and each person walks them alone.

The framework keeps one progress for the whole site: the first teller who has looked at the customers would have looked
for all of them. So the progress of the app's own steps is a default of the user; everything else stays the framework's.
"""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.desk import desktop
from frappe.desk.doctype.module_onboarding.module_onboarding import ModuleOnboarding
from frappe.model.document import Document
from frappe.utils import cint

STEP = "Onboarding Step"
OWN = "Bank Start "
KEY = "bank_crm_first_steps"
FIELDS = ("is_complete", "is_skipped")


class PersonalOnboarding(ModuleOnboarding):
	"""The app's onboardings, complete for whoever has walked them; others are as the framework has them."""

	def get_steps(self) -> list[Document]:
		"""Return the steps as the session's user has left them."""
		if not self._is_own():
			return super().get_steps()
		walked = progress(frappe.session.user)
		steps = super().get_steps()
		for step in steps:
			step.update({field: cint(walked.get(step.name) == field) for field in FIELDS})
		return steps

	def get_allowed_roles(self) -> list[str]:
		"""Return whose onboarding it is; the Administrator, who has every role, would have all of them at once."""
		if not self._is_own():
			return super().get_allowed_roles()
		return [row.role for row in self.allow_roles] if frappe.session.user != "Administrator" else []

	def check_completion(self) -> bool:
		"""Tell whether the session's user has walked all steps; nothing is stored for the others."""
		if not self._is_own():
			return super().check_completion()
		return all(step.is_complete or step.is_skipped for step in self.get_steps())

	def _is_own(self) -> bool:
		return bool(self.steps) and all(row.step.startswith(OWN) for row in self.steps)


def progress(user: str) -> dict[str, str]:
	"""Return which steps a user has walked or left out: step → `is_complete` or `is_skipped`."""
	stored = frappe.defaults.get_user_default(KEY, user)
	return json.loads(stored) if isinstance(stored, str) and stored else {}


@frappe.whitelist(methods=["POST"])
def update_step(name: str, field: str, value: str | int) -> None:
	"""Note that the session's user has walked a step or left it out; other apps' steps go the framework's way.

	Replaces `frappe.desk.desktop.update_onboarding_step`. Raises ValidationError for an unknown field or step.
	"""
	frappe.has_permission(STEP, "read", throw=True)
	if field not in FIELDS:
		frappe.throw(_("Unknown field."))
	if not name.startswith(OWN):
		desktop.update_onboarding_step(name, field, value)
		return
	if not frappe.db.exists(STEP, name):
		frappe.throw(_("Unknown step."))
	walked = progress(frappe.session.user)
	walked.pop(name, None)
	if cint(value):
		walked[name] = field
	frappe.defaults.set_user_default(KEY, json.dumps(walked, sort_keys=True))
