"""Nothing leaves for a customer that has not asked the gate (RSK-08, INT-06)."""

import ast

import pytest
from app_sources import Source, calls, code, dotted

#: The doors themselves: they send what they are handed, and only modules that ask the gate hold them.
DOORS = {"customer/care/channels.py", "service/intake/replies.py"}
#: Messages to members of staff: about their own account, a colleague's question, a report of theirs.
TO_STAFF = {"analytics/semantic/sending.py", "compliance/password_codes.py", "service/orders/tasks.py"}
SENDING = {
	"frappe.sendmail",
	"send_sms",
	"sms_settings.send_sms",
	"send_request",
	"sms_settings.send_request",
	"frappe.core.doctype.communication.email.make",
}
ASKING = {
	"gate.may_contact",
	"gate.may_contact_each",
	"gate.reachable",
	"gate.allowed",
	"may_contact",
	"may_contact_each",
}
EVERY = pytest.mark.parametrize("source", code(), ids=lambda source: source.name)


def sends(tree: ast.AST) -> bool:
	return any(dotted(call.func) in SENDING for call in calls(tree)) or any(
		isinstance(node, ast.Constant) and node.value == "Email Queue" and _is_made(tree)
		for node in ast.walk(tree)
	)


def _is_made(tree: ast.AST) -> bool:
	"""Whether the module makes documents of a mail itself: frappe.get_doc({"doctype": "Email Queue", …})."""
	for call in calls(tree):
		for argument in call.args:
			if dotted(call.func) in ("frappe.get_doc", "frappe.new_doc") and "Email Queue" in ast.dump(
				argument
			):
				if isinstance(argument, ast.Dict) or dotted(call.func) == "frappe.new_doc":
					return True
	return False


def opens_a_door(tree: ast.AST) -> bool:
	return any(
		dotted(call.func).split(".")[-1] == "gateways" or dotted(call.func) == "replies.send"
		for call in calls(tree)
	)


def asks(tree: ast.AST) -> bool:
	return any(dotted(call.func) in ASKING for call in calls(tree))


@EVERY
def test_RSK_08_whoever_sends_to_customers_asks_the_gate(source: Source):
	if source.name in DOORS | TO_STAFF:
		return
	assert not sends(source.tree), (
		f"{source.name} sends by itself: use a gateway and ask compliance/contact/gate.py"
	)
	if opens_a_door(source.tree):
		assert asks(source.tree), f"{source.name} has a gateway and does not ask compliance/contact/gate.py"


def test_the_rule_finds_a_sender():
	for text in (
		"frappe.sendmail(recipients=['a@b.example'])",
		"send_sms(['139'], 'x')",
		"frappe.get_doc({'doctype': 'Email Queue'}).insert()",
	):
		assert sends(ast.parse(text)), text
	assert opens_a_door(ast.parse("channels.gateways()['SMS'].send(message)"))
	assert asks(ast.parse("gate.may_contact(customer, 'SMS', 'Care')"))
	assert not asks(ast.parse("channels.gateways()"))


def test_exceptions_are_needed():
	names = {source.name: source for source in code()}
	for name in DOORS | TO_STAFF:
		assert sends(names[name].tree) or opens_a_door(names[name].tree), name
