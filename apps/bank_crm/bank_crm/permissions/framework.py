"""Functions of the framework that ask less than our rows need, and what they are made to ask first (SEC-20).

Each of them reads or changes by a DocType and a name it is given and checks the role at most. The request is looked
at before anything runs, by the function it ends at (`called.py`); documents of other apps are left to the framework.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.desk.search import get_link_title as frappes_link_title
from frappe.utils.global_search import search as frappes_search

from bank_crm.compliance import free_text
from bank_crm.permissions import about, called

Form = Mapping[str, Any]
Check = Callable[[Form], None]


def guard_request() -> None:
	"""Ask first (hook auth_hooks: the user is known, nothing has run yet). Raises frappe.PermissionError."""
	request = getattr(frappe.local, "request", None)
	if request is None or frappe.session.user == "Administrator":
		return
	for function in called.functions(request.path):
		for check in CHECKS.get(function, ()):
			check(frappe.local.form_dict)


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> str | None:
	"""Return what a link shows: the title of a document the user may read, else its name alone."""
	frappe.only_for("All")  # whoever is logged in
	if concerns(doctype) and not about.may(doctype, docname, "read"):
		return docname
	return frappes_link_title(doctype, docname)


@frappe.whitelist()
def search(text: str, start: int | str = 0, limit: int | str = 20, doctype: str = "") -> list[dict[str, Any]]:
	"""Search everywhere as the framework does, and keep what the user may read."""
	frappe.only_for("All")
	found = frappes_search(text, start, limit, doctype)
	return [
		row for row in found if not concerns(row["doctype"]) or about.may(row["doctype"], row["name"], "read")
	]


def concerns(doctype: object) -> bool:
	"""Tell whether the DocType's rows are ours, or may hang on ours."""
	return isinstance(doctype, str) and (doctype in about.ABOUT or free_text.is_ours(doctype))


def require(doctype: object, name: object, ptype: str) -> None:
	"""Raise frappe.PermissionError unless the user may do so to the document; nothing about it is told."""
	if concerns(doctype) and not about.may(str(doctype), name, ptype):
		_refuse()


def document(ptype: str, doctype: str = "doctype", name: str = "name") -> Check:
	"""Check the document the request names by two of its values."""
	return lambda form: require(form.get(doctype), form.get(name), ptype)


def documents(ptype: str, doctype: str = "doctype", names: str = "names") -> Check:
	"""Check every document of a list of names."""

	def check(form: Form) -> None:
		for name in _listed(form.get(names)):
			require(form.get(doctype), name, ptype)

	return check


def _link(form: Form) -> None:
	"""Frappe 15 tells of any document whether it exists to whoever may choose some of its kind."""
	doctype, name = form.get("doctype"), form.get("docname")
	if concerns(doctype) and not any(about.may(str(doctype), name, ptype) for ptype in ("read", "select")):
		_refuse()


def row(doctype: str, ptype: str, *names: str) -> Check:
	"""Check rows of one of the framework's own DocTypes."""

	def check(form: Form) -> None:
		for name in names:
			for given in _listed(form.get(name)):
				require(doctype, given, ptype)

	return check


def whole(doctype: str = "doctype") -> Check:
	"""Refuse unless every row of the DocType is the user's: the function looks at all of them."""

	def check(form: Form) -> None:
		_require_whole(form.get(doctype))

	return check


def _require_whole(doctype: object) -> None:
	if concerns(doctype) and not (
		frappe.has_permission(str(doctype), "read") and about.sees_all(str(doctype))
	):
		_refuse()


def _chart(form: Form) -> None:
	"""A heat map adds up every row; and the framework keeps a chart's figures for whoever asks for its name next."""
	if name := form.get("chart_name"):
		fields = ("type", "chart_type", "document_type")
		chart = frappe.db.get_value("Dashboard Chart", name, fields, as_dict=True)
	else:
		chart = frappe.parse_json(form.get("chart"))
	if not isinstance(chart, dict):
		return
	if not name:
		frappe.local.form_dict["no_cache"] = 1  # the name it is kept by is the request's own
	elif concerns(chart.get("document_type")):
		frappe.local.form_dict["refresh"] = 1
	if chart.get("type") == "Heatmap":
		_require_whole(chart.get("document_type"))


def _opens_dashboard(form: Form) -> None:
	"""What stands on a dashboard is for whoever opens it."""
	frappe.has_permission("Dashboard", "read", doc=form.get("dashboard_name"), throw=True)


def _cards(form: Form) -> None:
	"""A board names the documents on its cards."""
	doctype = frappe.db.get_value("Kanban Board", form.get("board_name"), "reference_doctype")
	order = frappe.parse_json(form.get("order")) or {}
	listed = [name for names in order.values() for name in names] if isinstance(order, dict) else []
	for name in [*listed, *filter(None, [form.get("docname")])]:
		require(doctype, name, "read")


def _report(form: Form) -> None:
	"""A report runs as the one who asks, and another's prepared one stays the other's."""
	if form.get("user") not in (None, "", frappe.session.user):
		_refuse()
	filters = frappe.parse_json(form.get("filters"))
	prepared = filters.get("prepared_report_name") if isinstance(filters, dict) else None
	if prepared and frappe.db.get_value("Prepared Report", prepared, "owner") != frappe.session.user:
		_refuse()


def _payload(form: Form) -> None:
	"""A document made up for printing prints the titles of whatever it links to."""
	if form.get("name"):
		return
	values = frappe.parse_json(form.get("doc"))
	if isinstance(values, dict) and concerns(values.get("doctype")):
		_require_links(values)


def _require_links(values: Mapping[str, Any]) -> None:
	meta = frappe.get_meta(str(values["doctype"]))
	for field in meta.get_link_fields():
		if free_text.is_ours(field.options) and (name := values.get(field.fieldname)):
			require(field.options, name, "read")
	for field in meta.get_table_fields():
		for entry in values.get(field.fieldname) or []:
			_require_links({**entry, "doctype": field.options})


def _follower(form: Form) -> None:
	if form.get("user") not in (None, "", frappe.session.user):
		_refuse()


def _closed(form: Form) -> None:
	"""Nobody of the bank works with it, and it reaches people or rows unasked."""
	if "System Manager" not in frappe.get_roles():
		_refuse()


def _aliased(form: Form) -> None:
	"""Reached by another name than the one our own function stands for."""
	_refuse()


def _listed(given: object) -> Iterable[Any]:
	if not given:
		return []
	if isinstance(given, str) and not given.startswith("["):
		return [given]
	found = frappe.parse_json(given)
	return found if isinstance(found, list) else [found]


def _refuse() -> None:
	frappe.throw(_("Not permitted"), frappe.PermissionError)


_follow = document("read", "doctype", "doc_name")
_board = "frappe.desk.doctype.kanban_board.kanban_board"
_dashboard = "frappe.desk.doctype.dashboard.dashboard"
_tags = "frappe.desk.doctype.tag.tag"
#: Function → what is asked before it runs.
CHECKS: dict[str, tuple[Check, ...]] = {
	"frappe.automation.doctype.assignment_rule.assignment_rule.bulk_apply": (
		documents("write", names="docnames"),
	),
	"frappe.client.validate_link": (_link,),
	"frappe.core.api.file.unzip_file": (row("File", "read", "name"),),
	"frappe.core.doctype.sms_settings.sms_settings.get_contact_number": (
		document("read", "ref_doctype", "ref_name"),
		_closed,
	),
	"frappe.core.doctype.sms_settings.sms_settings.send_sms": (_closed,),
	"frappe.core.doctype.submission_queue.submission_queue.get_latest_submissions": (
		document("read", name="docname"),
	),
	f"{_board}.add_card": (_cards,),
	f"{_board}.update_order": (_cards,),
	f"{_board}.update_order_for_single_card": (_cards,),
	f"{_dashboard}.get_permitted_cards": (_opens_dashboard,),
	f"{_dashboard}.get_permitted_charts": (_opens_dashboard,),
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": (_chart,),
	f"{_tags}.add_tag": (document("write", "dt", "dn"),),
	f"{_tags}.add_tags": (documents("write", "dt", "docs"),),
	f"{_tags}.get_tagged_docs": (whole(),),
	f"{_tags}.remove_tag": (document("write", "dt", "dn"),),
	"frappe.desk.form.document_follow.follow_document": (_follow, _follower),
	"frappe.desk.form.document_follow.get_follow_users": (_follow,),
	"frappe.desk.form.document_follow.unfollow_document": (_follow, _follower),
	"frappe.desk.form.document_follow.update_follow": (_follow,),
	"frappe.desk.form.utils.get_next": (document("read", name="value"),),
	"frappe.desk.like.toggle_like": (document("read"),),
	"frappe.desk.query_report.run": (_report,),
	"frappe.desk.search.get_link_title": (_aliased,),
	"frappe.desk.treeview.get_children": (whole(),),
	"frappe.email.create_email_flag_queue": (row("Communication", "write", "names"),),
	"frappe.email.inbox.create_email_flag_queue": (row("Communication", "write", "names"),),
	"frappe.email.relink": (
		row("Communication", "read", "name"),
		document("read", "reference_doctype", "reference_name"),
	),
	"frappe.model.document.unlock_document": (document("write"),),
	"frappe.share.get_users": (document("read"),),
	"frappe.utils.diff.get_version_diff": (row("Version", "read", "from_version", "to_version"),),
	"frappe.utils.file_manager.add_attachments": (document("write"),),
	"frappe.utils.global_search.search": (_aliased,),
	"frappe.utils.print_format.print_by_server": (document("print"),),
	"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": (whole(),),
	"frappe.www.printview.get_html_and_style": (_payload,),
	"frappe.www.printview.get_rendered_raw_commands": (_payload,),
}
