"""Documents nobody changes: not through forms, not through code (SEC-13); the tables' triggers say the same of SQL."""

from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document


class AppendOnlyDocument(Document):
	"""A record that is written set-based by its own module and by nothing else, and never changed or deleted."""

	def db_insert(self, *args: Any, **kwargs: Any) -> None:
		"""Refuse: entries are made by what they tell about."""
		self._refuse()

	def db_update(self) -> None:
		"""Refuse."""
		self._refuse()

	def db_set(self, fieldname: str | dict[str, Any], value: Any = None, *args: Any, **kwargs: Any) -> None:
		"""Refuse."""
		self._refuse()

	def on_trash(self) -> None:
		"""Refuse."""
		self._refuse()

	def before_rename(self, *args: Any, **kwargs: Any) -> None:
		"""Refuse."""
		self._refuse()

	def _refuse(self) -> NoReturn:
		frappe.throw(
			_("Entries of {0} cannot be made, changed or deleted by anybody.").format(_(self.doctype)),
			frappe.PermissionError,
			title=_("Operation Log"),
		)
