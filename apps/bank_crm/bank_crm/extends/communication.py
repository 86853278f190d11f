"""Frappe's Communication with outsiders' addresses hidden (SEC-15) and customers recognised."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from frappe.core.doctype.communication.communication import Communication
from frappe.utils import parse_addr

from bank_crm.compliance import addresses, sealing
from bank_crm.domain.enums import SealKind

ADDRESSES = ("sender", "recipients", "cc", "bcc")
CUSTOMER = "Bank Customer"


class SealedCommunication(Communication):
	"""The row holds names that stand for the addresses; only sending sees the addresses themselves."""

	def before_validate(self) -> None:
		"""File a mail under the one customer it comes from, then hide whom it is from and to.

		Before everything else: what Frappe derives from the addresses, such as new contacts, follows them.
		"""
		if self.is_new() and self.sent_or_received == "Received" and not self.reference_name:
			self._file_under_customer()
		self._hide()

	def db_insert(self, *args: Any, **kwargs: Any) -> None:
		"""Insert the row without outsiders' addresses."""
		self._hide()
		super().db_insert(*args, **kwargs)

	def db_update(self) -> None:
		"""Update the row without outsiders' addresses."""
		self._hide()
		super().db_update()

	def db_set(self, fieldname: str | dict[str, Any], value: Any = None, *args: Any, **kwargs: Any) -> None:
		"""Set values directly; addresses among them are hidden first."""
		values = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
		for field in values.keys() & set(ADDRESSES):
			(values[field],) = addresses.hide(values[field])
		super().db_set(values, None, *args, **kwargs)

	def send_email(self, *args: Any, **kwargs: Any) -> Any:
		"""Queue the mail for the addresses themselves; the queue hides them again."""
		with self._shown():
			return super().send_email(*args, **kwargs)

	def _file_under_customer(self) -> None:
		address = parse_addr(self.sender)[1] if self.sender else ""
		customers = sealing.find(SealKind.EMAIL, address, CUSTOMER, "email") if address else []
		if len(customers) == 1:
			self.reference_doctype, self.reference_name = CUSTOMER, customers[0]

	def _hide(self) -> None:
		for field, text in zip(ADDRESSES, addresses.hide(*map(self.get, ADDRESSES)), strict=True):
			self.set(field, text)

	@contextmanager
	def _shown(self) -> Iterator[None]:
		hidden = {field: self.get(field) for field in ADDRESSES}
		self.update(dict(zip(ADDRESSES, addresses.show(*hidden.values()), strict=True)))
		try:
			yield
		finally:
			self.update(hidden)
