"""Frappe's Auto Email Report, made with the rows of the user it is for (SEC-20, ANA-14)."""

from typing import Any

import frappe
from frappe import _
from frappe.email.doctype.auto_email_report.auto_email_report import AutoEmailReport


class OwnRowsReport(AutoEmailReport):
	"""The job that sends it runs as the Administrator, and a script report looks at nobody else than who runs it."""

	def get_report_content(self) -> Any:
		"""Return the file as the report's user would get it. Raises frappe.PermissionError for a disabled one."""
		if not frappe.db.get_value("User", self.user, "enabled"):
			frappe.throw(
				_("{0} may not take data out.").format(frappe.bold(self.user)), frappe.PermissionError
			)
		before = frappe.session.user
		frappe.set_user(self.user)
		try:
			return super().get_report_content()
		finally:
			frappe.set_user(before)
