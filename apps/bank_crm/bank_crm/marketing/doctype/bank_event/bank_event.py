import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime

from bank_crm.customer import checks
from bank_crm.domain.event_enums import EventState as State
from bank_crm.domain.event_seats import may_step
from bank_crm.marketing.events import seats


class BankEvent(Document):
	"""A salon or another event customers are invited to (MKT-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.marketing.doctype.bank_event_staff.bank_event_staff import BankEventStaff

		absent: DF.Int
		address: DF.Data | None
		branch: DF.Link | None
		campaign: DF.Link | None
		cancelled: DF.Int
		capacity: DF.Int
		checked_in: DF.Int
		closes_at: DF.Datetime | None
		description: DF.Text | None
		ends_at: DF.Datetime
		event_name: DF.Data
		host: DF.Link | None
		invite_with_waves: DF.Check
		invited: DF.Int
		opens_at: DF.Datetime | None
		registered: DF.Int
		remind_hours: DF.Int
		staff: DF.Table[BankEventStaff]
		starts_at: DF.Datetime
		state: DF.Literal["Planned", "Open for Registration", "Registration Closed", "Held", "Called Off"]
		venue: DF.Data
		waiting: DF.Int
		waiting_limit: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""An event has a room, a time and a way to get in; who has a seat keeps it."""
		before = self.get_doc_before_save()
		self.keep_figures()
		self.host = self.host or frappe.session.user
		self.check_times()
		if cint(self.capacity) < max(cint(self.registered) + cint(self.checked_in), 1):
			taken = cint(self.registered) + cint(self.checked_in)
			checks.refuse(self, "capacity", _("{0} seats are taken already.").format(taken))
		was = State(before.state) if before else State.PLANNED
		if before is None and self.state != State.PLANNED.value:
			checks.refuse(self, "state", _("an event begins as planned."))
		if not may_step(was, State(self.state)):
			checks.refuse(
				self,
				"state",
				_("{0} does not follow {1}.").format(self.word(self.state), self.word(was.value)),
			)
		if (
			self.state == State.HELD.value
			and was is not State.HELD
			and get_datetime(self.starts_at) > now_datetime()
		):
			checks.refuse(self, "state", _("the event has not begun yet."))
		if before is not None and self.campaign != before.campaign and cint(self.invited):
			checks.refuse(self, "campaign", _("customers were invited already."))

	def on_update(self) -> None:
		"""More room lets those who wait move up; calling off tells everybody; afterwards who did not come was absent."""
		before = self.get_doc_before_save()
		if before is None:
			return
		stepped = self.state != before.state
		if stepped and self.state == State.CANCELLED.value:
			seats.call_off(self.name)
		elif stepped and self.state == State.HELD.value:
			seats.close(self.name)
		elif cint(self.capacity) > cint(before.capacity):
			seats.move_up(self.name)
		else:
			return
		self.update(frappe.db.get_value(self.doctype, self.name, seats.COUNTERS, as_dict=True))

	def on_trash(self) -> None:
		"""What customers were invited to stays."""
		if frappe.db.exists(seats.SEAT, {"event": self.name}):
			frappe.throw(_("An event with guests is called off, not deleted."), title=_("Offline Event"))

	def keep_figures(self) -> None:
		"""Whatever the form holds, the figures are those in the row, which is locked until it is written."""
		now = None if self.is_new() else seats.lock(self.name)
		for name in seats.COUNTERS:
			self.set(name, now[name] if now else 0)

	def word(self, state: str) -> str:
		return _(state, context=self.doctype)

	def check_times(self) -> None:
		start, end = get_datetime(self.starts_at), get_datetime(self.ends_at)
		if end <= start:
			checks.refuse(self, "ends_at", _("lies before {0}.").format(_(self.meta.get_label("starts_at"))))
		if self.closes_at and get_datetime(self.closes_at) > start:
			checks.refuse(self, "closes_at", _("registration ends before the event begins."))
		if self.opens_at and get_datetime(self.opens_at) >= get_datetime(self.closes_at or start):
			checks.refuse(self, "opens_at", _("registration ends before the event begins."))


def on_doctype_update() -> None:
	"""A wave asks for the open events of its campaign, the hour for those that begin or are over."""
	frappe.db.add_index("Bank Event", ["campaign", "state"])
	frappe.db.add_index("Bank Event", ["state", "starts_at"])
