"""`./crm import service-events FOLDER`: complaints and requests of the imported bank become work orders (SVC-10, SVC-11).

FOLDER holds `retail/crm_events.csv`; the customers are those `./crm import berka` has brought. The file knows the day
an event came in and the day the bank heard of it, not when the bank answered: that stays empty, and whether it was in
time is taken from the file. Importing again changes what has changed and doubles nothing.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path

import click
import frappe
from frappe.utils import now_datetime

from bank_crm.analytics.importers import service_event_words as words
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.domain.complaint_clock import last_day
from bank_crm.domain.complaint_enums import Complexity, Timeliness
from bank_crm.domain.service_enums import OrderType
from bank_crm.numbering import name_of, reserve_sequence
from bank_crm.service.levels import recompute

ORDER, COMPLAINT, SUBTYPE = "Bank Work Order", "Bank Complaint", "Bank Work Order Subtype"
FILE = Path("retail") / "crm_events.csv"
SOURCE = "berka crm_events"
CUSTOMERS = "berka"
PER_BATCH = 1_000
#: The file names days only; an event of a day is put at the beginning of business.
OPENING = time(9)
#: What a later file may tell differently.
_CHANGING = ("state", "resolution_clock", "viewed_on", "customer", "branch")


def run(argv: Sequence[str]) -> int:
	"""Command entry; returns the exit code: 0, or 1 if rows were refused."""
	if len(argv) != 1:
		click.echo("usage: import service-events FOLDER")
		return 2
	path = Path(argv[0]).resolve() / FILE
	if not path.is_file():
		click.echo(f"{path}: no such file")
		return 2
	frappe.set_user("Administrator")
	counts = import_events(path)
	click.echo("  ".join(f"{name} {number:,}" for name, number in counts.items()))
	return 0 if not counts["refused"] else 1


def import_events(path: Path) -> Counter[str]:
	"""Read the file in batches, each one transaction; returns how many were read, new, changed, unchanged, refused."""
	counts: Counter[str] = Counter({name: 0 for name in ("read", "new", "changed", "unchanged", "refused")})
	with path.open(encoding="utf-8", newline="") as file:
		for batch in _batches(csv.DictReader(file)):
			counts += _take(batch)
			checkpoint()
	return Counter({name: counts[name] for name in ("read", "new", "changed", "unchanged", "refused")})


def _batches(reader: Iterator[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
	batch: list[dict[str, str]] = []
	for row in reader:
		batch.append(row)
		if len(batch) == PER_BATCH:
			yield batch
			batch = []
	if batch:
		yield batch


def _take(batch: list[dict[str, str]]) -> Counter[str]:
	counts: Counter[str] = Counter(read=len(batch))
	customers = _customers({row["client_id"] for row in batch})
	orders: dict[str, dict[str, object]] = {}
	for row in batch:
		order = _order(row, customers)
		if order is None:
			counts["refused"] += 1
			click.echo(f"{row.get('complaint_id')}: a value is not known", err=True)
		else:
			orders[str(order["external_id"])] = order
	_make_subtypes(orders.values())
	known = _known(list(orders))
	fresh = [order for key, order in orders.items() if key not in known]
	changed = {
		known[key].name: {field: order[field] for field in _CHANGING}
		for key, order in orders.items()
		if key in known and any(known[key][field] != order[field] for field in _CHANGING)
	}
	_insert(fresh)
	recompute.write(changed)
	_update_complaints(orders, changed)
	counts.update(new=len(fresh), changed=len(changed), unchanged=len(orders) - len(fresh) - len(changed))
	return counts


def _order(row: dict[str, str], customers: dict[str, tuple[str, str]]) -> dict[str, object] | None:
	"""Return an order's columns, or None for a row with a word or a date that isn't known."""
	try:
		received, heard = (_day(row[name]) for name in ("date_received", "date_sent_to_company"))
		state, outcome, compensation = words.RESPONSES[row["company_response_to_consumer"]]
		channel, origin = words.CHANNELS[row["submitted_via"]]
		kind, reason = words.ISSUES[row["issue"]]
		clock = words.TIMELY[row["timely_response"]]
		category = words.category(row["product"], row["sub_product"])
	except (KeyError, ValueError):
		return None
	if not row.get("complaint_id"):
		return None
	customer, branch = customers.get(row["client_id"], (None, None))
	return {
		"external_id": row["complaint_id"],
		"source": SOURCE,
		"subject": f"{row['issue']} · {row['sub_product']}"[:140],
		"description": f"{row['product']}, {row['sub_product']}: {row['issue']}\n{row['submitted_via']}",
		"order_type": kind,
		"subtype": words.subtype(kind, row["issue"]),
		"channel": channel,
		"priority": "Medium",
		"state": state,
		"opened_on": received,
		"viewed_on": max(received, heard),
		"state_since": max(received, heard),
		"resolution_clock": clock,
		"customer": customer,
		"branch": branch,
		"complaint": {
			"category": category,
			"reason": reason,
			"origin": origin,
			"outcome": outcome,
			"compensation": compensation,
		},
	}


def _day(text: str) -> datetime:
	return datetime.combine(datetime.strptime(text, "%d-%m-%Y").date(), OPENING)


def _customers(clients: set[str]) -> dict[str, tuple[str, str]]:
	"""Return customer and branch of each client the synchronisation has brought."""
	record, customer = frappe.qb.DocType("Bank Source Record"), frappe.qb.DocType("Bank Customer")
	query = (
		frappe.qb.from_(record)
		.inner_join(customer)
		.on(customer.name == record.ref_name)
		.select(record.external_id, customer.name, customer.branch)
		.where((record.source_system == CUSTOMERS) & (record.entity == "Customer"))
		.where(record.external_id.isin(sorted(clients)))
	)
	return {client: (name, branch) for client, name, branch in query.run()}


def _known(external_ids: list[str]) -> dict[str, frappe._dict]:
	order = frappe.qb.DocType(ORDER)
	query = (
		frappe.qb.from_(order)
		.select(order.name, order.external_id, *(order[field] for field in _CHANGING))
		.where((order.source == SOURCE) & order.external_id.isin(external_ids or [""]))
		.for_update()
	)
	return {row.external_id: row for row in query.run(as_dict=True)}


def _make_subtypes(orders: Iterator[dict[str, object]]) -> None:
	for name, kind in sorted({(str(order["subtype"]), str(order["order_type"])) for order in orders}):
		if not frappe.db.exists(SUBTYPE, name):
			frappe.get_doc(
				{"doctype": SUBTYPE, "subtype_name": name, "order_type": kind, "active": 1}
			).insert()


def _insert(orders: list[dict[str, object]]) -> None:
	if not orders:
		return
	last = reserve_sequence(ORDER, len(orders))
	for number, order in enumerate(orders, last + 1):
		order["name"] = name_of(ORDER, number, order["opened_on"].year)  # type: ignore[attr-defined]
	columns = [name for name in orders[0] if name != "complaint"]
	stamp = now_datetime()
	fixed = {"creation": stamp, "modified": stamp, "owner": "Administrator", "modified_by": "Administrator"}
	rows = [(*(order[name] for name in columns), *fixed.values()) for order in orders]
	frappe.db.bulk_insert(ORDER, [*columns, *fixed], rows, chunk_size=PER_BATCH)
	_insert_complaints([order for order in orders if order["order_type"] == OrderType.COMPLAINT.value], fixed)


def _insert_complaints(orders: list[dict[str, object]], fixed: dict[str, object]) -> None:
	rows, columns = [], []
	for order in orders:
		values = {
			"name": f"CP-{str(order['name'])[3:]}",
			"work_order": order["name"],
			"subject": order["subject"],
			"customer": order["customer"],
			"branch": order["branch"],
			"received_on": order["opened_on"],
			"due_on": last_day(order["opened_on"], Complexity.SIMPLE),  # type: ignore[arg-type]
			"complexity": Complexity.SIMPLE.value,
			"people_count": 1,
			**_complaint_columns(order),
			**fixed,
		}
		columns = list(values)
		rows.append(tuple(values.values()))
	if rows:
		frappe.db.bulk_insert(COMPLAINT, columns, rows, chunk_size=PER_BATCH)


def _complaint_columns(order: dict[str, object]) -> dict[str, object]:
	"""What a complaint says of its order's state, and what the file says of its end."""
	in_time = order["resolution_clock"] == words.TIMELY["Yes"]
	return {
		"state": words.COMPLAINT_STATES[str(order["state"])],
		"on_time": (Timeliness.IN_TIME if in_time else Timeliness.LATE).value,
		**order["complaint"],  # type: ignore[dict-item]
	}


def _update_complaints(orders: dict[str, dict[str, object]], changed: dict[str, dict]) -> None:
	complaint = frappe.qb.DocType(COMPLAINT)
	by_name = {row.name: row.external_id for row in _known(list(orders)).values() if row.name in changed}
	for name, external_id in by_name.items():
		order = orders[external_id]
		query = frappe.qb.update(complaint).where(complaint.work_order == name)
		for field, value in {**_complaint_columns(order), "customer": order["customer"]}.items():
			query = query.set(complaint[field], value)
		query.run()
