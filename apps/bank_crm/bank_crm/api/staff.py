"""New staff, changes of post, leavers: the administrators' actions on Bank Staff (SEC-16)."""

import frappe

from bank_crm.permissions import roles, staff


def _only_administrators() -> None:
	frappe.only_for((roles.ADMINISTRATOR, "System Manager"))


def _list(given: list[str] | str) -> tuple[str, ...]:
	"""Browsers send lists as JSON."""
	return tuple(str(one) for one in frappe.parse_json(given) or ())


@frappe.whitelist()
def profiles() -> list[str]:
	"""Return the role profiles that may be given."""
	_only_administrators()
	return staff.profiles_on_offer()


@frappe.whitelist(methods=["POST"])
def create(
	employee_no: str,
	staff_name: str,
	email: str,
	branch: str,
	profiles: list[str] | str,
	mobile: str = "",
	post: str = "",
	supervisor: str | None = None,
) -> dict[str, str | None]:
	"""Make user, roles, post and branch in one go; `link` is for handing over where no mail can be sent."""
	_only_administrators()
	place = staff.Post(branch, _list(profiles), post.strip(), supervisor)
	name, link = staff.create(
		staff.NewStaff(employee_no.strip(), staff_name.strip(), email.strip(), mobile.strip(), place)
	)
	return {"name": name, "link": link}


@frappe.whitelist(methods=["POST"])
def change(
	name: str, branch: str, profiles: list[str] | str, post: str = "", supervisor: str | None = None
) -> None:
	"""Give another branch, post, superior or roles."""
	_only_administrators()
	staff.change(name, staff.Post(branch, _list(profiles), post.strip(), supervisor))


@frappe.whitelist(methods=["POST"])
def leave(name: str) -> None:
	"""Close the access of somebody who leaves."""
	_only_administrators()
	staff.leave(name)


@frappe.whitelist(methods=["POST"])
def password_link(name: str) -> str:
	"""Return a link for a new password, valid once."""
	_only_administrators()
	return staff.password_link(name)


@frappe.whitelist(methods=["POST"])
def end_sessions(name: str) -> None:
	"""Log the employee out everywhere."""
	_only_administrators()
	staff.end_sessions(name)


@frappe.whitelist()
def rights(name: str) -> dict[str, object]:
	"""Return roles, sessions and lock of an employee."""
	_only_administrators()
	return staff.rights(name)
