"""Who sees which rows: the one place that decides (SEC-06 to SEC-08, SEC-10, SEC-20; requirements 1.6).

`criterion()` gives the condition for lists, reports, charts and every query; `allows()` runs the same
condition for one document. It fails closed: no role, no branch, an unknown DocType – no row. Granted requests
(`grants.py`) open further rows for a time; with `grants=False` only what is the user's by his post counts.
"""

import frappe
from frappe.query_builder import Table
from frappe.utils import nowdate
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ValueWrapper

from bank_crm.permissions import branches, conditions, names, plans, roles
from bank_crm.permissions import grants as granted_requests

CUSTOMER = "Bank Customer"
#: DocTypes whose rows belong to a customer, with the column that names him or her.
CUSTOMER_BOUND: dict[str, str] = {
	"Bank Customer Account": "customer",
	"Bank Standing Order": "customer",
	"Bank Customer Transaction": "customer",
	"Bank Behaviour Event": "customer",
	"Bank Asset Snapshot": "customer",
	"Bank Interaction": "customer",
	"Bank Customer Need": "customer",
	"Bank Stage Change": "customer",
	"Bank Customer Portrait": "customer",
	"Bank Tier Batch Member": "customer",
	"Bank Tier Change": "customer",
	"Bank Segment Change": "customer",
	"Bank Segment Member": "customer",
	"Bank Tag Assignment": "customer",
	"Bank Tag Change": "customer",
	"Bank Customer Merge": "customer",
	"Bank Duplicate Pair": "customer",  # and the other one, see customer/duplicates/access.py
	"Bank Household Member": "customer",
	"Bank Care Task": "customer",
	"Bank Contact Consent": "customer",
	"Bank Life Event": "customer",
	"Bank Access Grant": "customer",
	"Bank Access Use": "customer",
	"Bank Survey Invitation": "customer",
	"Bank Contact Block": "customer",
	"Bank Data Request": "customer",
	"Bank Legal Hold": "customer",
	"Bank Campaign Member": "customer",
	"Bank Campaign Response": "customer",
	"Bank Message": "customer",
	"Bank Benefit Grant": "customer",
	"Bank Event Registration": "customer",
	"Bank Journey Run": "customer",
	"Bank Journey Step Log": "customer",
	"Bank Webhook Call": "customer",
	"Bank Campaign Call": "customer",  # and by who makes it, see marketing/telemarketing/rows.py
	"Bank Work Order": "customer",  # and by who works on it, see service/orders/rows.py
	"Bank Complaint": "customer",  # by its order, see service/complaints/rows.py
	"Bank Opportunity": "customer",  # and by who works on it, see sales/opportunities/rows.py
	"Bank Lead": "customer",  # by who follows it up, see sales/leads/rows.py
	"Bank Contract": "customer",  # and by who answers for it or decides, see sales/deal_rows.py
	"Bank Application": "customer",  # likewise
}
#: DocTypes whose rows follow a work order, with the column that names it.
ORDER_BOUND: dict[str, str] = {
	"Bank Work Order": "name",
	"Bank Work Order State": "work_order",
	"Bank Work Order Assignment": "work_order",
	"Bank Collaboration Task": "work_order",
	"Bank Rating Request": "work_order",
	"Bank Intake Entry": "work_order",
	"Bank Order Merge": "kept",
	"Bank Escalation Entry": "work_order",
	"Bank Complaint": "work_order",  # and by who looks into it, see service/complaints/rows.py
}
#: DocTypes whose rows follow an opportunity, with the column that names it.
OPPORTUNITY_BOUND: dict[str, str] = {
	"Bank Opportunity": "name",
	"Bank Opportunity Stage": "opportunity",
}
#: Documents of sales with somebody who answers for them, with the column that names him or her.
DEALS: dict[str, str] = {"Bank Contract": "responsible", "Bank Application": "salesperson"}
#: DocTypes whose rows belong to several customers at once: see shared_rows.py.
SHARED = frozenset({"Bank Customer Relationship", "Bank Household"})
#: Hook: functions that select, for a service agent, the customers he or she works for at the moment.
AGENTS_CUSTOMERS = "bank_agent_customers"


def criterion(
	doctype: str,
	user: str | None = None,
	table: Table | None = None,
	*,
	write: bool = False,
	grants: bool = True,
) -> Criterion | None:
	"""Return the condition `user`'s rows of `doctype` fulfil; None means every row.

	`table` is the query's own table object where it has an alias. With `write`, only the rows the user
	may change. Raises ValueError for a DocType that is not under this scope.
	"""
	user = user or frappe.session.user
	table = table or frappe.qb.DocType(doctype)
	if doctype == CUSTOMER:
		return _customers(user, table, write=write, grants=grants)
	if doctype in SHARED:
		from bank_crm.permissions import shared_rows

		return shared_rows.criterion(doctype, user, table, write=write, grants=grants)
	if doctype == "Bank Complaint":
		from bank_crm.service.complaints import rows as complaint_rows

		return complaint_rows.criterion(doctype, user, table, write=write, grants=grants)
	if doctype in ORDER_BOUND:
		from bank_crm.service.orders import rows

		return rows.criterion(doctype, user, table, write=write, grants=grants)
	if doctype in OPPORTUNITY_BOUND:
		from bank_crm.sales.opportunities import rows as opportunity_rows

		return opportunity_rows.criterion(doctype, user, table, write=write, grants=grants)
	if doctype in DEALS:
		from bank_crm.sales import deal_rows

		return deal_rows.criterion(doctype, user, table, write=write, grants=grants)
	if doctype == "Bank Lead":
		from bank_crm.sales.leads import rows as lead_rows

		return lead_rows.criterion(user, table, write=write)
	if doctype == "Bank Campaign Call":
		from bank_crm.marketing.telemarketing import rows as call_rows

		return call_rows.criterion(user, table, write=write, grants=grants)
	if doctype not in CUSTOMER_BOUND:
		raise ValueError(f"{doctype} is not under the customer scope")
	customers = frappe.qb.DocType(CUSTOMER)
	condition = _customers(user, customers, write=write, grants=grants)
	if condition is None:
		return None
	visible = frappe.qb.from_(customers).select(customers.name).where(condition)
	return plans.of_customers(table[CUSTOMER_BOUND[doctype]], visible, condition, customers)


def customers_apart(user: str, table: Table, *, write: bool, grants: bool) -> Criterion:
	"""Return the condition of the customers that are `user`'s on other grounds than a branch manager's branches.

	Only for a user who does not see everything.
	"""
	grounds = _personal(user, table, set(frappe.get_roles(user)), write=write, grants=grants)
	return Criterion.any(grounds) if grounds else nobody()


def allows(doctype: str, name: str | int | None, user: str | None = None, *, write: bool = False) -> bool:
	"""Tell whether one stored document is among `user`'s rows; one that does not exist is not.

	What only a granted request opens to the session's user is written to the operation log (SEC-10).
	"""
	if not name:
		return False
	user = user or frappe.session.user
	if _is_among(doctype, name, user, write=write, grants=False):
		return True
	if not granted_requests.in_force(user, write=write):
		return False
	if not _is_among(doctype, name, user, write=write, grants=True):
		return False
	if user == frappe.session.user:
		from bank_crm.compliance.access import uses

		uses.note_document(doctype, name, write=write)
	return True


def _is_among(doctype: str, name: str | int, user: str, *, write: bool, grants: bool) -> bool:
	table = frappe.qb.DocType(doctype)
	return conditions.fulfils(table, name, criterion(doctype, user, table, write=write, grants=grants))


def sees_everything(user: str, *, write: bool = False) -> bool:
	"""Tell whether every row is the user's by his role; a post that has ended opens nothing."""
	held = roles.WRITE_EVERYTHING if write else roles.READ_EVERYTHING
	return user == "Administrator" or (roles.has_any(user, held) and not has_left(user))


def works_here(user: str) -> bool:
	"""Tell whether the user has a role of the bank and a post that has not ended, or none."""
	return roles.has_any(user, roles.ALL) and not has_left(user)


def nobody() -> Criterion:
	"""Return the condition no row fulfils."""
	return ValueWrapper(1) == ValueWrapper(0)


def branches_below(user: str) -> list[str]:
	"""Return the codes of the branch `user` works in and all branches below it; none without a post."""
	return branches.of_post(user)


def branches_above(user: str) -> list[str]:
	"""Return the codes of the branch `user` works in and of those it belongs to; none without a post."""
	return branches.of_post(user, upwards=True)


def _customers(user: str, table: Table, *, write: bool, grants: bool) -> Criterion | None:
	if user == "Administrator":
		return None
	if has_left(user):
		return nobody()
	held = set(frappe.get_roles(user))
	everything = roles.WRITE_EVERYTHING if write else roles.READ_EVERYTHING
	if not held.isdisjoint(everything):
		return None
	grounds = _personal(user, table, held, write=write, grants=grants)
	if roles.BRANCH_MANAGER in held and (below := branches_below(user)):
		grounds.append(table.branch.isin(below))
	return Criterion.any(grounds) if grounds else nobody()


def _personal(user: str, table: Table, held: set[str], *, write: bool, grants: bool) -> list[Criterion]:
	grounds: list[Criterion] = []
	if roles.RELATIONSHIP_MANAGER in held:
		grounds.append(table.manager == user)
	if named := names.among(table.name, _named(user, held, write=write)):
		grounds.append(named)
	if grants and not held.isdisjoint(roles.ALL):
		grounds += granted_requests.grounds(user, table, write=write)
	return grounds


def has_left(user: str) -> bool:
	"""A post that has ended opens nothing, whatever roles the account still has; no post at all is no matter."""
	return granted_requests.standing(user).left


def _named(user: str, held: set[str], *, write: bool) -> list[QueryBuilder]:
	"""The customers that are the user's one by one: helped with, served at the counter, worked for at the moment."""
	queries = []
	if roles.RELATIONSHIP_MANAGER in held:
		queries.append(_collaboration(user, write=write))
	if roles.TELLER in held and not write:
		queries.append(_listed_for(user, frappe.qb.DocType("Bank Customer Teller")))
	if roles.SERVICE_AGENT in held and not write:
		queries += [frappe.get_attr(path)(user) for path in frappe.get_hooks(AGENTS_CUSTOMERS)]
	return queries


def _collaboration(user: str, *, write: bool) -> QueryBuilder:
	child = frappe.qb.DocType("Bank Customer Collaborator")
	helping = _listed_for(user, child)
	return helping.where(child.scope == "Write") if write else helping


def _listed_for(user: str, child: Table) -> QueryBuilder:
	"""Select the customers in whose table `child` the user is named today."""
	query = frappe.qb.from_(child).select(child.parent)
	return query.where((child.user == user) & (child.parenttype == CUSTOMER) & _in_force(child))


def _in_force(child: Table) -> Criterion:
	today = nowdate()
	return (child.from_date.isnull() | (child.from_date <= today)) & (
		child.to_date.isnull() | (child.to_date >= today)
	)
