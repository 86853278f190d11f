"""What hooks, patches and texts name exists."""

import ast
import re

import app_sources
from app_sources import APP, code, hooks, resolves, sealed_fields

#: A path in Python; names of built files such as bank_crm.bundle.js are none.
DOTTED = re.compile(r"bank_crm(?!\.bundle\.)(\.\w+)+")


def test_hooks_are_declarations_only():
	tree = ast.parse((APP / "hooks.py").read_text(encoding="utf-8"))
	assert all(isinstance(node, ast.Assign | ast.Expr) for node in tree.body)
	assert not list(app_sources.calls(tree))


def test_no_hook_is_declared_twice():
	"""Python lets the second declaration win without a word, and the first feature is gone."""
	tree = ast.parse((APP / "hooks.py").read_text(encoding="utf-8"))
	names = [target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
	assert len(names) == len(set(names)), names
	for node in ast.walk(tree):
		if isinstance(node, ast.Dict):
			keys = [key.value for key in node.keys]
			assert len(keys) == len(set(keys)), keys


def test_every_dotted_path_in_the_app_resolves():
	for source in app_sources.python_sources():
		for node in ast.walk(source.tree):
			if (
				isinstance(node, ast.Constant)
				and isinstance(node.value, str)
				and DOTTED.fullmatch(node.value)
			):
				assert resolves(node.value), f"{source.name}:{node.lineno}: {node.value}"


def test_every_dotted_path_in_json_and_scripts_resolves():
	quoted = re.compile(r"""["'](bank_crm(?:\.\w+){2,})["']""")
	for path in [*APP.rglob("*.json"), *APP.rglob("*.js")]:
		for name in quoted.findall(path.read_text(encoding="utf-8")):
			assert resolves(name), f"{path.relative_to(APP)}: {name}"


def test_patches_resolve():
	for line in (APP / "patches.txt").read_text(encoding="utf-8").splitlines():
		name = line.split("#")[0].strip()
		if name and not name.startswith("["):
			assert resolves(f"{name}.execute"), name


def test_hooked_doctypes_exist():
	own = {doctype.name for doctype in app_sources.doctypes()}
	for hook in ("permission_query_conditions", "has_permission", "doc_events"):
		for doctype in hooks()[hook]:
			assert doctype in own or not doctype.startswith("Bank "), f"{hook}: {doctype}"


def test_every_permission_hook_knows_how_its_framework_hears_a_yes():
	"""On Frappe 15 a plain True would silence every hook asked later (SEC-20)."""
	named = {path for paths in hooks()["has_permission"].values() for path in _listed(paths)}
	marked = {
		f"bank_crm.{source.name.removesuffix('.py').replace('/', '.')}.{node.name}"
		for source in code()
		for node in source.tree.body
		if isinstance(node, ast.FunctionDef)
		and "compat.permission_hook" in map(ast.unparse, node.decorator_list)
	}
	assert named == marked


def test_sealed_doctypes_are_sealed_on_validate_and_forgotten_on_delete():
	events = hooks()["doc_events"]
	for doctype in sealed_fields():
		sealing = "bank_crm.compliance.sealing."
		assert f"{sealing}seal_document" in _listed(events[doctype]["validate"]), doctype
		assert f"{sealing}forget_document" in _listed(events[doctype]["on_trash"]), doctype


def _listed(hooked: str | list[str]) -> list[str]:
	return [hooked] if isinstance(hooked, str) else hooked


def test_sealed_fields_exist_and_nothing_that_looks_sensitive_is_left_open():
	sealed = sealed_fields()
	suspicious = re.compile(
		r"(^|_)(mobile|phone|email|id_number|passport|account_no|card_no|iban)$|_account$"
	)
	for doctype in app_sources.doctypes():
		names = {field["fieldname"]: field["fieldtype"] for field in doctype.fields}
		assert set(sealed.get(doctype.name, ())) <= set(names)
		for name, fieldtype in names.items():
			if fieldtype in ("Data", "Phone", "Small Text", "Text") and suspicious.search(name):
				assert name in sealed.get(doctype.name, ()), f"{doctype.name}.{name} is not sealed"
