"""From a chunk's arrays to the rows of the DocTypes, as Arrow tables. Sensitive columns leave here sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bank_crm.demo import catalogue, events, flows, people, profile
from bank_crm.demo.chunk import ChunkData
from bank_crm.demo.geography import CITIES
from bank_crm.demo.holdings import STATUSES
from bank_crm.demo.numbers import with_luhn
from bank_crm.demo.organisation import Organisation
from bank_crm.demo.parties import party_names
from bank_crm.demo.profile import NEVER
from bank_crm.demo.sheet import Sheet
from bank_crm.demo.standing import Orders, make_orders
from bank_crm.domain.enums import HolderRole, IdType
from bank_crm.domain.profile import COMPANY_FIELDS, PERSON_FIELDS
from bank_crm.domain.sealing_format import Sealed

SOURCE = "demo"
# Room for the names of a chunk, in rows per customer.
ACCOUNTS_EACH, SEALED_EACH, SNAPSHOTS_EACH = 5, 16, 13
CARD_PREFIX, CREDIT_PREFIX, ACCOUNT_PREFIX, OUTSIDE_PREFIX = 629_901, 629_902, 801, 629_977
LARGE_TRANSFER = 50_000_00
ADMINISTRATOR = "Administrator"
ASSET_FIELDS = (
	"savings",
	"time_deposit",
	"wealth",
	"fund",
	"precious_metal",
	"insurance",
	"loan",
	"credit_card",
)

Sealer = Callable[[str, str, Sequence[str | None]], list[Sealed | None]]


@dataclass(frozen=True)
class Naming:
	"""Where this bank's names begin: the last number each series had given out before. Zero on an empty site."""

	customer: int = 0
	account: int = 0
	standing_order: int = 0
	transaction: int = 0
	event: int = 0
	snapshot: int = 0
	sealed: int = 0


@dataclass(frozen=True)
class Context:
	"""What rows need beside the chunk.

	`users` are the staff's user names, `tiers` the tiers' thresholds (CNY, ascending) and names, `kinds` the
	sealed fields' kinds by DocType and field, `seal` turns raw values into sealed ones.
	"""

	bank: Organisation
	users: Sequence[str]
	tiers: Sequence[tuple[float, str]]
	naming: Naming
	kinds: Mapping[str, Mapping[str, str]]
	seal: Sealer


def tables(data: ChunkData, context: Context) -> Iterator[Sheet]:
	"""The chunk's rows DocType by DocType; the vault's come last, when every number is sealed."""
	maker = _Maker(data, context)
	yield maker.customers()
	yield maker.tellers()
	yield maker.collaborators()
	yield maker.accounts()
	yield maker.holders()
	yield maker.standing_orders()
	yield maker.transactions()
	yield maker.events()
	yield maker.snapshots()
	yield maker.vault()


class _Maker:
	"""Builds the tables of one chunk; names are told from positions, so tables can refer to each other."""

	def __init__(self, data: ChunkData, context: Context) -> None:
		self.data, self.context = data, context
		self.chunk, self.plan = data.chunk, data.chunk.plan
		naming = context.naming
		self.customer = pa.array([f"BC{n:08d}" for n in (data.chunk.index + naming.customer + 1).tolist()])
		self.account_number = self._numbers(len(data.holdings), ACCOUNTS_EACH)
		numbers = (self.account_number + naming.account).tolist()
		self.account = pa.array([f"BA{n:010d}" for n in numbers])
		self.user = pa.array(list(context.users))
		self.unit = pa.array([unit.code for unit in context.bank.units])
		self.product = pa.array([product.code for product in catalogue.PRODUCTS])
		self.branch = self.unit.take(pa.array(data.people.unit))
		self.sealed: list[tuple[str, str, pa.Array, list[Sealed | None]]] = []

	def _numbers(self, count: int, each: int) -> np.ndarray:
		"""Numbers 1… of `count` rows of this chunk, in a range of its own."""
		if count > each * self.chunk.count and self.plan.chunk_count > 1:
			raise ValueError(f"{count} rows do not fit into {each} per customer")
		return self.chunk.first * each + 1 + np.arange(count, dtype=np.int64)

	def _sheet(self, doctype: str, names: pa.Array | np.ndarray) -> Sheet:
		sheet = Sheet(doctype, names)
		stamp = np.datetime64(self.plan.today, "s")
		sheet.constants.update(
			creation=str(stamp).replace("T", " "),
			modified=str(stamp).replace("T", " "),
			owner=ADMINISTRATOR,
			modified_by=ADMINISTRATOR,
		)
		return sheet

	def _seal(self, sheet: Sheet, field: str, values: Sequence[str | None], names: pa.Array) -> None:
		"""Put the masks into the sheet and keep the sealed values for the vault."""
		sealed = self.context.seal(sheet.doctype, field, values)
		sheet.columns[field] = pa.array([value.mask if value else None for value in sealed], pa.string())
		self.sealed.append((sheet.doctype, field, names, sealed))

	def customers(self) -> Sheet:
		who, figures = self.data.people, self.data.profile
		person = ~who.company
		sheet = self._sheet("Bank Customer", self.customer)
		sheet.strings("customer_name", who.name)
		sheet.choice("customer_type", ("Person", "Company"), who.company.astype(np.int8))
		sheet.choice("gender", people.GENDERS, who.gender)
		sheet.dates("birth_date", np.where(person, who.birth, np.datetime64("NaT", "D")))
		id_types = (IdType.ID_CARD.value, IdType.CREDIT_CODE.value)
		sheet.choice("id_type", id_types, who.company.astype(np.int8))
		self._seal(sheet, "mobile", who.mobile, self.customer)
		self._seal(sheet, "email", who.email, self.customer)
		self._seal(sheet, "id_number", who.id_number, self.customer)
		sheet.strings("address", who.address)
		sheet.choice("city", [city.name for city in CITIES], who.city)
		sheet.choice(
			"occupation", [job.name for job in people.OCCUPATIONS], np.where(person, who.occupation, -1)
		)
		sheet.strings("employer", who.employer)
		sheet.choice("education", people.EDUCATION, np.where(person, who.education, -1))
		sheet.choice("marital_status", people.MARITAL, np.where(person, who.marital, -1))
		sheet.choice("family_structure", people.FAMILIES, np.where(person, who.family, -1))
		sheet.numbers("annual_income", who.income)
		sheet.choice("risk_preference", people.RISKS, who.risk - 1)
		sheet.choice("preferred_channel", people.CHANNELS, who.channel)
		sheet.choice("core_asset_type", catalogue.CATEGORIES, figures.core_category)
		sheet.money("core_asset_amount", figures.core_amount)
		sheet.columns["branch"] = self.branch
		sheet.columns["manager"] = self.user.take(pa.array(who.manager))
		sheet.dates("opened_on", who.opened)
		sheet.choice("relationship_stage", profile.STAGES, figures.stage)
		sheet.integers("credit_score", figures.credit_score)
		sheet.choice("credit_grade", profile.GRADES, figures.credit_grade)
		limits = np.array([limit for limit, _ in self.context.tiers]) * 100
		tier = np.maximum(np.searchsorted(limits, figures.month_average, side="right") - 1, 0)
		sheet.choice(
			"tier", [name for _, name in self.context.tiers], tier if len(limits) else np.full(len(tier), -1)
		)
		sheet.money("total_aum", figures.aum)
		sheet.money("aum_month_avg", figures.month_average)
		sheet.money("total_liability", figures.liability)
		sheet.integers("product_count", figures.product_count)
		sheet.choice("activity_level", profile.ACTIVITIES, figures.activity)
		sheet.times("last_login_at", figures.last_login, missing=NEVER)
		sheet.times("last_txn_at", figures.last_transaction, missing=NEVER)
		self._completeness(sheet)
		self._source(sheet, "C", self.chunk.index + 1 + self.context.naming.customer)
		sheet.constants.update(status="Active", last_synced_at=sheet.constants["creation"])
		return sheet

	def _completeness(self, sheet: Sheet) -> None:
		"""Share of the filled among the fields that count for a person or a company (CUS-14), in per cent."""

		def share(fields: tuple[str, ...]) -> np.ndarray:
			filled = [
				np.asarray(sheet.columns[field].is_valid()) for field in fields if field in sheet.columns
			]
			return np.round(np.sum(filled, axis=0) * 100 / len(fields), 2)

		company = self.data.people.company
		sheet.numbers("completeness", np.where(company, share(COMPANY_FIELDS), share(PERSON_FIELDS)))

	def _source(self, sheet: Sheet, letter: str, numbers: np.ndarray) -> None:
		"""External ids count as the names do, so that two banks on one site don't share any."""
		sheet.strings("external_id", [f"{letter}{n:010d}" for n in numbers.tolist()])
		sheet.constants["source_system"] = SOURCE

	def _child(
		self, doctype: str, field: str, parents: pa.Array, parent_doctype: str, idx: np.ndarray
	) -> Sheet:
		letters = "".join(word[0] for word in doctype.split())
		names = [
			f"{parent}-{letters}{n}" for parent, n in zip(parents.to_pylist(), idx.tolist(), strict=True)
		]
		sheet = self._sheet(doctype, pa.array(names, pa.string()))
		sheet.columns["parent"] = parents
		sheet.integers("idx", idx)
		sheet.constants.update(parenttype=parent_doctype, parentfield=field)
		return sheet

	def tellers(self) -> Sheet:
		return self._service("Bank Customer Teller", "tellers", self.data.tellers)

	def collaborators(self) -> Sheet:
		sheet = self._service("Bank Customer Collaborator", "collaborators", self.data.collaborators)
		sheet.constants["scope"] = "Read"
		return sheet

	def _service(self, doctype: str, field: str, service: profile.Service) -> Sheet:
		parents = self.customer.take(pa.array(service.customer))
		sheet = self._child(
			doctype, field, parents, "Bank Customer", np.ones(len(service.customer), np.int64)
		)
		sheet.columns["user"] = self.user.take(pa.array(service.staff))
		sheet.dates("from_date", service.since.astype("datetime64[D]"))
		return sheet

	def accounts(self) -> Sheet:
		held = self.data.holdings
		sheet = self._sheet("Bank Customer Account", self.account)
		sheet.columns["customer"] = self.customer.take(pa.array(held.customer))
		sheet.columns["product"] = self.product.take(pa.array(held.product))
		sheet.choice("category", catalogue.CATEGORIES, held.category)
		number, card = self._account_numbers()
		self._seal(sheet, "account_no", number, self.account)
		self._seal(sheet, "card_no", card, self.account)
		linked = np.where(held.category == catalogue.SAVINGS, -1, held.main[held.customer])
		sheet.columns["linked_account"] = self.account.take(pa.array(linked, mask=linked < 0))
		sheet.columns["branch"] = self.branch.take(pa.array(held.customer))
		sheet.dates("opened_on", held.opened)
		sheet.dates("maturity_date", held.matures)
		sheet.choice("status", STATUSES, held.status)
		sheet.money("balance", self.data.ledger.balance)
		sheet.money("principal", np.where(held.category == catalogue.SAVINGS, 0, held.principal))
		sheet.integers("term_months", held.term)
		sheet.money("instalment", held.instalment)
		sheet.numbers("rate", held.rate)
		sheet.integers("is_liability", np.isin(held.category, catalogue.LIABILITY_CATEGORIES).astype(np.int8))
		self._source(sheet, "A", self.account_number + self.context.naming.account)
		sheet.constants.update(currency="CNY", last_synced_at=sheet.constants["creation"])
		return sheet

	def _account_numbers(self) -> tuple[list[str | None], list[str | None]]:
		"""Account and card numbers: credit cards have only the latter, savings a debit card in the rich demo."""
		held, seed = self.data.holdings, self.plan.seed
		credit = (held.category == catalogue.CREDIT_CARD).tolist()
		debit = ((held.category == catalogue.SAVINGS) & self.plan.rich).tolist()
		accounts = with_luhn(ACCOUNT_PREFIX, self.account_number, 11, seed)
		cards = with_luhn(CREDIT_PREFIX, self.account_number, 9, seed)
		debits = with_luhn(CARD_PREFIX, self.account_number, 9, seed)
		number = [None if c else n for n, c in zip(accounts, credit, strict=True)]
		card = [c if k else d if s else None for c, d, k, s in zip(cards, debits, credit, debit, strict=True)]
		return number, card

	def holders(self) -> Sheet:
		"""The owner of every account, and for some savings accounts the spouse who may dispose."""
		held, count = self.data.holdings, self.chunk.count
		rng = self.chunk.rng("holders")
		joint = held.main[
			(self.data.people.marital == 1) & (rng.random(count) < 0.04) & ~self.data.people.company
		]
		spouse = (
			(held.customer[joint] + rng.integers(1, count, len(joint))) % count if count > 1 else joint[:0]
		)
		joint = joint[: len(spouse)]
		account = np.concatenate([np.arange(len(held)), joint])
		customer = np.concatenate([held.customer, spouse])
		second = np.r_[np.zeros(len(held), np.int64), np.ones(len(joint), np.int64)]
		order = np.lexsort((second, account))
		parents = self.account.take(pa.array(account[order]))
		sheet = self._child(
			"Bank Account Holder", "holders", parents, "Bank Customer Account", second[order] + 1
		)
		sheet.columns["customer"] = self.customer.take(pa.array(customer[order]))
		sheet.choice("holder_role", HolderRole.values(), second[order])
		return sheet

	def standing_orders(self) -> Sheet:
		orders: Orders = make_orders(self.chunk, self.data.people, self.data.holdings)
		number = self._numbers(len(orders.account), 1)
		serial = (number + self.context.naming.standing_order).tolist()
		sheet = self._sheet("Bank Standing Order", pa.array([f"BSO{n:010d}" for n in serial], pa.string()))
		sheet.columns["customer"] = self.customer.take(pa.array(self.data.holdings.customer[orders.account]))
		sheet.columns["account"] = self.account.take(pa.array(orders.account))
		sheet.money("amount", orders.amount)
		sheet.choice("counterparty_bank", orders.banks, orders.bank)
		sheet.choice("purpose", orders.purposes, orders.purpose)
		outside = with_luhn(OUTSIDE_PREFIX, number, 10, self.plan.seed)
		self._seal(sheet, "counterparty_account", outside, sheet.columns["name"])
		self._source(sheet, "S", number + self.context.naming.standing_order)
		return sheet

	def transactions(self) -> Sheet:
		booked, held, ledger = self.data.ledger.flows, self.data.holdings, self.data.ledger
		# Twice the room, since the fixed bookings of a tiny chunk may exceed the planned number.
		number = self._numbers(len(booked), self.plan.transactions_per_customer * 2)
		names = number + self.context.naming.transaction
		sheet = self._sheet("Bank Customer Transaction", names)
		sheet.columns["customer"] = self.customer.take(pa.array(held.customer[booked.account]))
		sheet.columns["account"] = self.account.take(pa.array(booked.account))
		sheet.times("posted_at", booked.at)
		sheet.choice("txn_type", flows.TXN_TYPES, booked.kind)
		owed = np.isin(held.category[booked.account], catalogue.LIABILITY_CATEGORIES)
		sheet.choice("direction", ("Credit", "Debit"), ((booked.amount > 0) == owed).astype(np.int8))
		sheet.money("amount", np.abs(booked.amount))
		sheet.money("balance_after", ledger.balance_after)
		sheet.choice("channel", flows.CHANNELS, booked.channel)
		sheet.choice("product_category", catalogue.CATEGORIES, held.category[booked.account])
		sheet.choice("summary", flows.SUMMARIES, booked.summary)
		parties, party = party_names(self.chunk, self.data.people, held, booked)
		sheet.choice("counterparty", parties, party)
		named = np.isin(booked.party, (flows.PERSON, flows.BUSINESS)) & (
			np.abs(booked.amount) >= LARGE_TRANSFER
		)
		self._outside_accounts(sheet, np.flatnonzero(named), names)
		self._source(sheet, "T", names)
		sheet.constants["currency"] = "CNY"
		return sheet

	def _outside_accounts(self, sheet: Sheet, rows: np.ndarray, names: np.ndarray) -> None:
		"""The other side's account is on record for large transfers."""
		numbers = with_luhn(OUTSIDE_PREFIX, names[rows], 10, self.plan.seed)
		sealed = self.context.seal(sheet.doctype, "counterparty_account", numbers)
		masks = np.full(len(sheet), None, dtype=object)
		masks[rows] = [value.mask for value in sealed if value]
		sheet.columns["counterparty_account"] = pa.array(masks, pa.string())
		texts = pa.array([str(name) for name in names[rows].tolist()], pa.string())
		self.sealed.append((sheet.doctype, "counterparty_account", texts, sealed))

	def events(self) -> Sheet:
		seen = self.data.events
		number = self._numbers(len(seen), self.plan.events_per_customer)
		sheet = self._sheet("Bank Behaviour Event", number + self.context.naming.event)
		sheet.columns["customer"] = self.customer.take(pa.array(seen.customer))
		sheet.choice("event_type", events.EVENT_TYPES, seen.kind)
		sheet.choice("page", [page for page, _, _ in events.PAGES], seen.page)
		category = np.where(seen.page >= 0, events.PAGE_CATEGORY[seen.page], -1)
		sheet.choice("product_category", catalogue.CATEGORIES, category)
		product = np.asarray(seen.product)
		sheet.columns["product"] = self.product.take(pa.array(product, mask=product < 0))
		sheet.choice("channel", events.EVENT_CHANNELS, seen.channel)
		sheet.times("occurred_at", seen.at)
		self._source(sheet, "E", number + self.context.naming.event)
		return sheet

	def snapshots(self) -> Sheet:
		"""One row per customer and month-end since they came."""
		ends = self.data.ends
		since = self.data.people.opened[:, None] <= self.plan.month_ends[None, :]
		customer, month = np.nonzero(since)
		number = self._numbers(since.size, SNAPSHOTS_EACH).reshape(since.shape)[customer, month]
		sheet = self._sheet("Bank Asset Snapshot", number + self.context.naming.snapshot)
		sheet.columns["customer"] = self.customer.take(pa.array(customer))
		sheet.dates("month_end", self.plan.month_ends[month])
		for place, field in enumerate(ASSET_FIELDS):
			sheet.money(field, ends.parts[customer, month, place])
		sheet.money("total_aum", ends.aum[customer, month])
		sheet.money("total_liability", ends.liability[customer, month])
		sheet.money("month_avg_aum", ends.average[customer, month])
		return sheet

	def vault(self) -> Sheet:
		"""All sealed values of the chunk, one row per document and field."""
		keep = [[place for place, value in enumerate(found) if value] for *_, found in self.sealed]
		rows = [value for *_, found in self.sealed for value in found if value]
		names = [
			name.take(pa.array(k, pa.int64())) for (_, _, name, _), k in zip(self.sealed, keep, strict=True)
		]
		group = np.repeat(np.arange(len(self.sealed)), [len(k) for k in keep])
		sheet = self._sheet(
			"Bank Sealed Value", self._numbers(len(rows), SEALED_EACH) + self.context.naming.sealed
		)
		kinds = [str(self.context.kinds[doctype][field]) for doctype, field, *_ in self.sealed]
		sheet.choice("ref_doctype", [doctype for doctype, *_ in self.sealed], group)
		sheet.columns["ref_name"] = pa.concat_arrays(names)
		sheet.choice("ref_field", [field for _, field, *_ in self.sealed], group)
		sheet.choice("kind", kinds, group)
		sheet.strings("ciphertext", [value.ciphertext for value in rows])
		sheet.strings("blind_index", [value.blind_index for value in rows])
		sheet.integers("key_version", np.array([value.key_version for value in rows], dtype=np.int64))
		return sheet
