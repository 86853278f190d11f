"""The benchmark's rows: seeded, with the shape of a bank's own exports; nobody real is in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import frappe

from bank_crm.analytics.sync.checkpoint import checkpoint

CUSTOMERS = "customers.csv"
ACCOUNTS = "accounts.csv"
_START = datetime(2026, 1, 1)
_SURNAMES = "赵钱孙李周吴郑王冯陈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_KINDS = (
	("CR01", "Deposit", "Credit"),
	("CR02", "Transfer In", "Credit"),
	("DR01", "Withdrawal", "Debit"),
	("DR02", "Transfer Out", "Debit"),
	("DR03", "Card Spend", "Debit"),
)
_WITH_COUNTERPARTY = frozenset({"CR02", "DR02"})
_CHANNELS = {"C": "Counter", "A": "ATM", "M": "Mobile", "O": "Online", "P": "POS"}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Sources:
	customers: str
	accounts: str
	transactions: str


def make_sources(folder: Path, system: str) -> Sources:
	"""Three Bank Data Sources on `folder`."""
	customers = _source(
		folder,
		system,
		"Customer",
		CUSTOMERS,
		[
			{"target_field": "external_id", "source_columns": "id"},
			{"target_field": "customer_name", "source_columns": "name"},
			{"target_field": "gender", "source_columns": "sex", "value_map": '{"1": "Male", "2": "Female"}'},
			{"target_field": "birth_date", "source_columns": "born", "date_format": "%Y%m%d"},
			{"target_field": "id_type", "default_value": "ID Card"},
			{"target_field": "id_number", "source_columns": "id_no"},
			{"target_field": "mobile", "source_columns": "phone"},
			{"target_field": "email", "source_columns": "mail"},
			{"target_field": "annual_income", "source_columns": "income"},
			{"target_field": "core_asset_type", "default_value": "Savings"},
			{"target_field": "opened_on", "source_columns": "opened"},
		],
	)
	accounts = _source(
		folder,
		system,
		"Account",
		ACCOUNTS,
		[
			{"target_field": "external_id", "source_columns": "id"},
			{"target_field": "customer", "source_columns": "owner", "required": 1},
			{"target_field": "category", "default_value": "Savings"},
			{"target_field": "account_no", "source_columns": "number"},
			{"target_field": "opened_on", "source_columns": "opened"},
		],
	)
	kinds = {code: kind for code, kind, _direction in _KINDS}
	directions = {code: direction for code, _kind, direction in _KINDS}
	transactions = _source(
		folder,
		system,
		"Transaction",
		"transactions_*.csv",
		[
			{"target_field": "external_id", "source_columns": "id"},
			{"target_field": "account", "source_columns": "account"},
			{"target_field": "posted_at", "source_columns": "posted"},
			{"target_field": "txn_type", "source_columns": "kind", "value_map": frappe.as_json(kinds)},
			{"target_field": "direction", "source_columns": "kind", "value_map": frappe.as_json(directions)},
			{"target_field": "amount", "source_columns": "amount"},
			{"target_field": "balance_after", "source_columns": "balance"},
			{"target_field": "channel", "source_columns": "channel", "value_map": frappe.as_json(_CHANNELS)},
			{"target_field": "counterparty", "source_columns": "other_name"},
			{"target_field": "counterparty_account", "source_columns": "other_account"},
			{"target_field": "summary", "source_columns": "text"},
			{"target_field": "currency", "default_value": "CNY"},
		],
	)
	checkpoint()
	return Sources(customers, accounts, transactions)


def _source(folder: Path, system: str, entity: str, pattern: str, mapping: list[dict[str, object]]) -> str:
	doc = frappe.get_doc(
		{
			"doctype": "Bank Data Source",
			"source_name": f"{system} {entity}",
			"source_system": system,
			"entity": entity,
			"enabled": 0,
			"connector": "Folder",
			"folder_path": str(folder),
			"file_pattern": pattern,
			"mapping": mapping,
		}
	)
	return doc.insert().name


def write_customers(folder: Path, count: int, seed: int) -> None:
	chance = random.Random(seed)
	rows = (_customer(n, chance) for n in range(1, count + 1))
	_write(folder / CUSTOMERS, _with_head("id,name,sex,born,id_no,phone,mail,income,opened", rows))


def _customer(number: int, chance: random.Random) -> str:
	born = datetime(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
	name = chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN)
	sex = 1 + number % 2
	# area 110101, a birth date, a serial number that tells all apart, and the check digit
	body = f"{110101 + number // 1000 % 800}{born:%Y%m%d}{number % 1000:03d}"
	check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS)) % 11]
	phone = 13_000_000_000 + number
	return (
		f"K{number},{name},{sex},{born:%Y%m%d},{body}{check},{phone},k{number}@example.com,"
		f"{chance.randrange(30, 900) * 1000},2020-05-{1 + number % 28:02d}"
	)


def write_accounts(folder: Path, count: int) -> None:
	rows = (f"A{n},K{n},{6_222_000_000_000_000 + n},2020-06-{1 + n % 28:02d}" for n in range(1, count + 1))
	_write(folder / ACCOUNTS, _with_head("id,owner,number,opened", rows))


def write_transactions(folder: Path, label: str, first: int, count: int, accounts: int, seed: int) -> None:
	chance = random.Random(f"{seed}:{label}")
	head = "id,account,posted,kind,amount,balance,channel,other_name,other_account,text"
	rows = (_transaction(first + n, chance, accounts) for n in range(1, count + 1))
	_write(folder / f"transactions_{label}.csv", _with_head(head, rows))


def _transaction(number: int, chance: random.Random, accounts: int) -> str:
	kind = chance.choice(_KINDS)[0]
	posted = _START + timedelta(seconds=number * 7)
	cents = chance.randrange(100, 2_000_000)
	other = (
		f"客户{number % 9973},{6_217_000_000_000_000 + chance.randrange(10**9)}"
		if kind in _WITH_COUNTERPARTY
		else ","
	)
	return (
		f"T{number},A{chance.randrange(1, accounts + 1)},{posted.isoformat(sep=' ')},{kind},"
		f"{cents / 100:.2f},{cents / 10:.2f},{chance.choice('CAMOP')},{other},日常交易"
	)


def _with_head(head: str, rows: Iterator[str]) -> Iterator[str]:
	yield head
	yield from rows


def _write(path: Path, lines: Iterator[str]) -> None:
	with path.open("w", encoding="utf-8") as file:
		for line in lines:
			file.write(line)
			file.write("\n")
