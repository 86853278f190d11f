"""The relationship roles the app starts with; a bank adds, changes and disables its own (requirements 1.5)."""

from __future__ import annotations

from collections.abc import Iterator

import frappe

from bank_crm.domain.customer_enums import RelationKind, RoleParty
from bank_crm.domain.relations import RoleRule

DOCTYPE = "Bank Relationship Role"
ANY, PERSON, COMPANY = RoleParty.values()
KINSHIP, EMPLOYMENT, CORPORATE = "Kinship", "Employment", "Corporate Group"


def _pair(
	names: tuple[str, str],
	kind: RelationKind,
	parties: tuple[str, str],
	*,
	at_most: tuple[int, int] = (0, 0),
	acyclic: bool = False,
	group: str = "",
	years: int = 0,
	share: bool = False,
) -> Iterator[RoleRule]:
	"""The two roles of a relation: what the second party is to the first, and the other way round.

	`parties` are (first, second); the second is the elder one, and the one who takes a share.
	"""
	(role, back), (first, second) = names, parties
	common = {"kind": kind.value, "acyclic": acyclic, "exclusive_group": group}
	yield RoleRule(
		role, back, own_type=first, other_type=second, at_most=at_most[0], min_years_older=years,
		takes_share=share, **common,
	)  # fmt: skip
	if back != role:
		yield RoleRule(back, role, own_type=second, other_type=first, at_most=at_most[1], **common)


def shipped() -> list[RoleRule]:
	"""Return the roles in the order the screens offer them."""
	family, social, employment, ownership, guarantee, business = RelationKind
	people, staff, owners, anybody = (PERSON, PERSON), (COMPANY, PERSON), (COMPANY, ANY), (ANY, ANY)
	firms = (COMPANY, COMPANY)
	pairs = (
		_pair(("Spouse", "Spouse"), family, people, at_most=(1, 1), group=KINSHIP),
		_pair(("Parent", "Child"), family, people, at_most=(2, 0), acyclic=True, group=KINSHIP, years=14),
		_pair(("Sibling", "Sibling"), family, people, group=KINSHIP),
		_pair(
			("Grandparent", "Grandchild"),
			family,
			people,
			at_most=(4, 0),
			acyclic=True,
			group=KINSHIP,
			years=28,
		),
		_pair(("Relative", "Relative"), family, people, group=KINSHIP),
		_pair(("Guardian", "Ward"), family, people, acyclic=True),
		_pair(("Friend", "Friend"), social, people),
		_pair(("Referrer", "Referred Customer"), social, anybody, at_most=(1, 0), acyclic=True),
		_pair(("Employer", "Employee"), employment, (PERSON, ANY), acyclic=True, group=EMPLOYMENT),
		_pair(("Legal Representative", "Represented Company"), employment, staff, at_most=(1, 0)),
		_pair(("Director or Executive", "Company Managed"), employment, staff),
		_pair(("Finance Officer", "Company Kept Books For"), employment, staff),
		_pair(("Shareholder", "Invested Company"), ownership, owners, share=True),
		_pair(("Actual Controller", "Controlled Company"), ownership, owners, acyclic=True),
		_pair(
			("Parent Company", "Subsidiary"), ownership, firms, at_most=(1, 0), acyclic=True, group=CORPORATE
		),
		_pair(("Affiliated Company", "Affiliated Company"), ownership, firms, group=CORPORATE),
		_pair(("Guarantor", "Guaranteed Party"), guarantee, anybody),
		_pair(("Co-Borrower", "Co-Borrower"), guarantee, anybody),
		_pair(("Authorised Agent", "Principal"), business, (ANY, PERSON)),
		_pair(("Supplier", "Buyer"), business, anybody),
		_pair(("Business Partner", "Business Partner"), business, anybody),
	)
	return [rule for pair in pairs for rule in pair]


def create_roles() -> None:
	"""Make the shipped roles on a site that has none of its own."""
	if frappe.db.count(DOCTYPE):
		return
	for number, rule in enumerate(shipped(), start=1):
		doc = frappe.get_doc(
			{
				"doctype": DOCTYPE,
				"role_name": rule.name,
				"reciprocal": rule.reciprocal,
				"kind": rule.kind,
				"own_type": rule.own_type,
				"other_type": rule.other_type,
				"at_most": rule.at_most,
				"acyclic": int(rule.acyclic),
				"exclusive_group": rule.exclusive_group,
				"min_years_older": rule.min_years_older,
				"takes_share": int(rule.takes_share),
				"sort_order": number * 10,
			}
		)
		doc.flags.ignore_links = True  # of a pair, one is there before the other
		doc.insert(ignore_permissions=True)  # installation, before anybody has a role
