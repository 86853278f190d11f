"""The demo bank's units, staff and products on the site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe.utils import now
from frappe.utils.password import update_password

from bank_crm.demo import catalogue
from bank_crm.demo.marks import STAFF_DOMAIN
from bank_crm.demo.organisation import Employee, Organisation

# More people than this only fill the portfolios of a benchmark bank: they get rows, but no password.
DOCUMENTED_STAFF = 100


def user_name(employee: Employee) -> str:
	"""The user of an employee; he or she logs in by the employee number."""
	return f"{employee.number}@{STAFF_DOMAIN}"


def create_bank(bank: Organisation, password: str) -> None:
	"""Units, users, staff and products; what exists already stays as it is."""
	with _many_users():
		for unit in bank.units:
			_ensure(
				"Bank Branch",
				unit.code,
				branch_code=unit.code,
				branch_name=unit.name,
				branch_level=unit.level,
				parent_bank_branch=unit.parent,
				is_group=int(unit.level in ("Head Office", "Branch")),
				city=unit.city,
				address=unit.address,
			)
		for employee in bank.staff[:DOCUMENTED_STAFF]:
			_create_employee(employee, password)
		_create_rows(bank.staff[DOCUMENTED_STAFF:])
		_appoint_managers(bank)
	create_products()


def create_products() -> None:
	"""The catalogue, with the tiers that may buy each product."""
	tiers = frappe.get_all("Bank Customer Tier", order_by="level asc", pluck="name")
	for product in catalogue.PRODUCTS:
		_ensure(
			"Bank Product",
			product.code,
			product_code=product.code,
			product_name=product.name,
			category=catalogue.CATEGORIES[product.category],
			risk_level=f"R{product.risk}",
			rate=product.rate,
			term_months=product.term_months,
			min_amount=product.minimum,
			currency="CNY",
			sale_from="2020-01-01",
			on_sale=int(product.on_sale),
			description=product.description,
			eligible_tiers=[{"tier": tier} for tier in tiers[product.tier_level :]]
			if product.tier_level
			else [],
		)


def _create_employee(employee: Employee, password: str) -> None:
	name = user_name(employee)
	if not frappe.db.exists("User", name):
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": name,
				"username": employee.number,
				"first_name": employee.name,
				"gender": employee.gender if frappe.db.exists("Gender", employee.gender) else None,
				"language": "zh",
				"time_zone": "Asia/Shanghai",
				"user_type": "System User",
				"send_welcome_email": 0,
				"roles": [{"role": employee.role}],
			}
		)
		user.flags.no_welcome_mail = True
		user.insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell
		update_password(name, password)
	_ensure("Bank Staff", employee.number, **_staff_values(employee))


def _staff_values(employee: Employee) -> dict[str, object]:
	return {
		"employee_no": employee.number,
		"staff_name": employee.name,
		"user": user_name(employee),
		"post": employee.post,
		"branch": employee.unit,
		"supervisor": f"{employee.supervisor}@{STAFF_DOMAIN}" if employee.supervisor else None,
		"active": 1,
	}


def _create_rows(staff: tuple[Employee, ...]) -> None:
	"""Users, their role and their staff record, set-based: for banks with thousands of staff."""
	missing = set(frappe.get_all("User", filters={"email": ("like", f"%@{STAFF_DOMAIN}")}, pluck="name"))
	new = [employee for employee in staff if user_name(employee) not in missing]
	if not new:
		return
	base = {"creation": now(), "modified": now(), "owner": "Administrator", "modified_by": "Administrator"}
	users, roles, records = [], [], []
	for employee in new:
		name = user_name(employee)
		users.append(
			{
				"name": name,
				"email": name,
				"username": employee.number,
				"first_name": employee.name,
				"full_name": employee.name,
				"enabled": 1,
				"language": "zh",
				"time_zone": "Asia/Shanghai",
				"user_type": "System User",
				**base,
			}
		)
		parent = {"parent": name, "parenttype": "User", "parentfield": "roles", "idx": 1}
		roles.append({"name": f"{employee.number}-role", "role": employee.role, **parent, **base})
		records.append({"name": employee.number, **_staff_values(employee), **base})
	for doctype, rows in (("User", users), ("Has Role", roles), ("Bank Staff", records)):
		frappe.db.bulk_insert(doctype, list(rows[0]), [tuple(row.values()) for row in rows])


def _appoint_managers(bank: Organisation) -> None:
	"""The head of each unit is the first branch manager who works there."""
	heads: dict[str, str] = {}
	for employee in bank.staff:
		if employee.role == "Bank Branch Manager":
			heads.setdefault(employee.unit, user_name(employee))
	for unit, user in heads.items():
		frappe.db.set_value("Bank Branch", unit, "manager", user, update_modified=False)


def _ensure(doctype: str, name: str, **values: object) -> None:
	if not frappe.db.exists(doctype, name):
		doc = frappe.get_doc({"doctype": doctype, **values})
		doc.insert(ignore_permissions=True)  # the demo is loaded by the site's owner from the shell


@contextmanager
def _many_users() -> Iterator[None]:
	"""Frappe lets a site create 60 users an hour; a bank hires its demo staff in one go."""
	before = frappe.local.conf.get("throttle_user_limit")
	frappe.local.conf.throttle_user_limit = DOCUMENTED_STAFF * 100
	try:
		yield
	finally:
		if before is None:
			frappe.local.conf.pop("throttle_user_limit")
		else:
			frappe.local.conf.throttle_user_limit = before
