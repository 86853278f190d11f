"""Colleagues who help with an order: asked by name or by post, told at once, seen on the order (SVC-05)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.desk.doctype.notification_settings.notification_settings import (
	is_email_notifications_enabled_for_type,
)
from frappe.model.document import Document
from frappe.query_builder.functions import Count, Sum
from frappe.utils import escape_html, get_datetime, get_url_to_form, now_datetime
from pypika.functions import Coalesce

from bank_crm import notices
from bank_crm.customer import checks
from bank_crm.domain.orders import OVER
from bank_crm.domain.service_enums import OrderState, TaskMention, TaskState
from bank_crm.permissions import branches, roles, scope
from bank_crm.service.orders import rows, states

TASK, ORDER, STAFF = "Bank Collaboration Task", "Bank Work Order", "Bank Staff"
PENDING = rows.PENDING
#: What whoever is asked may change; the rest is the asker's.
ANSWER = frozenset({"state", "result"})
#: What nobody types.
WRITTEN = ("requested_by", "taken_by", "done_by", "done_on", "reminded_on")
#: The order goes to Collaborating from these states when somebody is asked, and back to In Progress.
ASKING = frozenset({OrderState.NEW.value, OrderState.VIEWED.value, OrderState.IN_PROGRESS.value})


def check(task: Document) -> None:
	"""Refuse what cannot be asked, and steps that are not the user's (`validate` of a task)."""
	before = task.get_doc_before_save()
	for field in WRITTEN:
		task.set(field, before.get(field) if before else None)
	if before is None:
		_check_asked(task)
		return
	_check_step(task, before)


def follow(task: Document) -> None:
	"""Tell who is concerned and bring the order up to date (`on_update` of a task)."""
	before = task.get_doc_before_save()
	if before is None:
		_tell_asked(task)
	elif task.state != before.state:
		_tell_asker(task)
	if before is None or task.state != before.state:
		refresh_order(task.work_order)


def refresh_order(name: str) -> None:
	"""Show the state of the tasks on their order, and move it to Collaborating or back."""
	order = frappe.get_doc(ORDER, name, for_update=True)
	task = frappe.qb.DocType(TASK)
	pending = Coalesce(Sum(task.state.isin(PENDING)), 0)
	((total, still),) = (
		frappe.qb.from_(task)
		.select(Count("*"), pending)
		.where((task.work_order == name) & (task.state != TaskState.CANCELLED.value))
		.run()
	)
	still = int(still)
	state = order.state
	if still and state in ASKING:
		state = OrderState.COLLABORATING.value
	elif not still and state == OrderState.COLLABORATING:
		state = OrderState.IN_PROGRESS.value
	summary = f"{int(total) - still}/{total}" if total else None
	if (order.open_tasks, order.task_summary, order.state) != (still, summary, state):
		states.move(order, state, open_tasks=still, task_summary=summary)


def holders_of(post: str, branch: str | None = None) -> list[str]:
	"""Return who holds a post, in the branch and all below if one is named."""
	staff, user = frappe.qb.DocType(STAFF), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(staff)
		.inner_join(user)
		.on(user.name == staff.user)
		.select(staff.user)
		.where((staff.post == post) & (staff.active == 1) & (user.enabled == 1))
		.orderby(staff.user)
	)
	if branch:
		query = query.where(staff.branch.isin(branches.below([branch]) or [""]))
	return query.run(pluck=True)


def remind() -> int:
	"""Tell those asked, once, that a task's day has come; returns how many tasks that were."""
	task = frappe.qb.DocType(TASK)
	due = (
		frappe.qb.from_(task)
		.select(task.name, task.task, task.mention, task.user, task.post, task.branch, task.taken_by)
		.select(task.requested_by)
		.where(task.state.isin(PENDING) & (task.due <= now_datetime()) & task.reminded_on.isnull())
		.orderby(task.due)
		.limit(500)
		.for_update(skip_locked=True)
	).run(as_dict=True)
	for row in due:
		text = escape_html(row.task)
		notices.tell(
			{*_asked(row), row.requested_by},
			lambda lang, text=text: _("Overdue collaboration task: {0}", lang=lang).format(text),
			TASK,
			row.name,
			by=row.requested_by,
		)
	if due:
		query = frappe.qb.update(task).set(task.reminded_on, now_datetime())
		query.where(task.name.isin([row.name for row in due])).run()
	return len(due)


def of_order(order: str) -> list[frappe._dict]:
	"""Return the tasks of an order, open ones first, as the form shows them; `whom` names the person asked."""
	task, user = frappe.qb.DocType(TASK), frappe.qb.DocType("User")
	return (
		frappe.qb.from_(task)
		.left_join(user)
		.on(user.name == task.user)
		.select(task.name, task.task, task.state, task.due, task.mention, task.user, task.post)
		.select(task.requested_by, task.taken_by, task.done_on, task.result, user.full_name.as_("whom"))
		.where(task.work_order == order)
		.orderby(task.state.isin(PENDING), order=frappe.qb.desc)
		.orderby(task.creation)
	).run(as_dict=True)


def may_answer(user: str, task: Document) -> bool:
	"""Tell whether a task is for `user` to do."""
	if not task.name:
		return False
	table = frappe.qb.DocType(TASK)
	query = frappe.qb.from_(table).select(table.name).where(table.name == task.name)
	return bool(query.where(rows.asked(user, table)).run())


def _check_asked(task: Document) -> None:
	task.state, task.requested_by = TaskState.OPEN.value, frappe.session.user
	if frappe.db.get_value(ORDER, task.work_order, "state") in OVER:
		checks.refuse(task, "work_order", _("is closed."))
	if task.mention == TaskMention.PERSON:
		task.post = task.branch = None
		known = task.user and frappe.db.get_value("User", task.user, "enabled")
		if not known or scope.has_left(task.user) or not roles.has_any(task.user, roles.ALL):
			checks.refuse(task, "user", _("works here no more, or has no role."))
	else:
		task.user = None
		if not task.post or not holders_of(task.post, task.branch):
			checks.refuse(task, "post", _("nobody holds this post."))
	if task.due and get_datetime(task.due) < now_datetime():
		checks.refuse(task, "due", _("lies in the past."))


def _check_step(task: Document, before: Document) -> None:
	user = frappe.session.user
	asker = user in (before.requested_by, "Administrator") or scope.allows(
		ORDER, before.work_order, user, write=True
	)
	asked = may_answer(user, before)
	changed = {
		field.fieldname
		for field in task.meta.fields
		if field.fieldtype not in frappe.model.no_value_fields and task.has_value_changed(field.fieldname)
	}
	if changed and before.state not in PENDING:
		frappe.throw(_("This task is finished."), title=_("Not Possible"))
	if changed - ANSWER and not asker:
		_refuse(_("Only who asked may change what is asked."))
	if task.work_order != before.work_order:
		checks.refuse(task, "work_order", _("cannot be changed."))
	if task.state == before.state:
		return
	if task.state == TaskState.OPEN:
		_refuse(_("A task that was taken up is not given back; decline it and say why."))
	if task.state == TaskState.CANCELLED and not asker:
		_refuse(_("Only who asked may cancel a task; decline it and say why."))
	if task.state in (TaskState.IN_PROGRESS, TaskState.DONE, TaskState.DECLINED) and not asked:
		_refuse(_("Only who is asked may take up or finish a task."))
	if task.state in (TaskState.DONE, TaskState.DECLINED) and not (task.result or "").strip():
		checks.refuse(task, "result", _("say what came of it."))
	if task.state == TaskState.IN_PROGRESS:
		task.taken_by = user
	elif task.state in (TaskState.DONE, TaskState.DECLINED):
		task.taken_by = task.taken_by or user
		task.done_by, task.done_on = user, now_datetime()


def _asked(task: Document | frappe._dict) -> list[str]:
	if task.taken_by:
		return [task.taken_by]
	return [task.user] if task.mention == TaskMention.PERSON else holders_of(task.post, task.branch)


def _tell_asked(task: Document) -> None:
	users = [user for user in _asked(task) if user != frappe.session.user]
	who, text = notices.person(task.requested_by), escape_html(task.task)
	notices.tell(
		users,
		lambda lang: _("{0} asks for your help: {1}", lang=lang).format(who, text),
		TASK,
		task.name,
	)
	_mail(users, task)


def _tell_asker(task: Document) -> None:
	handler = frappe.db.get_value(ORDER, task.work_order, "handler")
	users = {task.requested_by, handler} - {frappe.session.user, None}
	if task.state == TaskState.CANCELLED:
		users |= {*_asked(task)} - {frappe.session.user}
	state, text = task.state, escape_html(task.task)
	notices.tell(
		users,
		lambda lang: _("Collaboration task {0}: {1}", lang=lang).format(
			_(state, lang=lang, context=TASK), text
		),
		TASK,
		task.name,
	)


def _mail(users: list[str], task: Document) -> None:
	"""Mail colleagues who want mail, where the bank sends any: that they are asked and where, nothing of the customer."""
	if not frappe.db.exists("Email Account", {"default_outgoing": 1, "enable_outgoing": 1}):
		return
	for user in users:
		if not is_email_notifications_enabled_for_type(user, "Assignment"):
			continue
		email, language = frappe.db.get_value("User", user, ("email", "language"))
		frappe.sendmail(
			recipients=[email],
			subject=_("Collaboration task {0}", lang=language).format(task.name),
			message=_("You are asked for help with a work order: {0}", lang=language).format(
				get_url_to_form(TASK, task.name)
			),
			reference_doctype=TASK,
			reference_name=task.name,
		)


def _refuse(message: str) -> None:
	frappe.throw(message, frappe.PermissionError, title=_("Not Permitted"))


def forget(task: Document) -> None:
	"""Bring the order up to date after a task was deleted (`after_delete`)."""
	if frappe.db.exists(ORDER, task.work_order):
		refresh_order(task.work_order)
