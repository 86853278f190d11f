"""The pure layer stays pure, and the package can be imported without the framework."""

import ast
import subprocess
import sys

import pytest
from app_sources import APP, code

DOMAIN = APP / "domain"


def imported(tree: ast.Module) -> list[str]:
	names = []
	for node in ast.walk(tree):
		if isinstance(node, ast.Import):
			names += [alias.name for alias in node.names]
		elif isinstance(node, ast.ImportFrom):
			# two dots would leave bank_crm.domain; deeper packages are resolved by their own depth
			names.append("." * node.level + (node.module or ""))
	return names


@pytest.mark.parametrize(
	"source",
	[source for source in code() if source.path.is_relative_to(DOMAIN)],
	ids=lambda source: source.name,
)
def test_domain_imports_standard_library_and_itself_only(source):
	depth = len(source.path.relative_to(DOMAIN).parts)
	for name in imported(source.tree):
		if name.startswith("."):
			assert len(name) - len(name.lstrip(".")) <= depth, (
				f"{source.name} leaves the pure layer by {name}"
			)
		else:
			inside = name == "bank_crm.domain" or name.startswith("bank_crm.domain.")
			assert inside or name.split(".")[0] in sys.stdlib_module_names, f"{source.name} imports {name}"


def test_package_and_domain_import_without_the_framework():
	script = """
import importlib, pkgutil, sys
sys.modules["frappe"] = None  # any import of it fails
import bank_crm, bank_crm.domain
for info in pkgutil.walk_packages(bank_crm.domain.__path__, "bank_crm.domain."):
	importlib.import_module(info.name)
print(bank_crm.__version__)
"""
	done = subprocess.run(
		[sys.executable, "-c", script], cwd=APP.parent, capture_output=True, text=True, timeout=60
	)
	assert done.returncode == 0, done.stderr
	assert done.stdout.strip().count(".") == 2


def test_nothing_in_the_app_knows_the_bench_of_this_repository():
	for source in code():
		assert not [name for name in imported(source.tree) if name.split(".")[0] == "benchkit"], source.name


def test_only_compat_asks_for_the_frameworks_version():
	for source in code():
		if source.name != "compat.py":
			assert "frappe.__version__" not in source.text, source.name


def test_no_site_is_touched_while_importing():
	"""A call on frappe at module level would run before a site is known."""
	allowed = {"frappe.whitelist", "frappe.validate_and_sanitize_search_inputs"}
	import app_sources

	for source in code():
		for node in source.tree.body:
			if isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
				later = {
					id(call)
					for inner in ast.walk(node)
					if isinstance(inner, ast.Lambda)
					for call in app_sources.calls(inner)
				}
				called = {
					app_sources.dotted(call.func) for call in app_sources.calls(node) if id(call) not in later
				}
				touched = {name for name in called if name.startswith("frappe.") or name == "_"} - allowed
				assert not touched, f"{source.name}: {touched}"
