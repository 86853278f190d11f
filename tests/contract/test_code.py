"""Rules for the app's code that a reader would otherwise have to remember."""

import ast

import app_sources
import pytest
from app_sources import APP, Source, calls, code, dotted, functions

EVERY = pytest.mark.parametrize("source", code(), ids=lambda source: source.name)
#: The database language itself, where the query builder has no word for it.
#: Sequences and triggers, for which the query builder has no words.
STRINGS_ALLOWED = {
	"setup/traces.py",
	"setup/sequences.py",
	"analytics/sync/staging.py",
	"compliance/log_guard.py",
}
#: Batch jobs: what a chunk or a stage has done must be there when the job is stopped.
COMMITS_ALLOWED = {
	"analytics/sync/checkpoint.py",
	"compliance/rotation.py",
	"connection.py",
	"benchmarks/browser.py",
	"benchmarks/campaign.py",
	"benchmarks/campaign_rows.py",
	"benchmarks/effect_rows.py",
	"benchmarks/oplog.py",
	"benchmarks/sales_rows.py",
	"benchmarks/service.py",
	"benchmarks/service_agents.py",
	"benchmarks/service_http.py",
	"benchmarks/service_rows.py",
	"marketing/audience/fixing.py",
	"marketing/benefits/issuing.py",
	"marketing/benefits/using.py",
	"marketing/events/inviting.py",
	"benchmarks/journeys.py",
	"benchmarks/journeys_rows.py",
	"marketing/journeys/advancing.py",
	"marketing/journeys/calls.py",
	"marketing/journeys/jobs.py",
	"marketing/journeys/leaving.py",
	"marketing/effect/attribution.py",
	"marketing/effect/jobs.py",
	"marketing/sending/single.py",
	"marketing/sending/waves.py",
	"marketing/sending/worker.py",
	"compliance/contact/lists.py",
	"compliance/log_archive.py",
	"compliance/log_durable.py",
	"compliance/log_requests.py",
	"compliance/log_sealing.py",
	"compliance/login.py",  # a refused log-in is rolled back; its count must stay
	"compliance/privacy/carrying.py",
	"compliance/privacy/retention.py",
	"customer/audiences.py",
	"customer/file/soundness.py",
	"customer/spans.py",
	"customer/care/generate.py",
	"service/orders/dispatch.py",
	"customer/care/sending.py",
	"service/levels/recompute.py",
	"service/levels/sweep.py",
	"demo/load.py",
	"service/intake/mailboxes.py",
	"service/ratings/sending.py",
	"service/surveys/rounds.py",
	"service/surveys/rules.py",
	"service/surveys/sending.py",
}
#: Commands for a terminal.
PRINTS_ALLOWED = ("analytics/importers/", "demo/", "benchmarks/")
#: Open to guests: before the log-in nobody has a permission; POST only, and limited by address.
GUESTS_ALLOWED = {
	"api/message_receipts.py",
	"api/password_reset.py",
	"api/product_enquiry.py",
	"api/rating.py",
	"api/service_request.py",
}
PERMISSION_CALLS = {"frappe.only_for", "frappe.has_permission"}


@EVERY
def test_no_raw_sql(source: Source):
	"""SQL is built by the query builder; a statement it has built may be run by hand."""
	for call in calls(source.tree):
		if dotted(call.func) in (
			"frappe.db.sql",
			"frappe.db.multisql",
			"frappe.db.sql_ddl",
			"frappe.db.sql_list",
		):
			where = f"{source.name}:{call.lineno}"
			assert _built(call.args[0]) or source.name in STRINGS_ALLOWED, f"{where} runs SQL written by hand"


def _built(query: ast.expr) -> bool:
	"""`query.get_sql()` or `str(query)`."""
	if not isinstance(query, ast.Call):
		return False
	rendered = isinstance(query.func, ast.Attribute) and query.func.attr == "get_sql"
	return rendered or (dotted(query.func) == "str" and isinstance(query.args[0], ast.Name))


@EVERY
def test_ignored_permissions_have_a_reason_in_the_same_line(source: Source):
	for number, line in enumerate(source.lines, 1):
		if "ignore_permissions" in line:
			reason = line.partition("#")[2].strip()
			assert len(reason) >= 10, f"{source.name}:{number} says no reason"


@EVERY
def test_commits_only_in_batch_jobs_and_with_a_reason(source: Source):
	for call in calls(source.tree):
		if dotted(call.func) in ("frappe.db.commit", "db.commit"):
			where = f"{source.name}:{call.lineno}"
			assert source.name in COMMITS_ALLOWED, f"{where} commits outside a batch job"
			reason = source.lines[call.lineno - 1].partition("# nosemgrep: frappe-manual-commit")[2]
			assert len(reason) > 12, f"{where} says no reason"


@EVERY
def test_no_silent_except(source: Source):
	for node in ast.walk(source.tree):
		if isinstance(node, ast.ExceptHandler):
			where = f"{source.name}:{node.lineno}"
			assert node.type is not None, f"{where} catches everything"
			assert not all(isinstance(step, ast.Pass) for step in node.body), f"{where} is silent"


@EVERY
def test_functions_are_typed(source: Source):
	for function in functions(source.tree):
		arguments = function.args
		named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
		named += [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
		untyped = [
			argument.arg
			for argument in named
			if not argument.annotation and argument.arg not in ("self", "cls")
		]
		assert not untyped, f"{source.name}:{function.lineno} {function.name}({', '.join(untyped)})"
		assert function.returns or function.name == "__init__", (
			f"{source.name}:{function.lineno} {function.name} has no return type"
		)


@EVERY
def test_whitelisted_functions_check_permission_first(source: Source):
	helpers = {function.name: function for function in functions(source.tree)}
	for function in helpers.values():
		if not any(_is_whitelist(decorator) for decorator in function.decorator_list):
			continue
		if _open_to_guests(function):
			where = f"{source.name}:{function.lineno} {function.name}"
			assert source.name in GUESTS_ALLOWED, f"{where} is open to guests"
			assert _limited(function), f"{where} has no rate limit or may be called by GET"
			continue
		steps = function.body[1:] if ast.get_docstring(function) else function.body
		first = steps[0] if steps else None
		assert isinstance(first, ast.Expr) and _checks(first.value, helpers), (
			f"{source.name}:{function.lineno} {function.name} does something before it checks permission"
		)


@EVERY
def test_guests_are_limited(source: Source):
	"""A method anybody may call without a log-in counts its callers (SEC-18)."""
	for function in functions(source.tree):
		for decorator in function.decorator_list:
			if _is_whitelist(decorator) and _allows_guests(decorator):
				names = {dotted(call.func) for other in function.decorator_list for call in calls(other)}
				assert any(name.endswith("rate_limit") for name in names), (
					f"{source.name}:{function.lineno} {function.name} is open to guests without a limit"
				)


@EVERY
def test_asking_for_a_right_tells_nobody_anything(source: Source):
	"""A document that is asked itself puts why not into a message, which a reader sees as an empty dialog."""
	if source.is_test:
		return
	for call in calls(source.tree):
		if isinstance(call.func, ast.Attribute) and call.func.attr == "has_permission":
			asked = dotted(call.func)
			assert asked in ("frappe.has_permission", "about.has_permission"), f"{source.name}: {asked}"


@EVERY
def test_a_yes_or_no_from_the_browser_is_read_as_one(source: Source):
	"""A browser sends "0" for no, which is a text with something in it; annotations written as text convert nothing."""
	for function in ast.walk(source.tree):
		if isinstance(function, ast.FunctionDef) and any(map(_is_whitelist, function.decorator_list)):
			read = {
				call.args[0].id
				for call in calls(function)
				if dotted(call.func) == "is_yes" and isinstance(call.args[0], ast.Name)
			}
			for argument in [*function.args.args, *function.args.kwonlyargs]:
				if argument.annotation and "bool" in ast.unparse(argument.annotation):
					where = f"{source.name}:{function.name}"
					assert argument.arg in read, f"{where} takes {argument.arg} as it comes: is_yes()"


def _allows_guests(decorator: ast.expr) -> bool:
	given = decorator.keywords if isinstance(decorator, ast.Call) else []
	return any(keyword.arg == "allow_guest" and getattr(keyword.value, "value", True) for keyword in given)


def _is_whitelist(decorator: ast.expr) -> bool:
	target = decorator.func if isinstance(decorator, ast.Call) else decorator
	return dotted(target) == "frappe.whitelist"


def _open_to_guests(function: ast.FunctionDef) -> bool:
	return any(
		_is_whitelist(decorator) and isinstance(decorator, ast.Call) and keyword.arg == "allow_guest"
		for decorator in function.decorator_list
		for keyword in getattr(decorator, "keywords", [])
	)


def _limited(function: ast.FunctionDef) -> bool:
	calls_of = [decorator for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
	limited = any(dotted(decorator.func) == "rate_limit" for decorator in calls_of)
	methods = [
		ast.literal_eval(keyword.value)
		for decorator in calls_of
		if _is_whitelist(decorator)
		for keyword in decorator.keywords
		if keyword.arg == "methods"
	]
	return limited and methods == [["POST"]]


def _checks(node: ast.expr, helpers: dict[str, ast.FunctionDef]) -> bool:
	"""A call that refuses by itself, or a helper of the same file that contains one."""
	if not isinstance(node, ast.Call):
		return False
	name = dotted(node.func)
	if name == "frappe.has_permission":
		return any(
			keyword.arg == "throw" and getattr(keyword.value, "value", False) is True
			for keyword in node.keywords
		)
	if name in PERMISSION_CALLS or name.endswith(".check_permission"):
		return True
	helper = helpers.get(name)
	return helper is not None and any(_checks(call, {}) for call in calls(helper))


def test_files_and_controllers_are_short():
	for path in [*APP.rglob("*.py"), *APP.rglob("*.js")]:
		if path == APP / "hooks.py":
			continue  # one declaration a line; it grows with what the app does
		lines = path.read_text(encoding="utf-8").count("\n")
		assert lines <= 400, f"{path.relative_to(APP)} has {lines} lines"
	for doctype in app_sources.doctypes():
		lines = doctype.sibling("{}.py").read_text(encoding="utf-8").count("\n")
		assert lines <= 200, f"the controller of {doctype.name} has {lines} lines"


def test_no_print_and_no_debugging_left():
	for source in code():
		for call in calls(source.tree):
			where = f"{source.name}:{call.lineno}"
			assert dotted(call.func) not in ("breakpoint", "frappe.errprint"), where
			assert dotted(call.func) != "print" or source.name.startswith(PRINTS_ALLOWED), where
			debugging = [word for word in call.keywords if word.arg == "debug"]
			assert not any(getattr(word.value, "value", False) is True for word in debugging), where
