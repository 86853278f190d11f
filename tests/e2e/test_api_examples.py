"""The examples of docs/api.md, run by a shell against the running bench, one after another as they stand (INT-06, CUS-19)."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from bank_crm.permissions import roles
from benchkit.environment import process_env
from benchkit.paths import Bench
from tests.e2e.conftest import Login

#: A block for the shell, and the answer it shows.
EXAMPLE = re.compile(r"```bash\n(?P<command>.*?)```\n```json\n(?P<answer>.*?)```", re.S)
PAGE = Path(__file__).parents[2] / "docs" / "api.md"
#: Gives an agent a key, a customer a number to call from, and the bank a gateway that signs.
PREPARE = """
import json, secrets, sys, frappe
frappe.init(sys.argv[1], sites_path=".")
frappe.connect()
frappe.set_user("Administrator")
user = frappe.db.get_value("User", {"username": sys.argv[2]}) or sys.argv[2]
doc = frappe.get_doc("User", user)
secret = secrets.token_hex(8)
doc.api_key, doc.api_secret = doc.api_key or frappe.generate_hash(length=15), secret
doc.save()
from bank_crm.compliance import sealing
from bank_crm.domain.enums import SealKind
from bank_crm.tests import factories
number = "13912340917"
found = sealing.find(SealKind.MOBILE, number, "Bank Customer", "mobile")
customer = found[0] if found else factories.make_customer(mobile=number).name
kept = "API 示例"
name = frappe.db.get_value("Bank Message Gateway", {"gateway_name": kept})
gateway = frappe.get_doc("Bank Message Gateway", name) if name else frappe.new_doc("Bank Message Gateway")
gateway.update({"gateway_name": kept, "channel": "WeChat", "kind": "HTTP", "url": "https://gateway.example",
	"enabled": 1, "secret": "a" * 32, "receipt_secret": "b" * 32, "key_id": "k1"})
gateway.save()
frappe.db.commit()
print(json.dumps({"API_KEY": doc.api_key, "API_SECRET": secret,
	"PHONE": number, "GATEWAY": gateway.name, "RECEIPT_SECRET": "b" * 32, "CUSTOMER": customer}))
"""
TIDY = """
import sys, frappe
frappe.init(sys.argv[1], sites_path=".")
frappe.connect()
frappe.set_user("Administrator")
frappe.db.set_value("Bank Message Gateway", {"gateway_name": "API 示例"}, "enabled", 0)
frappe.db.set_value("User", {"username": sys.argv[2]}, "api_key", None)
frappe.db.commit()
"""


@dataclass(frozen=True)
class Example:
	command: str
	answer: object


def examples() -> list[Example]:
	"""The examples of the page, in their order."""
	text = PAGE.read_text(encoding="utf-8")
	return [Example(match["command"], json.loads(match["answer"])) for match in EXAMPLE.finditer(text)]


def of_shape(shown: object, given: object) -> bool:
	"""Whether an answer has what the page shows: its keys, its kinds of values, its lists' first rows."""
	if isinstance(shown, dict):
		return isinstance(given, dict) and all(
			key in given and of_shape(one, given[key]) for key, one in shown.items()
		)
	if isinstance(shown, list):
		return isinstance(given, list) and (not shown or (bool(given) and of_shape(shown[0], given[0])))
	if isinstance(shown, str):
		return given is None or isinstance(given, str | int)
	return type(shown) is type(given)


def in_site(bench: Bench, script: str, *arguments: str) -> str:
	done = subprocess.run(
		[str(bench.python), "-c", script, *arguments],
		cwd=bench.sites,
		env=process_env(bench),
		capture_output=True,
		text=True,
	)
	assert done.returncode == 0, done.stderr
	return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


@pytest.fixture(scope="module")
def shell(
	bench: Bench,
	demo_site: str,
	address: str,
	logins: dict[str, Login],
	tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:
	"""The variables the examples speak of."""
	agent = logins[roles.SERVICE_AGENT]
	known = json.loads(in_site(bench, PREPARE, demo_site, agent.user))
	host = address.partition("://")[2]
	port = host.partition(":")[2]
	jar = tmp_path_factory.mktemp("api") / "cookies"
	# the host's name is the site; no name server need know it
	config = jar.with_name(".curlrc")
	config.write_text(f'resolve = "{demo_site}:{port}:127.0.0.1"\n', encoding="utf-8")
	yield {
		**os.environ,
		**known,
		"SITE": address,
		"EMPLOYEE": agent.user,
		"PASSWORD": agent.password,
		"JAR": str(jar),
		"CURL_HOME": str(jar.parent),
	}
	in_site(bench, TIDY, demo_site, agent.user)


def run(command: str, shell: dict[str, str]) -> object:
	done = subprocess.run(
		["bash", "-euo", "pipefail", "-c", command], env=shell, capture_output=True, text=True, timeout=120
	)
	assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
	return json.loads(done.stdout)


def test_the_page_has_its_examples() -> None:
	commands = "".join(example.command for example in examples())
	for needed in (
		"screen_pop.pop",
		"create_order",
		"message_receipts.receive",
		"query_report.run",
		"api/method/login",
	):
		assert needed in commands


@pytest.mark.parametrize("number", range(len(examples())))
def test_an_example_answers_as_the_page_says(number: int, shell: dict[str, str]) -> None:
	example = examples()[number]
	answer = run(example.command, shell)
	assert of_shape(example.answer, answer), json.dumps(answer, ensure_ascii=False)[:2000]
	if "status" in example.answer:
		assert answer == example.answer
	if "screen_pop" in example.command:
		assert shell["CUSTOMER"] in [caller["name"] for caller in answer["message"]]
		assert shell["PHONE"] not in json.dumps(answer)


def test_the_same_number_again_is_the_same_order(shell: dict[str, str]) -> None:
	(example,) = [one for one in examples() if "MB-2026-000017" in one.command]
	first, second = (run(example.command, shell)["message"] for _turn in range(2))
	assert first["name"] == second["name"] and second["created"] is False


def test_a_wrong_shape_is_seen() -> None:
	assert of_shape({"a": [{"b": "x"}]}, {"a": [{"b": "y", "c": 1}], "d": 2})
	assert not of_shape({"a": [{"b": "x"}]}, {"a": []})
	assert not of_shape({"a": 1}, {"a": "1"})
	assert not of_shape({"a": 1}, {})
