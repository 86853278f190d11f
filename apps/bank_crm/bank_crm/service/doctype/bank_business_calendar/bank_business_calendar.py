from __future__ import annotations

from collections import defaultdict

import frappe
from frappe import _

from bank_crm.customer import checks
from bank_crm.domain.business_time import Stretch, week_of
from bank_crm.domain.service_level_enums import DayKind, Weekday
from bank_crm.service.levels import official_days
from bank_crm.service.levels.plan import closing, seconds
from bank_crm.service.levels.plan_document import PlanDocument


class BankBusinessCalendar(PlanDocument):
	"""When the bank works: hours by weekday, public holidays and make-up workdays (SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_business_day.bank_business_day import BankBusinessDay
		from bank_crm.service.doctype.bank_business_hours.bank_business_hours import BankBusinessHours

		calendar_name: DF.Data
		days: DF.Table[BankBusinessDay]
		hours: DF.Table[BankBusinessHours]
		is_default: DF.Check
		known_until: DF.Date | None
		makeup_as: DF.Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
		official_days: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		"""Hours run forward and don't overlap, a day stands once, one calendar is the default."""
		self._check_hours()
		self._check_days()
		self.known_until = official_days.known_until() if self.official_days else None
		others = {"is_default": 1, "name": ("!=", self.name or "")}
		if not self.is_default and not frappe.db.exists("Bank Business Calendar", others):
			self.is_default = 1

	def on_update(self) -> None:
		"""There is one default; clocks follow the new hours."""
		if self.is_default:
			table = frappe.qb.DocType("Bank Business Calendar")
			query = frappe.qb.update(table).set(table.is_default, 0)
			query.where((table.name != self.name) & (table.is_default == 1)).run()
		super().on_update()

	def on_trash(self) -> None:
		"""The default stays until another one is."""
		if self.is_default and frappe.db.count("Bank Business Calendar") > 1:
			frappe.throw(_("Make another calendar the default first."))
		super().on_trash()

	def _check_hours(self) -> None:
		numbers = {name: number for number, name in enumerate(Weekday.values())}
		weeks: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
		for row in self.hours:
			opens, closes = seconds(row.opens), closing(row.closes)
			if closes <= opens:
				checks.refuse(self, "hours", _("row {0} closes before it opens.").format(row.idx))
			weeks[str(row.valid_from or "")].append((numbers[row.weekday], opens, closes))
		for rows in weeks.values():
			try:
				week_of(rows)
			except ValueError:
				checks.refuse(self, "hours", _("two rows of a weekday overlap."))

	def _check_days(self) -> None:
		known: set[str] = set()
		for row in self.days:
			if str(row.day) in known:
				checks.refuse(
					self, "days", _("{0} stands there twice.").format(frappe.format(row.day, "Date"))
				)
			known.add(str(row.day))
			if row.kind != DayKind.OWN_HOURS.value:
				row.opens = row.closes = None
				continue
			try:
				Stretch(seconds(row.opens), closing(row.closes))
			except ValueError:
				checks.refuse(self, "days", _("row {0} closes before it opens.").format(row.idx))
