"""Do not contact: a customer, a household, or a number whoever brings it (RSK-08, INT-06)."""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.utils import getdate, now_datetime
from pypika.functions import Cast
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from bank_crm.compliance import operation_log
from bank_crm.compliance.free_text import known
from bank_crm.customer import checks
from bank_crm.customer.relationships.queries import MEMBER, holds_on
from bank_crm.domain.care import ConsentPurpose
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.contact import WITHOUT_CONSENT
from bank_crm.domain.privacy_enums import BlockChannel, BlockPurpose, BlockReason
from bank_crm.domain.quiet_text import quieten
from bank_crm.permissions import roles, scope

BLOCK = "Bank Contact Block"
CUSTOMER = "Bank Customer"
VAULT = "Bank Sealed Value"
#: What a list may name somebody by, sealed at the block as at the customer.
NUMBERS = ("mobile", "email", "id_number")
#: Blocks that are not the customer's own to take back at the counter.
OFFICIAL = (BlockReason.OFFICIAL_LIST.value, BlockReason.BANK.value, BlockReason.ERASED.value)
LIFTING = (roles.COMPLIANCE_OFFICER,)
SHORTEST_REASON = 2


def conditions(customer: Term, channel: str, purpose: str, on: date) -> list[QueryBuilder]:
	"""Select the blocks that close a channel for a customer (a column): own, the household's, of a number.

	The last two are left out while no block of the kind exists, so that nobody pays for them.
	"""
	found = [_own(customer, channel, purpose, on)]
	if frappe.db.exists(BLOCK, {"active": 1, "household": 1}):
		found.append(_of_household(customer, channel, purpose, on))
	if frappe.db.exists(BLOCK, {"active": 1, "customer": ("is", "not set")}):
		found.append(_of_number(customer, channel, purpose, on))
	return found


def of_holders_number(
	doctype: str, holder: Term, channel: str, purpose: str, on: date | None = None
) -> QueryBuilder:
	"""Select the blocks of a number that a row of `doctype` with sealed numbers has, e.g. a lead's (a column)."""
	return _of_number(holder, channel, purpose, on or getdate(), doctype)


def in_force(block: Table, on: date) -> Criterion:
	"""Whether a block holds on a day."""
	return (
		(block.active == 1) & (block.from_date <= on) & (block.until_date.isnull() | (block.until_date >= on))
	)


def place_after_erasure(customer: str) -> None:
	"""Keep an erased customer from being contacted for anything but the business that had to stay; repeatable."""
	for purpose in ConsentPurpose.values():
		if purpose in WITHOUT_CONSENT:
			continue
		key = {"customer": customer, "reason": BlockReason.ERASED.value, "purpose": purpose, "active": 1}
		if not frappe.db.exists(BLOCK, key):
			frappe.get_doc({"doctype": BLOCK, "channel": BlockChannel.ALL.value, **key}).insert(
				ignore_permissions=True  # follows from an erasure compliance has approved
			)


def lift(name: str, reason: str) -> None:
	"""End a block from now on; the row stays and says who did it and why. Raises PermissionError, ValidationError."""
	block = frappe.get_doc(BLOCK, name, for_update=True)
	if block.reason in OFFICIAL and not roles.has_any(frappe.session.user, LIFTING):
		frappe.throw(_("Only compliance lifts this block."), frappe.PermissionError)
	if block.customer and not scope.allows(scope.CUSTOMER, block.customer, write=True):
		if not roles.has_any(frappe.session.user, LIFTING):
			frappe.throw(_("You may not change this customer."), frappe.PermissionError)
	if not block.active:
		frappe.throw(_("This block was lifted already."), title=_("Do Not Contact"))
	if len(reason.strip()) < SHORTEST_REASON:
		checks.refuse(block, "lift_reason", _("say why."))
	block.db_set(
		{
			"active": 0,
			"lifted_at": now_datetime(),
			"lifted_by": frappe.session.user,
			"lift_reason": quieten(reason.strip(), known),
		}
	)
	operation_log.record(
		Operation.WRITE.value, BLOCK, name, customer=block.customer, before={"active": 1}, after={"active": 0}
	)


def of_customer(customer: str) -> list[frappe._dict]:
	"""Return the blocks in force today that were entered for one customer, for screens."""
	block = frappe.qb.DocType(BLOCK)
	query = (
		frappe.qb.from_(block)
		.select(block.name, block.channel, block.purpose, block.reason, block.from_date, block.until_date)
		.where((block.customer == customer) & in_force(block, getdate()))
		.orderby(block.from_date, order=frappe.qb.desc)
	)
	return query.run(as_dict=True)


def _closes(block: Table, channel: str, purpose: str, on: date) -> Criterion:
	return (
		in_force(block, on)
		& block.channel.isin([BlockChannel.ALL.value, channel])
		& block.purpose.isin([BlockPurpose.ALL.value, purpose])
	)


def _own(customer: Term, channel: str, purpose: str, on: date) -> QueryBuilder:
	block = frappe.qb.DocType(BLOCK).as_("own_block")
	return (
		frappe.qb.from_(block)
		.select(1)
		.where((block.customer == customer) & _closes(block, channel, purpose, on))
	)


def _of_household(customer: Term, channel: str, purpose: str, on: date) -> QueryBuilder:
	"""A block that was asked for the whole household, at any member of today."""
	block = frappe.qb.DocType(BLOCK).as_("family_block")
	own, other = frappe.qb.DocType(MEMBER).as_("own_seat"), frappe.qb.DocType(MEMBER).as_("other_seat")
	return (
		frappe.qb.from_(own)
		.inner_join(other)
		.on((other.household == own.household) & holds_on(other, on))
		.inner_join(block)
		.on(block.customer == other.customer)
		.select(1)
		.where((own.customer == customer) & holds_on(own, on))
		.where((block.household == 1) & _closes(block, channel, purpose, on))
	)


def _of_number(customer: Term, channel: str, purpose: str, on: date, doctype: str = CUSTOMER) -> QueryBuilder:
	"""A block of a number the customer has; both are known by their fingerprints only.

	While the sealing key is being changed, the block's is there under each (`sealing.BRIDGED`). A fingerprint says
	which kind of number it is of, so the fields need no comparing.
	"""
	block = frappe.qb.DocType(BLOCK).as_("number_block")
	brought, listed = frappe.qb.DocType(VAULT).as_("brought"), frappe.qb.DocType(VAULT).as_("listed")
	return (
		frappe.qb.from_(brought)
		.inner_join(listed)
		.on((listed.blind_index == brought.blind_index) & (listed.ref_doctype == BLOCK))
		.inner_join(block)
		.on(block.name == Cast(listed.ref_name, "UNSIGNED"))
		.select(1)
		.where((brought.ref_doctype == doctype) & (brought.ref_name == customer))
		.where(brought.ref_field.isin(NUMBERS))
		.where(_closes(block, channel, purpose, on))
	)
