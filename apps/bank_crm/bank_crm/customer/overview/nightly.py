"""Stages and portraits of all customers, once a night, chunk by chunk."""

from collections.abc import Iterable

import frappe
from frappe.utils import now_datetime

from bank_crm.customer.overview import portraits, stages
from bank_crm.customer.rollup import spans
from bank_crm.domain.portrait import PortraitRule


def refresh(customer_names: Iterable[str] | None = None, *, commit: bool = False) -> int:
	"""Judge stages and compute portraits of some or all (None) customers; returns how many were looked at.

	Figures and snapshots must be refreshed before. `commit` is for jobs only: each chunk stands for itself.
	"""
	rule, count = stages.stage_rule(), 0
	for span, size in spans(customer_names):
		now = now_datetime()
		stages.refresh(span, now, rule)
		portraits.refresh(span, now, PortraitRule())
		count += size
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each chunk stands for itself
	return count
