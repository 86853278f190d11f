"""Documents for tests: valid by default, unique at every call, everything can be given instead."""

from itertools import count
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, getdate, now_datetime

from bank_crm.domain.identity import citizen_check_character, luhn_remainder

_numbers = count(1)


def unique(prefix: str = "T") -> str:
	"""Return a text no other test on this site uses."""
	return f"{prefix}{frappe.generate_hash(length=8)}{next(_numbers)}".upper()


def mobile_number() -> str:
	"""Return a valid mobile number, random in its last eight digits."""
	return f"139{int(frappe.generate_hash(length=8), 16) % 10**8:08d}"


def citizen_number(born: str = "", male: bool = True) -> str:
	"""Return a valid 18-character citizen number; `born` is YYYYMMDD, any grown-up's day if not given.

	A day has 500 numbers only: on one day for all, a suite would meet the same person again.
	"""
	born = (
		born or f"{add_days(getdate('1950-01-01'), int(frappe.generate_hash(length=8), 16) % 18000):%Y%m%d}"
	)
	order = int(frappe.generate_hash(length=4), 16) % 500 * 2 + int(male)
	first = f"320102{born}{order:03d}"
	return first + citizen_check_character(first)


def card_number() -> str:
	"""Return a valid 19-digit card number."""
	first = f"622848{int(frappe.generate_hash(length=10), 16) % 10**12:012d}"
	return first + str((10 - luhn_remainder(first + "0")) % 10)


def make(doctype: str, **values: Any) -> Document:
	"""Insert a document as Administrator would."""
	return frappe.get_doc({"doctype": doctype, **values}).insert(
		ignore_permissions=True  # test data is made whoever the session's user is
	)


def make_user(*roles: str) -> str:
	"""Make a system user with the roles and return the user's name."""
	user = make(
		"User",
		email=f"{unique()}@example.com".lower(),
		first_name="Test",
		user_type="System User",
		send_welcome_email=0,
		roles=[{"role": role} for role in roles],
	)
	return user.name


def make_branch(parent: str | None = None, **values: Any) -> str:
	"""Make a branch, at the top of the tree unless it has a parent."""
	code = unique("B")
	values = {"branch_name": code, "branch_level": "Branch", "is_group": 1, **values}
	return make("Bank Branch", branch_code=code, parent_bank_branch=parent, **values).name


def make_staff(user: str, branch: str, **values: Any) -> Document:
	"""Give a user a post in a branch."""
	number = unique("E")
	return make(
		"Bank Staff",
		**{
			"employee_no": number,
			"staff_name": number,
			"user": user,
			"branch": branch,
			"active": 1,
			**values,
		},
	)


def customer_values(**values: Any) -> dict[str, Any]:
	"""Return the fields of a valid customer."""
	return {
		"doctype": "Bank Customer",
		"customer_name": unique("Customer "),
		"customer_type": "Person",
		"mobile": mobile_number(),
		"core_asset_type": "Savings",
		"core_asset_amount": 1000,
		**values,
	}


def make_customer(**values: Any) -> Document:
	"""Make a customer."""
	return make(**customer_values(**values))


def make_account(customer: str, **values: Any) -> Document:
	"""Make an account; a savings account with nothing on it by default."""
	return make("Bank Customer Account", customer=customer, **{"category": "Savings", "balance": 0, **values})


def make_transaction(account: Document, **values: Any) -> Document:
	"""Book a deposit of 100 just now."""
	values = {
		"posted_at": now_datetime(),
		"txn_type": "Deposit",
		"direction": "Credit",
		"amount": 100,
		**values,
	}
	return make("Bank Customer Transaction", customer=account.customer, account=account.name, **values)


def make_event(customer: str, **values: Any) -> Document:
	"""Record a log-in just now."""
	values = {"event_type": "Login", "channel": "App", "occurred_at": now_datetime(), **values}
	return make("Bank Behaviour Event", customer=customer, **values)


def make_order(**values: Any) -> Document:
	"""Make a work order: an enquiry by phone, by default."""
	values = {"subject": unique("Order "), "order_type": "Enquiry", "channel": "Phone", **values}
	return make("Bank Work Order", **values)


def make_skill(**values: Any) -> str:
	"""Make a skill of the service desk."""
	return make("Bank Service Skill", **{"skill_name": unique("Skill "), **values}).name


def make_agent(*skills: str, branch: str | None = None, post: str | None = None, **profile: Any) -> str:
	"""Make somebody who handles orders: a service agent with a profile, and a post where a branch is given."""
	user = make_user("Bank Service Agent")
	if branch:
		make_staff(user, branch, post=post)
	rows = [{"skill": skill, "level": 3} for skill in skills]
	make("Bank Service Profile", user=user, skills=rows, **{"capacity": 10, **profile})
	return user
