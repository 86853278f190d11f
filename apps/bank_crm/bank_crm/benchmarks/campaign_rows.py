"""What `./crm benchmark campaign` works on: a segment of so many customers who may be written to; and how it goes again."""

from __future__ import annotations

from typing import Any

import click
import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today
from pypika.terms import ExistsCriterion

from bank_crm.customer.customer_rows import insert_each
from bank_crm.customer.spans import over_spans, spans
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing.campaigns import versions

#: By this everything the benchmark makes is found again.
MARK = "benchmark campaign"
CUSTOMER, CONSENT, SEAT = "Bank Customer", "Bank Contact Consent", "Bank Segment Member"


def make(size: int, gateway_url: str, secret: str) -> tuple[str, str, str]:
	"""Make gateway, template and segments; returns the segment, the one to leave out and the template."""
	there = frappe.db.count(CUSTOMER, {"status": "Active"})
	if there < size:
		raise click.ClickException(f"the site has {there:,} active customers; load a larger demo bank first")
	_insert(
		"Bank Message Gateway",
		gateway_name=MARK,
		channel="SMS",
		kind="HTTP",
		url=gateway_url,
		secret=secret,
		receipt_secret=secret,
		enabled=1,
		per_call=250,
		gives_receipts=0,
	)
	template = _insert(
		"Bank Message Template",
		template_name=MARK,
		channel="SMS",
		body="{{ customer_name }}{{ salutation }}，{{ tier }}专享：{{ benefit_text }} {{ link }}",
		link_url="https://www.bank.example/offer",
		defaults=[{"merge_field": name, "value": "您"} for name in ("salutation", "tier", "customer_name")],
	)
	segments = [
		_insert("Bank Segment", segment_name=f"{MARK} {which}", basis="Manual List", kind="Static").name
		for which in ("all", "minus")
	]
	_fill(size, *segments)
	_allow(segments[0])
	return segments[0], segments[1], template.name


def campaign(segment: str, minus: str, template: str, **values: Any) -> Document:
	"""Make a campaign with a wave that is due and let it run; its approval is not what is measured."""
	doc = _insert(
		"Bank Campaign",
		campaign_name=MARK,
		campaign_type="Mass SMS",
		starts_on=today(),
		ends_on=add_days(today(), 7),
		benefit_text="新客理财加息0.5%",
		budget=10**7,
		control_percent=5,
		cap_messages=3,
		audience=[{"segment": segment, "use": "Include"}, {"segment": minus, "use": "Leave Out"}],
		variants=[
			{"variant": name, "channel": "SMS", "template": template, "share": 1} for name in ("A", "B")
		],
		**values,
	)
	wave = _insert(
		"Bank Campaign Wave",
		campaign=doc.name,
		wave_name=MARK,
		channel="SMS",
		send_at=now_datetime().replace(microsecond=0),
	)
	versions.make(doc)
	doc.db_set("state", CampaignState.RUNNING.value)
	return wave


def clear() -> None:
	"""Delete everything a benchmark has made, also one that was killed."""
	for campaign_name in frappe.get_all("Bank Campaign", filters={"campaign_name": MARK}, pluck="name"):
		for doctype in ("Bank Message", "Bank Campaign Member", "Bank Campaign Response"):
			_delete_all(doctype, "campaign", campaign_name)
		for doctype in ("Bank Campaign Wave", "Bank Campaign Version"):
			frappe.db.delete(doctype, {"campaign": campaign_name})
		for child in ("Bank Campaign Segment", "Bank Campaign Variant"):
			frappe.db.delete(child, {"parent": campaign_name})
		frappe.db.delete("Bank Campaign", {"name": campaign_name})
		_keep()
	for name in frappe.get_all("Bank Segment", filters={"segment_name": ("like", f"{MARK}%")}, pluck="name"):
		_delete_all(SEAT, "segment", name)
		frappe.db.delete("Bank Segment", {"name": name})
	_delete_all(CONSENT, "source", MARK)
	for template in frappe.get_all("Bank Message Template", filters={"template_name": MARK}, pluck="name"):
		frappe.db.delete("Bank Template Default", {"parent": template})
	frappe.db.delete("Bank Message Template", {"template_name": MARK})
	frappe.db.delete("Bank Message Gateway", {"gateway_name": MARK})
	_keep()


def _fill(size: int, segment: str, minus: str) -> None:
	"""The first customers by number; nine of a hundred are on the minus list."""
	table = frappe.qb.DocType(CUSTOMER)
	last = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.status == "Active")
		.orderby(table.name)
		.limit(1)
		.offset(size - 1)
	).run()[0][0]

	def portion(span: Any) -> None:
		rows = frappe.qb.from_(table).select(table.name.as_("customer")).where(span(table.name))
		rows = rows.where((table.status == "Active") & (table.name <= last))
		insert_each(rows, SEAT, {"segment": segment, "joined_at": now_datetime()})
		few = rows.where(table.name.like("%7") & table.name.not_like("%77"))
		insert_each(few, SEAT, {"segment": minus, "joined_at": now_datetime()})

	over_spans(portion, commit=True)


def _allow(segment: str) -> None:
	"""Who has not decided about marketing by SMS consents for the time of the benchmark, all but a tenth."""
	seat, consent = frappe.qb.DocType(SEAT), frappe.qb.DocType(CONSENT)
	decided = (
		frappe.qb.from_(consent)
		.select(1)
		.where((consent.customer == seat.customer) & (consent.purpose == "Marketing"))
		.where(consent.channel == "SMS")
	)
	values = {
		"channel": "SMS",
		"purpose": "Marketing",
		"decision": "Given",
		"lawful_basis": "Consent",
		"decided_at": now_datetime(),
		"source": MARK,
		"is_current": 1,
	}

	def portion(span: Any) -> None:
		rows = (
			frappe.qb.from_(seat).select(seat.customer).where((seat.segment == segment) & span(seat.customer))
		)
		rows = rows.where(seat.customer.not_like("%3")).where(ExistsCriterion(decided).negate())
		insert_each(rows, CONSENT, values)

	for span, _size in spans():  # one after the other: they would wait for each other's gaps
		portion(span)
		_keep()


def _delete_all(doctype: str, column: str, value: str) -> None:
	table = frappe.qb.DocType(doctype)
	while True:
		frappe.qb.from_(table).delete().where(table[column] == value).limit(50_000).run()
		gone = frappe.db._cursor.rowcount
		_keep()
		if gone < 50_000:
			return


def _insert(doctype: str, **values: Any) -> Document:
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.insert(ignore_permissions=True)  # a benchmark's own documents, gone at its end
	return doc


def _keep() -> None:
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - workers of their own process have to see it
