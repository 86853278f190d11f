"""Stages and portraits of all customers, once a night, portion by portion."""

from collections.abc import Iterable

from frappe.utils import now_datetime

from bank_crm.customer.overview import portraits, stages
from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.portrait import PortraitRule


def refresh(customer_names: Iterable[str] | None = None, *, commit: bool = False) -> int:
	"""Judge stages and compute portraits of some or all (None) customers; returns how many were looked at.

	Figures and snapshots must be refreshed before. `commit` is for jobs only: each portion stands for itself.
	"""
	rule = stages.stage_rule()

	def judge(span: Span) -> None:
		now = now_datetime()
		stages.refresh(span, now, rule)
		portraits.refresh(span, now, PortraitRule())

	return over_spans(judge, customer_names, commit=commit)[0]
