"""Frappe's Email Queue with outsiders' addresses hidden while a mail waits and after it has left (SEC-15)."""

from typing import Any

from frappe.email.doctype.email_queue.email_queue import EmailQueue

from bank_crm.compliance import addresses
from bank_crm.domain.redaction import redact

TEXTS = ("message", "show_as_cc", "unsubscribe_params", "sender")


class SealedEmailQueue(EmailQueue):
	"""The rows hold names that stand for the addresses; they are read for the sending itself, in memory."""

	def db_insert(self, *args: Any, **kwargs: Any) -> None:
		"""Insert the row without outsiders' addresses; its recipients are inserted after it."""
		self._each(addresses.hide)
		super().db_insert(*args, **kwargs)

	def db_update(self) -> None:
		"""Update the row without outsiders' addresses."""
		self._each(addresses.hide)
		super().db_update()

	def send(self, *args: Any, **kwargs: Any) -> Any:
		"""Send to the addresses themselves."""
		self._each(addresses.show)
		try:
			return super().send(*args, **kwargs)
		finally:
			self._each(addresses.hide)

	def update_db(self, commit: bool = False, **kwargs: Any) -> None:
		"""Store what became of the mail; a mail server's refusal names the address, so it is redacted."""
		if kwargs.get("error"):
			kwargs["error"] = redact(str(kwargs["error"]))
		super().update_db(commit=commit, **kwargs)

	def _each(self, change: Any) -> None:
		"""Change the addresses in all texts and recipients at once."""
		texts = [self.get(field) for field in TEXTS]
		changed = change(*texts, *(row.recipient for row in self.recipients))
		for field, text in zip(TEXTS, changed, strict=False):
			self.set(field, text)
		for row, text in zip(self.recipients, changed[len(TEXTS) :], strict=True):
			row.recipient = text
