"""What a bank's first evening and night add to the loaded rows: tags by hand and by rule, stages, portraits, value scores,
segments' members, care tasks.

Without it customer's page, segments and care would be empty until the site's own nightly jobs have run (CUS-17, CUS-21,
SEG-08, SEG-18, CAR-01).
"""

from datetime import date

import frappe
from frappe import _
from pypika.queries import QueryBuilder

from bank_crm.customer import audiences, value
from bank_crm.customer.care import generate
from bank_crm.customer.overview import nightly
from bank_crm.customer.tags import store
from bank_crm.demo.rows import SOURCE
from bank_crm.domain.customer_enums import TagSource
from bank_crm.speaking import bank_language

#: The job of students in the generated bank, and words in a customer's needs that show what he or she is after.
STUDENT = "学生"
SAVES_MONTHLY = "定投"
GOES_ABROAD = "留学"


def add(day: date) -> dict[str, int]:
	"""Tag the demo bank's customers and do for all customers what the night does; returns rows by DocType."""
	language = bank_language()
	tagged = {
		_("Student", language): _students(),
		_("Interested in Fund Plans", language): _who_need(SAVES_MONTHLY),
		_("Interested in Studying Abroad", language): _who_need(GOES_ABROAD),
	}
	rows = sum(
		store.put_on(tag, chosen, TagSource.BATCH, frappe.session.user)
		for tag, chosen in tagged.items()
		if frappe.db.exists(store.TAG, tag)
	)
	commit = not frappe.flags.in_test
	nightly.refresh(commit=commit)
	value.refresh_scores(commit=commit)
	audiences.refresh_all(commit=commit)
	return {store.ASSIGNMENT: rows, generate.TASK: sum(generate.run(day, commit=commit).values())}


def _students() -> QueryBuilder:
	customer = frappe.qb.DocType("Bank Customer")
	own = (customer.source_system == SOURCE) & (customer.occupation == STUDENT)
	return frappe.qb.from_(customer).select(customer.name.as_("customer")).where(own)


def _who_need(word: str) -> QueryBuilder:
	need, customer = frappe.qb.DocType("Bank Customer Need"), frappe.qb.DocType("Bank Customer")
	query = frappe.qb.from_(need).inner_join(customer).on(customer.name == need.customer)
	own = (customer.source_system == SOURCE) & need.need.like(f"%{word}%")
	return query.select(need.customer.as_("customer")).distinct().where(own)
