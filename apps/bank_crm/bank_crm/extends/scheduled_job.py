"""Frappe's Scheduled Job Type: what the framework mails to people by itself is looked at first (SEC-20)."""

from collections.abc import Callable

from frappe.core.doctype.scheduled_job_type.scheduled_job_type import ScheduledJobType

from bank_crm.permissions import followers
from bank_crm.setup import modules

_FOLLOW = "frappe.desk.form.document_follow"
#: Job of the framework → what is done before it, in the same job.
FIRST: dict[str, Callable[[], object]] = {
	f"{_FOLLOW}.send_hourly_updates": followers.forget_strangers,
	f"{_FOLLOW}.send_daily_updates": followers.forget_strangers,
	f"{_FOLLOW}.send_weekly_updates": followers.forget_strangers,
}


class LookedAtJob(ScheduledJobType):
	"""Runs as ever, after what is to come first."""

	def execute(self) -> None:
		"""Run the job; raises what comes first raises, so that nothing is mailed then.

		A job of a module that is switched off stands still (UX-10).
		"""
		if modules.job_is_off(self.method):
			return
		if first := FIRST.get(self.method):
			first()
		super().execute()
