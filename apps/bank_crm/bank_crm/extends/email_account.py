"""Frappe's Email Account, where it is a service mailbox: its mails become work orders (SVC-13)."""

from frappe.email.doctype.email_account.email_account import EmailAccount

from bank_crm.service.intake import mailboxes


class ServiceEmailAccount(EmailAccount):
	"""Fetched like any other account, by Frappe's own schedule; only what becomes of the mails differs."""

	def receive(self) -> None:
		"""Take the mails of a service mailbox in as orders; every other account is Frappe's matter."""
		mailbox = mailboxes.of_account(self.name)
		if mailbox is None:
			super().receive()
		else:
			mailboxes.receive(self, mailbox)
