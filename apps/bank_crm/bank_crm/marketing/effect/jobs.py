"""What the scheduler starts: purchases after each sync and each hour, and the nightly repair of counters (MKT-22)."""

from __future__ import annotations

from contextlib import suppress

import frappe
from frappe import _

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.effect import attribution


def count_all(*, everything: bool = False, commit: bool = False) -> int:
	"""Count the purchases of all campaigns that are open to them; returns how many were new. `commit` is for jobs only.

	A campaign another worker is at is left to it; one that fails is noted in the error log, and the others go on.
	"""
	new = 0
	for name in attribution.open_campaigns():
		with suppress(SourceBusy), source_lock(f"campaign_effect:{name}"):
			try:
				new += attribution.count(name, everything=everything, commit=commit)
			except (frappe.QueryDeadlockError, frappe.QueryTimeoutError, frappe.db.OperationalError):
				if not commit:
					raise
				frappe.db.rollback()
				frappe.log_error(title=_("Purchases of campaign {0} were not counted").format(name))
			_keep(commit)
	return new


def nightly(*, commit: bool = False) -> dict[str, dict[str, tuple[float, float]]]:
	"""Count everything again and mend counters that do not tell what their members say; returns what was wrong."""
	count_all(everything=True, commit=commit)
	mended = {}
	for name in attribution.open_campaigns():
		_keep(commit)  # a transaction that has read nothing
		if wrong := tallies.repair(name):
			mended[name] = wrong
			frappe.log_error(title=_("Counters of campaign {0} were mended").format(name), message=str(wrong))
		_keep(commit)
	return mended


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each campaign stands for itself
