"""The DocType files are sound (and nobody else's)."""

from pathlib import Path

import app_sources
import pytest
from app_sources import DocTypeFile, scrub

CORE = {
	"User",
	"Currency",
	"DocType",
	"Role",
	"Language",
	"Country",
	"File",
	"Report",
	"Workflow State",
	"Data Import",
}
#: Nothing but their number tells them apart.
KNOWN_BY_NUMBER = {"Bank Retention Run", "Bank Survey Version"}
EVERY = pytest.mark.parametrize("doctype", app_sources.doctypes(), ids=lambda doctype: doctype.name)
OWN = {doctype.name: doctype for doctype in app_sources.doctypes()}


@EVERY
def test_name_folder_class_and_module_agree(doctype: DocTypeFile):
	assert doctype.name.startswith("Bank ")
	assert doctype.path.stem == doctype.path.parent.name == scrub(doctype.name)
	assert doctype.data["module"] in app_sources.modules()
	assert doctype.path.parts[-4] == scrub(doctype.data["module"])
	controller = doctype.sibling("{}.py").read_text(encoding="utf-8")
	assert f"class {doctype.name.replace(' ', '').replace('-', '')}(" in controller
	assert "# begin: auto-generated types" in controller


@EVERY
def test_every_doctype_is_tested(doctype: DocTypeFile):
	"""By a test beside it, or by name in another test of the app."""
	beside = doctype.sibling("test_{}.py")
	tests = [source for source in app_sources.python_sources() if source.is_test]
	assert beside.is_file() or any(f'"{doctype.name}"' in source.text for source in tests)


@EVERY
def test_field_order_lists_every_field_once(doctype: DocTypeFile):
	names = [field["fieldname"] for field in doctype.fields]
	assert len(names) == len(set(names))
	assert doctype.data["field_order"] == names


@EVERY
def test_links_and_tables_lead_somewhere(doctype: DocTypeFile):
	known = {*OWN, *CORE, *taken_names()}
	fieldnames = {field["fieldname"] for field in doctype.fields}
	for field in doctype.fields:
		where = f"{doctype.name}.{field['fieldname']}"
		if field["fieldtype"] == "Link":
			assert field["options"] in known, where
		elif field["fieldtype"] == "Dynamic Link":
			assert field["options"] in fieldnames, where
		elif field["fieldtype"] in app_sources.TABLE_TYPES:
			assert OWN[field["options"]].data.get("istable"), where
		if field["fieldtype"] not in ("Section Break", "Column Break"):
			assert field.get("label"), where
		if field.get("reqd") and field["fieldtype"] == "Select" and "default" not in field:
			assert field["options"].startswith("\n"), (
				f"{where}: its first option would be taken as the answer"
			)


#: Whose first tab is not where things are entered: a customer's page of what is known; what a source is asked comes before where it goes.
ENTERED_LATER = {"Bank Customer", "Bank Data Source"}


@EVERY
def test_what_must_be_filled_in_is_in_sight_when_a_form_opens(doctype: DocTypeFile):
	by_name = {field["fieldname"]: field for field in doctype.fields}
	tab, folded, later = 0, False, []
	for place, name in enumerate(doctype.data["field_order"]):
		field = by_name[name]
		if field["fieldtype"] in ("Tab Break", "Section Break"):
			tab += field["fieldtype"] == "Tab Break" and place > 0
			folded = bool(field.get("collapsible"))
		asked = field.get("reqd") and not (
			field.get("default") or field.get("hidden") or field.get("read_only")
		)
		if asked and (folded or (tab and doctype.name not in ENTERED_LATER)):
			later.append(name)
	assert not later


@EVERY
def test_titles_searches_and_sorting_are_set(doctype: DocTypeFile):
	data, names = doctype.data, {field["fieldname"] for field in doctype.fields} | {"name"}
	assert data["sort_field"] == "creation", "Frappe 15 and 16 have different defaults"
	if data.get("istable") or data.get("issingle"):
		return
	if doctype.name in KNOWN_BY_NUMBER:
		assert "title_field" not in data
	else:
		assert data["title_field"] in names - {"name"}, "the list makes a column of this field"
	assert {name.strip() for name in data["search_fields"].split(",")} <= names
	listed = [field["fieldname"] for field in doctype.fields if field.get("in_list_view")]
	assert listed, f"{doctype.name} shows nothing in its list"


@EVERY
def test_permissions_name_the_apps_roles_and_never_export(doctype: DocTypeFile):
	customers = doctype.name == "Bank Customer" or any(
		field.get("options") == "Bank Customer" for field in doctype.fields
	)
	known = app_sources.role_names() if customers else app_sources.role_names() | {"System Manager"}
	for entry in doctype.data["permissions"]:
		assert entry["role"] in known, f"{doctype.name}: {entry['role']}"
		assert not entry.get("export") and not entry.get("share"), (
			f"{doctype.name}: nobody exports or shares (SEC-12)"
		)
		assert entry.get("read") or entry.get("select"), f"{doctype.name}: {entry['role']}"


@EVERY
def test_documents_have_readers_unless_closed_on_purpose(doctype: DocTypeFile):
	closed = doctype.data.get("istable") or doctype.name == "Bank Sealed Value"
	assert bool(doctype.data["permissions"]) != bool(closed)


@EVERY
def test_name_is_not_taken(doctype: DocTypeFile):
	taken = {name.casefold() for name in taken_names()}
	assert doctype.name.casefold() not in taken
	assert scrub(doctype.name) not in {scrub(name) for name in taken}


def test_list_of_taken_names_is_a_list():
	names = taken_names()
	assert len(names) == len(set(names)) > 1000
	assert {
		"Customer",
		"Bank",
		"Bank Account",
		"Work Order",
		"HD Ticket",
		"CRM Lead",
		"LMS Course",
		"Loan",
	} <= set(names)


def test_select_options_are_a_vocabulary_of_the_domain():
	known = set(app_sources.vocabularies().values())
	for doctype in app_sources.doctypes():
		for field in doctype.fields:
			if field["fieldtype"] == "Select":
				options = tuple(option for option in field["options"].split("\n") if option)
				assert options in known, f"{doctype.name}.{field['fieldname']} has no enum with {options}"


def test_vocabularies_are_used():
	"""An enum that claims to mirror a field and mirrors none has gone stale."""
	free = {"bank_crm.domain.enums.Vocabulary", "bank_crm.domain.enums.TierName"}
	offered = {
		tuple(option for option in field["options"].split("\n") if option)
		for doctype in app_sources.doctypes()
		for field in doctype.fields
		if field["fieldtype"] == "Select"
	}
	mirrored = {
		name: values
		for name, values in app_sources.vocabularies().items()
		if name.startswith(("bank_crm.domain.enums.", "bank_crm.domain.customer_enums."))
	}
	assert {name for name, values in mirrored.items() if values not in offered} - free == set()


def test_modules_have_folders_and_free_names():
	taken = {
		"Accounts",
		"CRM",
		"Buying",
		"Projects",
		"Selling",
		"Setup",
		"Manufacturing",
		"Stock",
		"Support",
		"Utilities",
	}
	taken |= {
		"Assets",
		"Portal",
		"Maintenance",
		"Regional",
		"ERPNext Integrations",
		"Quality Management",
		"Communication",
	}
	taken |= {
		"Telephony",
		"Bulk Transaction",
		"Subcontracting",
		"EDI",
		"HR",
		"Payroll",
		"LMS",
		"Job",
		"FCRM",
		"Helpdesk",
	}
	taken |= {
		"Core",
		"Website",
		"Workflow",
		"Email",
		"Custom",
		"Geo",
		"Desk",
		"Integrations",
		"Printing",
		"Contacts",
	}
	taken |= {"Automation", "Social", "Loan Management", "Payments", "Payment Gateways"}
	for module in app_sources.modules():
		assert module not in taken
		assert (app_sources.APP / scrub(module) / "__init__.py").is_file()


def taken_names() -> list[str]:
	text = (Path(__file__).parent / "taken_names.txt").read_text(encoding="utf-8")
	return [line for line in text.splitlines() if line and not line.startswith("#")]
