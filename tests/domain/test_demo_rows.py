"""The rows: same plan, same rows; masks instead of numbers; files LOAD DATA reads back right."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bank_crm.demo.chunk import make_chunk
from bank_crm.demo.organisation import build_organisation
from bank_crm.demo.plan import Plan
from bank_crm.demo.rows import Context, Naming, tables
from bank_crm.demo.sheet import NULL, Sheet
from bank_crm.domain import masking
from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import Sealed

TODAY = date(2026, 11, 21)
KINDS = {
	"Bank Customer": {"mobile": SealKind.MOBILE, "email": SealKind.EMAIL, "id_number": SealKind.ID_NUMBER},
	"Bank Customer Account": {"account_no": SealKind.ACCOUNT_NO, "card_no": SealKind.CARD_NO},
	"Bank Standing Order": {"counterparty_account": SealKind.ACCOUNT_NO},
	"Bank Customer Transaction": {"counterparty_account": SealKind.ACCOUNT_NO},
}
TIERS = [(0.0, "Mass"), (500_000.0, "Wealth Potential"), (1_000_000.0, "Wealth"), (6_000_000.0, "Private")]


class Recorder:
	"""Seals with the real masks and remembers what it was given."""

	def __init__(self) -> None:
		self.raw: list[str] = []

	def __call__(self, doctype: str, field: str, values: Sequence[str | None]) -> list[Sealed | None]:
		self.raw += [value for value in values if value]
		kind = KINDS[doctype][field]
		return [Sealed(masking.mask(kind, v), f"sealed{len(v)}", "0" * 64, 1) if v else None for v in values]


def sheets(plan: Plan, naming: Naming | None = None) -> tuple[dict[str, Sheet], Recorder]:
	bank, seal = build_organisation(plan), Recorder()
	users = [f"{employee.number}@bank.example" for employee in bank.staff]
	context = Context(bank, users, TIERS, naming or Naming(), KINDS, seal)
	made = {sheet.doctype: sheet for sheet in tables(make_chunk(plan.chunk(0), bank), context)}
	return made, seal


def test_the_same_plan_gives_the_same_rows() -> None:
	first, second = (sheets(Plan.for_size(300, TODAY))[0] for _ in range(2))
	assert {name: sheet.digest() for name, sheet in first.items()} == {
		name: sheet.digest() for name, sheet in second.items()
	}


@pytest.mark.parametrize(
	"other",
	[Plan.for_size(300, TODAY, seed=1), Plan.for_size(300, date(2026, 11, 22)), Plan.for_size(301, TODAY)],
)
def test_another_plan_gives_other_rows(other: Plan) -> None:
	first, second = sheets(Plan.for_size(300, TODAY))[0], sheets(other)[0]
	for doctype in ("Bank Customer", "Bank Customer Transaction", "Bank Behaviour Event"):
		assert first[doctype].digest() != second[doctype].digest()


def test_no_raw_number_is_left_in_any_cell() -> None:
	made, seal = sheets(Plan.for_size(300, TODAY))
	raw = set(seal.raw)
	assert len(raw) > 1_000
	for sheet in made.values():
		for name, column in sheet.columns.items():
			texts = {value for value in column.to_pylist() if isinstance(value, str)}
			assert not texts & raw, f"{sheet.doctype}.{name}"
	customers = made["Bank Customer"].columns
	assert all("****" in mobile for mobile in customers["mobile"].to_pylist())


def test_every_sealed_cell_has_its_vault_row() -> None:
	made, _ = sheets(Plan.for_size(300, TODAY))
	vault = made["Bank Sealed Value"].columns
	kept = set(
		zip(
			vault["ref_doctype"].to_pylist(),
			vault["ref_field"].to_pylist(),
			vault["ref_name"].to_pylist(),
			strict=True,
		)
	)
	cells = {
		(doctype, field, str(name))
		for doctype, fields in KINDS.items()
		for field in fields
		for name, mask in zip(
			made[doctype].columns["name"].to_pylist(), made[doctype].columns[field].to_pylist(), strict=True
		)
		if mask
	}
	assert kept == cells and len(kept) == len(vault["name"])


def test_names_are_unique_and_links_lead_somewhere() -> None:
	naming = Naming(customer=70, account=500, transaction=9_000)
	made, _ = sheets(Plan.for_size(300, TODAY), naming)
	names = {doctype: sheet.columns["name"].to_pylist() for doctype, sheet in made.items()}
	for doctype, found in names.items():
		assert len(set(found)) == len(found), doctype
	assert names["Bank Customer"][0] == "BC00000071"
	assert names["Bank Customer Account"][0] == "BA0000000501"
	assert names["Bank Customer Transaction"][0] == 9_001
	links = (
		("Bank Customer Account", "customer", "Bank Customer"),
		("Bank Customer Transaction", "customer", "Bank Customer"),
		("Bank Customer Transaction", "account", "Bank Customer Account"),
		("Bank Behaviour Event", "customer", "Bank Customer"),
		("Bank Asset Snapshot", "customer", "Bank Customer"),
		("Bank Account Holder", "parent", "Bank Customer Account"),
		("Bank Account Holder", "customer", "Bank Customer"),
		("Bank Standing Order", "account", "Bank Customer Account"),
		("Bank Customer Account", "linked_account", "Bank Customer Account"),
	)
	for doctype, field, target in links:
		assert set(made[doctype].columns[field].to_pylist()) - {None} <= set(names[target]), (doctype, field)


def test_customers_of_neighbouring_chunks_have_different_names() -> None:
	plan = Plan(60, TODAY, chunk_size=30)
	bank = build_organisation(plan)
	users = [employee.number for employee in bank.staff]
	seen: dict[str, set[object]] = {}
	for chunk in plan.chunks():
		for sheet in tables(
			make_chunk(chunk, bank), Context(bank, users, TIERS, Naming(), KINDS, Recorder())
		):
			names = set(sheet.columns["name"].to_pylist())
			assert not names & seen.setdefault(sheet.doctype, set()), sheet.doctype
			seen[sheet.doctype] |= names


def test_customer_totals_are_those_of_the_accounts() -> None:
	made, _ = sheets(Plan.for_size(300, TODAY))
	accounts, customers = made["Bank Customer Account"].columns, made["Bank Customer"].columns
	owned: dict[str, float] = dict.fromkeys(customers["name"].to_pylist(), 0.0)
	owed = dict(owned)
	for customer, balance, liability in zip(
		accounts["customer"].to_pylist(),
		accounts["balance"].to_pylist(),
		accounts["is_liability"].to_pylist(),
		strict=True,
	):
		(owed if liability else owned)[customer] += balance
	assert customers["total_aum"].to_pylist() == pytest.approx(list(owned.values()), abs=0.005)
	assert customers["total_liability"].to_pylist() == pytest.approx(list(owed.values()), abs=0.005)


def test_direction_says_what_happens_to_the_customer() -> None:
	"""On an asset account a credit adds; on a debt a debit does."""
	made, _ = sheets(Plan.for_size(300, TODAY))
	booked = made["Bank Customer Transaction"].columns
	before: dict[str, float] = {}
	checked = 0
	for account, direction, category, amount, after in zip(
		*(
			booked[field].to_pylist()
			for field in ("account", "direction", "product_category", "amount", "balance_after")
		),
		strict=True,
	):
		adds = (direction == "Credit") != (category in ("Loan", "Credit Card"))
		if account in before:
			assert after == pytest.approx(before[account] + (amount if adds else -amount), abs=0.005)
			checked += 1
		before[account] = after
		assert amount > 0
	assert checked > 3_000


def test_tiers_follow_the_thresholds() -> None:
	made, _ = sheets(Plan.for_size(2_000, TODAY))
	columns = made["Bank Customer"].columns
	for average, tier in zip(columns["aum_month_avg"].to_pylist(), columns["tier"].to_pylist(), strict=True):
		assert tier == [name for limit, name in TIERS if average >= limit][-1]


def test_a_written_file_says_what_the_rows_say(tmp_path: Path) -> None:
	made, _ = sheets(Plan.for_size(100, TODAY))
	for sheet in made.values():
		path = tmp_path / "rows.tsv"
		sheet.write(str(path))
		with open(path, newline="", encoding="utf-8") as file:
			read = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
		assert len(read) == len(sheet)
		columns = list(sheet.columns.values())
		for place in range(0, len(sheet), 37):
			for text, column in zip(read[place], columns, strict=True):
				value = column[place].as_py()
				if value is None:
					assert text == NULL
				elif isinstance(value, float):
					assert float(text) == value
				else:
					assert text == str(value)


def test_money_is_exact_to_the_cent(tmp_path: Path) -> None:
	sheet = Sheet("Bank Asset Snapshot", np.arange(5))
	cents = np.array([1, 999, 10_000_000_000_01, 18_000_000_000, 0])
	sheet.money("total_aum", cents)
	sheet.write(str(tmp_path / "rows.tsv"))
	lines = (tmp_path / "rows.tsv").read_text().splitlines()
	assert [round(float(line.split("\t")[1]) * 100) for line in lines] == pytest.approx(
		cents.tolist(), abs=0.5
	)
