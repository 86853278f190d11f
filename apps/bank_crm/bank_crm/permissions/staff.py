"""Employees and what they may do: user, roles, post and branch in one go (SEC-01, SEC-16).

Administrators of the app are no administrators of the framework: they may hand out role profiles made of the
app's roles only, and nobody's framework roles are touched. Callers have checked who asks; the operation log takes what
changes from the documents.
"""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.sessions import clear_sessions
from frappe.utils import cint, validate_email_address

from bank_crm import compat
from bank_crm.compliance import login, password_codes
from bank_crm.customer.care import channels
from bank_crm.domain import identity
from bank_crm.permissions import roles

STAFF = "Bank Staff"


@dataclass(frozen=True, slots=True)
class Post:
	"""Where somebody works, as what, under whom, with which role profiles."""

	branch: str
	profiles: tuple[str, ...]
	post: str = ""
	supervisor: str | None = None


@dataclass(frozen=True, slots=True)
class NewStaff:
	"""A person who starts."""

	employee_no: str
	staff_name: str
	email: str
	mobile: str
	place: Post


def profiles_on_offer() -> list[str]:
	"""Return the role profiles that consist of the app's roles, the shipped ones and the bank's own."""
	has_role = frappe.qb.DocType("Has Role")
	rows = (
		frappe.qb.from_(has_role)
		.select(has_role.parent, has_role.role)
		.where(has_role.parenttype == "Role Profile")
		.orderby(has_role.parent)
	).run()
	held: dict[str, set[str]] = {}
	for profile, role in rows:
		held.setdefault(profile, set()).add(role)
	return [profile for profile, of in held.items() if of <= set(roles.ALL)]


def create(new: NewStaff) -> tuple[str, str | None]:
	"""Make user and staff record; returns the staff's name and, where no mail can be sent, a link to hand over.

	Raises ValidationError naming everything that is wrong; nothing is half-made.
	"""
	_check_new(new)
	can_mail = channels.EmailGateway().ready()
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": new.email.strip().lower(),
			"username": new.employee_no,
			"first_name": new.staff_name,
			"mobile_no": new.mobile or None,
			"user_type": "System User",
			"send_welcome_email": cint(can_mail),
			"simultaneous_sessions": frappe.db.get_single_value("Bank CRM Settings", "login_sessions") or 2,
		}
	)
	user.flags.no_welcome_mail = not can_mail
	compat.give_role_profiles(user, list(new.place.profiles))
	user.insert(ignore_permissions=True)  # the app's administrator makes users, with the app's roles only
	staff = frappe.get_doc({"doctype": STAFF, "employee_no": new.employee_no, "staff_name": new.staff_name})
	staff.update({"user": user.name, "active": 1, **_place_values(new.place)})
	staff.insert()
	link = None if can_mail else password_codes.link_for(user.name, _("First password"))
	return staff.name, link


def change(name: str, place: Post) -> None:
	"""Give an employee another branch, post, superior or roles, all at once."""
	_refuse(_place_problems(place))
	staff = frappe.get_doc(STAFF, name)
	user = _user_of(staff)
	others = [row.role for row in user.roles if row.role not in roles.ALL]
	compat.give_role_profiles(user, list(place.profiles))
	if others:  # profiles would take away what the framework's administrator gave besides
		_keep_beside_profiles(user, others)
	user.save(ignore_permissions=True)  # the app's administrator changes the app's roles only
	staff.update(_place_values(place))
	staff.save()


def leave(name: str) -> None:
	"""Close an employee's access: nobody logs in any more, what is open ends. Customers are handed over apart."""
	staff = frappe.get_doc(STAFF, name)
	staff.active = 0
	staff.save()
	user = _user_of(staff)
	if user.name == frappe.session.user:
		frappe.throw(_("Nobody closes his or her own account."))
	compat.close_account(user)  # the app's administrator closes accounts, of employees only
	clear_sessions(user.name, force=True)


def password_link(name: str) -> str:
	"""Return a link for setting a new password once, to be handed over in person."""
	user = _user_of(frappe.get_doc(STAFF, name))
	if not user.enabled:
		frappe.throw(_("This account is closed."))
	return password_codes.link_for(user.name, _("Link from {0}").format(frappe.session.user))


def end_sessions(name: str) -> None:
	"""Log an employee out everywhere, as after a lost phone."""
	user = _user_of(frappe.get_doc(STAFF, name))
	clear_sessions(user.name, force=True)


def rights(name: str) -> dict[str, object]:
	"""Return what an employee may do and how the account stands, for the form."""
	user = frappe.db.get_value(STAFF, name, "user")
	if not user:
		return {"user": None, "on_offer": profiles_on_offer()}
	account = frappe.db.get_value("User", user, ["enabled", "last_login", "last_active"], as_dict=True)
	held = set(frappe.get_all("Has Role", {"parent": user, "parenttype": "User"}, pluck="role"))
	lock = frappe.db.get_value("Bank Login Lock", {"user": user}, ["name", "locked_until"], as_dict=True)
	locked = bool(lock) and user in login.locked_until([user])
	return {
		"user": user,
		"enabled": account.enabled,
		"last_login": account.last_login,
		"roles": sorted(held & set(roles.ALL)),
		"other_roles": sorted(held - set(roles.ALL) - set(frappe.permissions.AUTOMATIC_ROLES)),
		"profiles": _held_profiles(user, held),
		"on_offer": profiles_on_offer(),
		"sessions": frappe.db.count("Sessions", {"user": user}),
		"lock": lock.name if locked else None,
		"locked_until": lock.locked_until if locked else None,
	}


def _held_profiles(user: str, held: set[str]) -> list[str]:
	"""The profiles on offer whose roles the user has all of."""
	given = {
		profile: {row.role for row in frappe.get_cached_doc("Role Profile", profile).roles}
		for profile in profiles_on_offer()
	}
	return [profile for profile, needed in given.items() if needed <= held]


def _keep_beside_profiles(user: frappe.model.document.Document, others: list[str]) -> None:
	if user.meta.has_field("role_profiles"):
		user.set("role_profiles", [])
	else:
		user.role_profile_name = None
	for role in others:
		user.append("roles", {"role": role})


def _check_new(new: NewStaff) -> None:
	problems = _place_problems(new.place)
	number = new.employee_no
	if not (number.isascii() and number.isalnum() and 2 <= len(number) <= 20):
		problems.append(_("Employee Number: 2 to 20 letters and digits."))
	elif frappe.db.exists(STAFF, number) or frappe.db.exists("User", {"username": number}):
		problems.append(_("Employee Number: {0} is taken.").format(number))
	if not new.staff_name.strip():
		problems.append(_("Staff Name: missing."))
	if not validate_email_address(new.email):
		problems.append(_("E-mail: not an e-mail address."))
	elif frappe.db.exists("User", new.email.strip().lower()):
		problems.append(_("E-mail: another user has it."))
	if new.mobile and not identity.is_mobile(new.mobile):
		problems.append(_("Mobile Phone: not a mobile number."))
	elif new.mobile and frappe.db.exists("User", {"mobile_no": new.mobile}):
		problems.append(_("Mobile Phone: another user has it."))
	_refuse(problems)


def _place_problems(place: Post) -> list[str]:
	problems = []
	if not place.branch or not frappe.db.exists("Bank Branch", place.branch):
		problems.append(_("Branch: missing or unknown."))
	if place.supervisor and not frappe.db.exists("User", {"name": place.supervisor, "enabled": 1}):
		problems.append(_("Supervisor: no such user."))
	if not place.profiles:
		problems.append(_("Roles: choose at least one."))
	elif not set(place.profiles) <= set(profiles_on_offer()):
		problems.append(_("Roles: only role profiles of bank roles can be given here."))
	return problems


def _refuse(problems: list[str]) -> None:
	if problems:
		frappe.throw(
			"<br>".join(frappe.utils.escape_html(one) for one in problems), title=_("Please Correct")
		)


def _place_values(place: Post) -> dict[str, str | None]:
	return {"branch": place.branch, "post": place.post, "supervisor": place.supervisor or None}


def _user_of(staff: frappe.model.document.Document) -> frappe.model.document.Document:
	if not staff.user:
		frappe.throw(_("{0} has no user.").format(staff.staff_name))
	if staff.user in frappe.STANDARD_USERS:
		frappe.throw(_("The framework's own users are not changed here."), frappe.PermissionError)
	return frappe.get_doc("User", staff.user)
