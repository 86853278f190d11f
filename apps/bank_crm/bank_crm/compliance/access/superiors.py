"""Who decides a request: the applicant's superior who may see what is asked for, never the applicant (SEC-10)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Case
from pypika.terms import Criterion

from bank_crm.domain.access import AccessKind
from bank_crm.domain.enums import CollaborationScope
from bank_crm.permissions import branches, roles, scope

STAFF, BRANCH = "Bank Staff", "Bank Branch"
MEMBER = "Bank Segment Member"


def superiors(applicant: str) -> list[str]:
	"""Return the branch managers above `applicant`: the named supervisor, then from the own branch upwards.

	Only enabled users with an active post count; a post outside the tree, or none, gives nobody.
	"""
	own, home, above = (
		frappe.qb.DocType(STAFF),
		*(frappe.qb.DocType(BRANCH).as_(n) for n in ("home", "above")),
	)
	post, user, role = (
		frappe.qb.DocType(STAFF).as_("post"),
		frappe.qb.DocType("User"),
		frappe.qb.DocType("Has Role"),
	)
	named_first = Case().when(post.user == own.supervisor, 0).else_(1)
	head_first = Case().when(post.user == above.manager, 0).else_(1)
	query = (
		frappe.qb.from_(own)
		.inner_join(home)
		.on(home.name == own.branch)
		.inner_join(above)
		.on(branches.within(home, above))
		.inner_join(post)
		.on((post.branch == above.name) & (post.active == 1))
		.inner_join(user)
		.on((user.name == post.user) & (user.enabled == 1))
		.inner_join(role)
		.on((role.parent == user.name) & (role.parenttype == "User") & (role.role == roles.BRANCH_MANAGER))
		.select(post.user)
		.where((own.user == applicant) & (own.active == 1) & (post.user != applicant))
		.orderby(named_first)
		.orderby(above.lft, order=frappe.qb.desc)
		.orderby(head_first)
		.orderby(post.name)
	)
	return list(dict.fromkeys(query.run(pluck=True)))


def deciding(request: Document) -> str | None:
	"""Return the nearest superior who may see everything the request asks for."""
	return next((user for user in superiors(request.applicant) if _covers(user, request)), None)


def may_decide(user: str, request: Document) -> bool:
	"""Tell whether `user` is a superior of the applicant and may see everything the request asks for."""
	return user != request.applicant and user in superiors(request.applicant) and _covers(user, request)


def is_superior(user: str, applicant: str) -> bool:
	"""Tell whether `user` is one of the applicant's superiors."""
	return user in superiors(applicant)


def _covers(user: str, request: Document) -> bool:
	"""Nobody gives what is not his or her own by post: requests granted to the superior do not count."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	write = request.access == CollaborationScope.WRITE
	own = scope.criterion(scope.CUSTOMER, user, customer, write=write, grants=False)
	if own is None:
		return True
	if request.kind == AccessKind.BRANCH:
		return request.branch in scope.branches_below(user)
	if request.kind == AccessKind.SEGMENT:
		return not _has_strangers(request.segment, own)
	wanted = {row.customer_no for row in request.customers}
	query = frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(sorted(wanted)) & own)
	return wanted <= set(query.run(pluck=True))


def _has_strangers(segment: str, own: Criterion) -> bool:
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(scope.CUSTOMER)
	seen = frappe.qb.from_(customer).select(customer.name).where(own)
	query = frappe.qb.from_(member).select(member.name).where(member.segment == segment)
	return bool(query.where(member.customer.notin(seen)).limit(1).run())
