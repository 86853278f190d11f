"""What the operation log and the open tasks tell of people's work with the system (ANA-16, UX-10)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, Date, Max
from frappe.utils import cint, getdate, now_datetime
from pypika.functions import Concat
from pypika.terms import Criterion, Term

from bank_crm.compliance.export.offer import own_modules
from bank_crm.domain.care import CareStatus
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.leads import OVER
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.permissions import branches, roles, scope
from bank_crm.service.orders.rows import DONE_STATES, PENDING
from bank_crm.service.reporting import Period, count_of, month_of

LOG, STAFF, USER = "Bank Operation Log", "Bank Staff", "User"
#: Coming and going is no work on a record.
COMING = (Operation.LOG_IN.value, Operation.LOG_IN_REFUSED.value, Operation.LOG_OUT.value)


@dataclass(frozen=True, slots=True)
class Person:
	"""Somebody with a role of the bank and an account that is open."""

	user: str
	full_name: str
	post: str
	branch: str
	branch_name: str


def people(reader: str, branch: str | None) -> dict[str, Person]:
	"""Return the people whose use the reader sees: all, or those of the branches below his or her own."""
	user, role, staff = (frappe.qb.DocType(name) for name in (USER, "Has Role", STAFF))
	home = frappe.qb.DocType("Bank Branch")
	held = (
		frappe.qb.from_(role).select(role.parent).where(role.role.isin(roles.ALL) & (role.parenttype == USER))
	)
	query = (
		frappe.qb.from_(user)
		.left_join(staff)
		.on((staff.user == user.name) & (staff.active == 1))
		.left_join(home)
		.on(home.name == staff.branch)
		.select(user.name, user.full_name, staff.post, staff.branch, home.branch_name)
		.where((user.enabled == 1) & user.name.isin(held))
		.orderby(user.name)
	)
	if not scope.sees_everything(reader):
		below = scope.branches_below(reader) if roles.has_any(reader, (roles.BRANCH_MANAGER,)) else []
		query = query.where(staff.branch.isin([*below, ""]) | (user.name == reader))
	if branch:
		query = query.where(staff.branch.isin([*branches.below([branch]), ""]))
	return {
		row.name: Person(
			row.name, row.full_name or row.name, row.post or "", row.branch or "", row.branch_name or ""
		)
		for row in query.run(as_dict=True)
	}


@dataclass
class Figures:
	"""The use of some people in a period; each question is one statement."""

	people: dict[str, Person]
	period: Period
	_persons: list[frappe._dict] | None = field(default=None)

	def by_person(self) -> list[frappe._dict]:
		"""A row for each person, who did most first; people who did nothing are told too."""
		if self._persons is not None:
			return self._persons
		log = frappe.qb.DocType(LOG)
		counted = {row.user: row for row in self._counted(log.user, "user")}
		days = self._days()
		late = self._overdue()
		rows = []
		for person in self.people.values():
			found = counted.get(person.user) or frappe._dict()
			active_days, last = days.get(person.user, (0, None))
			rows.append(
				frappe._dict(
					key=person.user,
					user=person.full_name,
					post=person.post,
					branch=person.branch_name or _("Not Given"),
					branch_key=person.branch,
					active_days=active_days,
					last_active=last,
					overdue=sum(late[person.user].values()),
					**{name: cint(found.get(name)) for name in ("logins", "operations", "records")},
				)
			)
		rows.sort(key=lambda row: (-row.records, -row.logins, row.key))
		self._persons = rows
		return rows

	def by_branch(self, persons: list[frappe._dict]) -> list[frappe._dict]:
		"""A row for each branch; a record two people of it touched counts once for each."""
		groups: dict[str, frappe._dict] = {}
		sums = ("logins", "operations", "records", "overdue")
		for person in persons:
			empty = frappe._dict(key=person.branch_key, branch=person.branch, people=0, active=0)
			group = groups.setdefault(person.branch_key, empty.update(dict.fromkeys(sums, 0)))
			group.people += 1
			group.active += int(person.active_days > 0)
			for name in sums:
				group[name] += person[name]
		return sorted(groups.values(), key=lambda row: (-row.records, row.key))

	def by_month(self) -> list[frappe._dict]:
		"""A row for each month."""
		log = frappe.qb.DocType(LOG)
		rows = self._counted(month_of(log.occurred_at), "month", Count(log.user).distinct().as_("active"))
		return sorted(rows, key=lambda row: row.month)

	def by_module(self) -> list[frappe._dict]:
		"""A row for each module: who may use it by the rights on its documents, and who did."""
		doctypes = frappe.get_all("DocType", {"module": ("in", own_modules())}, ["name", "module"])
		module_of = {row.name: row.module for row in doctypes}
		log = frappe.qb.DocType(LOG)
		operations: dict[str, int] = defaultdict(int)
		records: dict[str, int] = defaultdict(int)
		active: dict[str, set[str]] = defaultdict(set)
		for row in self._of_doctypes(list(module_of)):
			operations[module_of[row.ref_doctype]] += row.operations
			records[module_of[row.ref_doctype]] += row.records
		for row in self._of_doctypes(list(module_of), log.user):
			active[module_of[row.ref_doctype]].add(row.user)
		allowed = self._allowed(module_of)
		rows = [
			frappe._dict(
				key=module,
				module=_(module),
				allowed=len(allowed[module]),
				active=len(active[module]),
				share=100 * len(active[module]) / len(allowed[module]) if allowed[module] else None,
				operations=operations[module],
				records=records[module],
			)
			for module in own_modules()
		]
		return sorted(rows, key=lambda row: (-row.active, -row.allowed, row.key))

	def records(self) -> int:
		"""Different records these people touched."""
		log = frappe.qb.DocType(LOG)
		query = frappe.qb.from_(log).select(Count(_record(log)).distinct()).where(self._within(log))
		return query.where(_works(log)).run()[0][0]

	def _within(self, log: Table) -> Criterion:
		return self.period.holds(log.occurred_at) & log.user.isin([*self.people, ""])

	def _counted(self, key: Term, name: str, *more: Term) -> list[frappe._dict]:
		log = frappe.qb.DocType(LOG)
		query = (
			frappe.qb.from_(log)
			.select(key.as_(name), *more, count_of(log.action == Operation.LOG_IN.value).as_("logins"))
			.select(count_of(_works(log)).as_("operations"))
			.select(Count(Case().when(_works(log), _record(log))).distinct().as_("records"))
			.where(self._within(log) & (log.action != Operation.LOG_IN_REFUSED.value))
			.groupby(key)
		)
		return query.run(as_dict=True)

	def _days(self) -> dict[str, tuple[int, datetime]]:
		log = frappe.qb.DocType(LOG)
		query = (
			frappe.qb.from_(log)
			.select(log.user, Count(Date(log.occurred_at)).distinct(), Max(log.occurred_at))
			.where(self._within(log) & (log.action != Operation.LOG_IN_REFUSED.value))
			.groupby(log.user)
		)
		return {user: (days, last) for user, days, last in query.run()}

	def _of_doctypes(self, doctypes: list[str], *keys: Term) -> list[frappe._dict]:
		log = frappe.qb.DocType(LOG)
		query = (
			frappe.qb.from_(log)
			.select(log.ref_doctype, *keys)
			.select(Count("*").as_("operations"), Count(log.ref_name).distinct().as_("records"))
			.where(self._within(log) & _works(log) & log.ref_doctype.isin([*doctypes, ""]))
			.groupby(log.ref_doctype, *keys)
		)
		return query.run(as_dict=True)

	def _allowed(self, module_of: dict[str, str]) -> dict[str, set[str]]:
		"""Who may read anything in a module; rights a bank changed count as it changed them."""
		rights: dict[str, set[str]] = defaultdict(set)
		custom = frappe.get_all("Custom DocPerm", {"read": 1, "permlevel": 0}, ["parent", "role"])
		changed = set(frappe.get_all("Custom DocPerm", pluck="parent"))
		usual = frappe.get_all("DocPerm", {"read": 1, "permlevel": 0}, ["parent", "role"])
		for row in [*custom, *(row for row in usual if row.parent not in changed)]:
			if row.parent in module_of and row.role in roles.ALL:
				rights[module_of[row.parent]].add(row.role)
		held: dict[str, set[str]] = defaultdict(set)
		role = frappe.qb.DocType("Has Role")
		query = frappe.qb.from_(role).select(role.parent, role.role)
		for user, name in query.where((role.parenttype == USER) & role.role.isin(roles.ALL)).run():
			if user in self.people:
				held[name].add(user)
		return defaultdict(
			set, {module: set().union(*(held[name] for name in names)) for module, names in rights.items()}
		)

	def _overdue(self) -> dict[str, dict[str, int]]:
		"""How many open tasks of each person are late today, by what they are."""
		found: dict[str, dict[str, int]] = defaultdict(dict)
		for doctype, column, late in _late(getdate(), now_datetime()):
			table = frappe.qb.DocType(doctype)
			query = (
				frappe.qb.from_(table)
				.select(table[column], Count("*"))
				.where(late & table[column].isin([*self.people, ""]))
				.groupby(table[column])
			)
			for user, count in query.run():
				found[user][doctype] = count
		return found


def _record(log: Table) -> Term:
	return Concat(log.ref_doctype, "\n", log.ref_name)


def _works(log: Table) -> Criterion:
	return log.action.notin(COMING) & log.ref_name.isnotnull()


def _late(day: date, now: datetime) -> list[tuple[str, str, Any]]:
	"""Open tasks that are late: DocType, whose they are, and when they are late."""
	care, order, asked, lead, deal = (
		frappe.qb.DocType(name)
		for name in (
			"Bank Care Task",
			"Bank Work Order",
			"Bank Collaboration Task",
			"Bank Lead",
			"Bank Opportunity",
		)
	)
	lead_over = [each.value for each in sorted(OVER)]
	return [
		("Bank Care Task", "assigned_to", (care.status == CareStatus.OPEN.value) & (care.due_on < day)),
		("Bank Work Order", "handler", order.state.notin(DONE_STATES) & (order.resolution_due < now)),
		("Bank Collaboration Task", "user", asked.state.isin(PENDING) & (asked.due < now)),
		("Bank Lead", "salesperson", lead.status.notin(lead_over) & (lead.next_follow_up < day)),
		(
			"Bank Opportunity",
			"salesperson",
			(deal.outcome == OpportunityOutcome.OPEN.value) & (deal.next_step_on < day),
		),
	]
