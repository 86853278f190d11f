"""Relations and households of the generated bank into the tables, chunk by chunk.

A bank that an earlier version has loaded gets them afterwards: its people come out of the plan once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa

from bank_crm.customer.relationships import catalogue, figures
from bank_crm.customer.relationships.queries import HOUSEHOLD, MEMBER, RELATIONSHIP
from bank_crm.demo import bulk, state
from bank_crm.demo.kin import Kin, make_kin
from bank_crm.demo.organisation import Organisation
from bank_crm.demo.people import People, make_people
from bank_crm.demo.plan import Chunk, Plan
from bank_crm.demo.sheet import Sheet
from bank_crm.domain.household import surname
from bank_crm.numbering import reserve_sequence, reserve_series

NAMES = "kin-names"
# Room for the names of a chunk, in rows per customer.
RELATIONS_EACH, MEMBERS_EACH = 3, 2


@dataclass(frozen=True)
class KinNaming:
	"""The last name each counter had given out before this bank, and the customers' (see `rows.Naming`)."""

	customer: int
	household: int
	relationship: int
	member: int


def begin(plan: Plan, customer: int) -> KinNaming:
	"""Return where the names begin, reserving them the first time; `customer` is the bank's own beginning."""
	kept = state.read_note(NAMES)
	if kept:
		return KinNaming(**json.loads(kept))
	naming = KinNaming(
		customer=customer,
		household=reserve_series("HH", plan.size),
		relationship=reserve_sequence(RELATIONSHIP, plan.size * RELATIONS_EACH),
		member=reserve_sequence(MEMBER, plan.size * MEMBERS_EACH),
	)
	state.keep_note(NAMES, json.dumps(asdict(naming)))
	return naming


def missing_chunks(plan: Plan) -> list[int]:
	"""Return the chunks that have no relations yet."""
	return [number for number in range(plan.chunk_count) if state.read_note(_stamp(number)) is None]


def add_to_chunk(plan: Plan, naming: KinNaming, bank: Organisation, number: int) -> dict[str, int]:
	"""Give the customers of a chunk that is in the tables already their relations; returns rows by DocType."""
	chunk = plan.chunk(number)
	people = make_people(chunk, bank)
	return insert(chunk, people, make_kin(chunk, people), naming)


def insert(chunk: Chunk, people: People, kin: Kin, naming: KinNaming) -> dict[str, int]:
	"""Insert one chunk's relations and households, sum the households up and stamp it; one transaction."""
	sheets = list(sheets_of(chunk, people, kin, naming))
	rows = {sheet.doctype: bulk.insert(sheet) for sheet in sheets}
	names = sheets[0].columns["name"]
	if len(names):
		figures.refresh_range(names[0].as_py(), names[-1].as_py())
	state.keep_note(_stamp(chunk.number), str(sum(rows.values())))
	return rows


def sheets_of(chunk: Chunk, people: People, kin: Kin, naming: KinNaming) -> Iterator[Sheet]:
	"""The rows of households, members and relations, households first."""
	customer = pa.array([f"BC{n:08d}" for n in (chunk.index + naming.customer + 1).tolist()])
	_check_room(chunk, len(kin.heads), 1)
	numbers = (chunk.first + naming.household + 1 + np.arange(len(kin.heads))).tolist()
	household = pa.array([f"HH{n:06d}" for n in numbers], pa.string())
	yield _households(chunk, people, kin, household, customer)
	yield _members(chunk, kin, naming, household, customer)
	yield _relations(chunk, kin, naming, customer)


def _households(chunk: Chunk, people: People, kin: Kin, names: pa.Array, customer: pa.Array) -> Sheet:
	sheet = _sheet(chunk, HOUSEHOLD, names)
	sheet.strings("household_name", [f"{surname(people.name[head])}家" for head in kin.heads])
	sheet.columns["head"] = customer.take(pa.array(kin.heads, pa.int64()))
	sheet.constants["status"] = "Active"
	return sheet


def _members(chunk: Chunk, kin: Kin, naming: KinNaming, household: pa.Array, customer: pa.Array) -> Sheet:
	_check_room(chunk, len(kin.stays), MEMBERS_EACH)
	first = chunk.first * MEMBERS_EACH + naming.member + 1
	sheet = _sheet(chunk, MEMBER, first + np.arange(len(kin.stays), dtype=np.int64))
	sheet.columns["household"] = household.take(pa.array([s.household for s in kin.stays], pa.int64()))
	sheet.columns["customer"] = customer.take(pa.array([s.customer for s in kin.stays], pa.int64()))
	sheet.strings("role", [stay.role for stay in kin.stays])
	sheet.dates("from_date", _days([stay.since for stay in kin.stays]))
	sheet.dates("to_date", _days([stay.until for stay in kin.stays]))
	return sheet


def _relations(chunk: Chunk, kin: Kin, naming: KinNaming, customer: pa.Array) -> Sheet:
	_check_room(chunk, len(kin.links), RELATIONS_EACH)
	reciprocal = {rule.name: rule.reciprocal for rule in catalogue.shipped()}
	first = chunk.first * RELATIONS_EACH + naming.relationship + 1
	sheet = _sheet(chunk, RELATIONSHIP, first + np.arange(len(kin.links), dtype=np.int64))
	sheet.columns["customer"] = customer.take(pa.array([link.customer for link in kin.links], pa.int64()))
	sheet.columns["other_customer"] = customer.take(pa.array([link.other for link in kin.links], pa.int64()))
	sheet.strings("role", [link.role for link in kin.links])
	sheet.strings("reciprocal_role", [reciprocal[link.role] for link in kin.links])
	sheet.dates("from_date", _days([link.since for link in kin.links]))
	sheet.numbers("share_percent", np.array([link.share for link in kin.links]))
	return sheet


def _sheet(chunk: Chunk, doctype: str, names: pa.Array | np.ndarray) -> Sheet:
	sheet = Sheet(doctype, names)
	stamp = f"{chunk.plan.today} 00:00:00"
	sheet.constants.update(creation=stamp, modified=stamp, owner="Administrator", modified_by="Administrator")
	return sheet


def _days(days: list[np.datetime64]) -> np.ndarray:
	return np.array(days, dtype="datetime64[D]")


def _check_room(chunk: Chunk, count: int, each: int) -> None:
	if count > each * chunk.count:
		raise ValueError(f"{count} rows do not fit into {each} per customer")


def _stamp(number: int) -> str:
	return f"kin-{number}"
