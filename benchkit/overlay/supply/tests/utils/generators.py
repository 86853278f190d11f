"""Records that test modules bring along in `test_records.json` beside a DocType."""

import json
from pathlib import Path

import frappe

TEST_LOG = ".test_log"


def make_test_records(doctype: str, force: bool = False, commit: bool = False) -> list[str]:
	"""Insert a DocType's `test_records.json`; none is fine. Returns the names."""
	folder = Path(frappe.get_module_path(frappe.get_meta(doctype).module, "doctype", frappe.scrub(doctype)))
	path = folder / "test_records.json"
	if not path.exists():
		return []
	return make_test_objects(doctype, json.loads(path.read_text()), commit=commit)


def make_test_objects(
	doctype: str, test_records: list[dict], reset: bool = False, commit: bool = False
) -> list[str]:
	"""Insert records of a DocType; one that is there already stays. Returns the names."""
	names = []
	for record in test_records:
		doc = frappe.get_doc({"doctype": doctype, **record})
		if doc.name and frappe.db.exists(doc.doctype, doc.name) and not reset:
			names.append(doc.name)
			continue
		doc.insert(ignore_if_duplicate=True)
		names.append(doc.name)
	if commit:
		frappe.db.commit()
	return names


def _clear_test_log() -> None:
	"""A new site has no memory of records made by earlier test runs."""
	Path(frappe.get_site_path(TEST_LOG)).unlink(missing_ok=True)
