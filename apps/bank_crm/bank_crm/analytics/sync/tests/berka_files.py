"""The real bank's files read with `csv` alone, without a line of the sync engine."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

# next to the repository, unless the environment says otherwise
DATA = Path(os.environ.get("BANK_CRM_DATA") or Path(__file__).resolve().parents[6].parent / "shared" / "data")


class BerkaFiles:
	def __init__(self, folder: Path) -> None:
		self.berka, self.retail = folder / "berka", folder / "retail"

	def rows(self, name: str) -> Iterator[dict[str, str]]:
		with (self.berka / name).open(newline="", encoding="ascii") as file:
			yield from csv.DictReader(file, delimiter=";")

	def sums_by_type(self) -> dict[tuple[str, str], tuple[int, float]]:
		"""The bank's own words (PRIJEM credit, VYDAJ and VYBER debit; operation and purpose) as our types."""
		sums: dict[tuple[str, str], tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
		for row in self.rows("trans_1993_1994.asc"):
			direction = "Credit" if row["type"] == "PRIJEM" else "Debit"
			key = (_kind(row["operation"], row["k_symbol"]), direction)
			count, amount = sums[key]
			sums[key] = (count + 1, amount + Decimal(row["amount"]))
		return {key: (count, round(float(amount), 2)) for key, (count, amount) in sums.items()}

	def last_balances(self) -> dict[str, float]:
		"""The file is in the order of the dates; the last line of an account tells its balance."""
		return {row["account_id"]: float(row["balance"]) for row in self.rows("trans_1993_1994.asc")}

	def owners(self) -> dict[str, str]:
		by_disposition = {row["disp_id"]: row for row in self.rows("disp.csv")}
		owner = {
			row["account_id"]: row["client_id"] for row in by_disposition.values() if row["type"] == "OWNER"
		}
		found = {f"A{account}": client for account, client in owner.items()}
		found |= {f"L{row['loan_id']}": owner[row["account_id"]] for row in self.rows("loan.csv")}
		found |= {
			f"C{row['card_id']}": by_disposition[row["disp_id"]]["client_id"] for row in self.rows("card.csv")
		}
		return found

	def loans(self) -> dict[str, float]:
		return {row["loan_id"]: float(row["amount"]) for row in self.rows("loan.csv")}

	def clients(self) -> dict[str, tuple[str, str, str, str]]:
		"""client → (name, gender, birth date, branch)."""
		found = {}
		with (self.retail / "completedclient.csv").open(newline="", encoding="utf-8-sig") as file:
			for row in csv.DictReader(file):
				names = " ".join(part for part in (row["first"], row["middle"], row["last"]) if part)
				born = f"{int(row['year']):04d}-{int(row['month']):02d}-{int(row['day']):02d}"
				found[str(int(row["client_id"][1:]))] = (
					names,
					row["sex"],
					born,
					f"BERKA-D{int(row['district_id']):02d}",
				)
		return found


def _kind(operation: str, purpose: str) -> str:
	if purpose == "UROK":
		return "Interest"
	if purpose in ("SANKC. UROK", "SLUZBY"):
		return "Fee"
	if purpose == "UVER":
		return "Loan Repayment"
	return {
		"VKLAD": "Deposit",
		"PREVOD Z UCTU": "Transfer In",
		"PREVOD NA UCET": "Transfer Out",
		"VYBER": "Withdrawal",
		"VYBER KARTOU": "Withdrawal",
	}[operation]
