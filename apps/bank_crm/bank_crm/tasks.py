"""What the scheduler starts; each returns at once or hands the work to a long-running queue."""

from frappe.utils import get_last_day, getdate, today

from bank_crm.jobs import enqueue_once


def refresh_figures() -> None:
	"""Queue the nightly roll-ups: customers' figures, this month's snapshot, its daily average, tiers."""
	_queue("bank_crm.tasks.run_refresh_figures", hours=3)


def run_refresh_figures() -> None:
	"""Recompute the running month's snapshots, every customer's figures, and then what is judged by them."""
	from bank_crm.customer import audiences, rollup, snapshot, value
	from bank_crm.customer.overview import nightly
	from bank_crm.customer.relationships import figures
	from bank_crm.customer.tiers import batch, evaluation
	from bank_crm.sales.opportunities import following

	month_end = get_last_day(getdate(today()))
	snapshot.snapshot_assets(month_end)
	rollup.month_average_to_customers(month_end)
	rollup.refresh_customers(commit=True)
	figures.refresh_households(commit=True)
	nightly.refresh(commit=True)
	value.refresh_scores(commit=True)
	following.follow_branches()
	evaluation.evaluate(commit=True)
	batch.discard_old_previews()
	audiences.refresh_all(commit=True)
	publish_snapshot()


def check_profiles() -> None:
	"""Queue the nightly check of what the core system brought into customers' files (CUS-14)."""
	_queue("bank_crm.customer.file.soundness.check_all", hours=1, commit=True)


def remind_of_reviews() -> None:
	"""Give relationship managers this month's list of key customers to review (CUS-10)."""
	from bank_crm.customer.file import review

	review.remind()


def remind_of_sales() -> None:
	"""Tell salespeople of leads, opportunities that do not move, contracts that fall due, targets behind (SAL-01 to SAL-04, CON-03).

	Contracts that renew by themselves begin their next term first, so that nobody is told of an end that is none.
	"""
	from bank_crm.sales.contracts import reminders, renewal
	from bank_crm.sales.leads import actions
	from bank_crm.sales.targets import alerts

	actions.remind()
	renewal.run()
	reminders.run()
	alerts.run()


def refresh_targets() -> None:
	"""Queue the hourly counting of what has been reached of the running targets (SAL-04)."""
	_queue("bank_crm.sales.targets.achieved.refresh", hours=1)


def send_custom_reports() -> None:
	"""Queue the mails of reports that are due; whoever has this period's gets no second one (ANA-14)."""
	_queue("bank_crm.analytics.semantic.sending.send_due", hours=2)


def take_forecast() -> None:
	"""Queue the forecast's snapshot, each Monday and on the first of a month (SAL-03)."""
	_queue("bank_crm.sales.forecast.snapshots.take_due", hours=1)


def compute_performance() -> None:
	"""Count everybody's performance, until a period is closed (SAL-05)."""
	_queue("bank_crm.sales.performance.scoring.run", hours=2)


def forecast_volumes() -> None:
	"""Carry the bank's volumes on, once a month (SAL-03)."""
	_queue("bank_crm.sales.volumes.forecasts.run", hours=4)


def find_duplicates() -> None:
	"""Queue the nightly search for customers that may be the same (CUS-13)."""
	_queue("bank_crm.customer.duplicates.job.find_duplicates", hours=2)


def make_care_tasks() -> None:
	"""Queue the nightly making of care tasks (CAR-01 to CAR-09)."""
	_queue("bank_crm.customer.care.generate.run", hours=3, commit=True)


def send_care_greetings() -> None:
	"""Queue the sending of greetings that are due, by day only (CAR-05)."""
	_queue("bank_crm.customer.care.sending.send_due", hours=1, commit=True)


def run_surveys() -> None:
	"""Queue the hourly work of surveys: rounds that are due or over, and follow-ups that were left (SUR-02, SUR-06)."""
	_queue("bank_crm.service.surveys.rounds.run_due", hours=2, commit=True)
	_queue("bank_crm.service.surveys.rules.run_pending", hours=1)


def send_survey_invitations() -> None:
	"""Queue the sending of invitations and reminders; quiet hours are the gate's matter (SUR-01, RSK-08)."""
	_queue("bank_crm.service.surveys.sending.send_due", hours=2, commit=True)


def seal_operation_log() -> None:
	"""Number and chain the operation log's new entries (SEC-13)."""
	from bank_crm.compliance import log_sealing

	log_sealing.seal()


def look_after_operation_log() -> None:
	"""Queue the nightly care of the operation log: proof, archive, and the quarter's audit (SEC-13, SEC-14)."""
	_queue("bank_crm.tasks.run_look_after_operation_log", hours=3)


def run_look_after_operation_log() -> None:
	"""Make the audit of the last quarter if it is due, prove the log, and move what is old to files."""
	from bank_crm.compliance import audits, log_archive, log_verify

	audits.make_due()
	log_verify.nightly()
	log_archive.run()


def expire_access() -> None:
	"""Mark access requests whose period is over; the row scope has closed them by the date already (SEC-10)."""
	from bank_crm.compliance.access import requests

	requests.expire()


def look_after_data_requests() -> None:
	"""Start lost data requests again, close packages whose time is over (SEC-17)."""
	from bank_crm.compliance.privacy import carrying

	carrying.tidy()


def remind_of_data_requests() -> None:
	"""Remind of data requests that come due or are late (SEC-17)."""
	from bank_crm.compliance.privacy import deadlines

	deadlines.remind()


def run_retention() -> None:
	"""Begin the night's round over the retention rules; a rehearsal until the bank switches it on (RSK-08)."""
	from bank_crm.compliance.privacy import retention

	retention.nightly()


def _queue(method: str, *, hours: int, **arguments: object) -> None:
	"""Hand a job to the long queue, once however often it is asked for while it waits."""
	enqueue_once(method, method, minutes=hours * 60, **arguments)


def publish_snapshot() -> None:
	"""Queue the publishing of a columnar snapshot for questions over everybody; hourly and after each sync."""
	_queue("bank_crm.analytics.engine.publish.publish", hours=1)


def tidy_exports() -> None:
	"""Close exports whose time is over, make lost ones again, and delete files uploaded for imports (SEC-11, SEC-12)."""
	from bank_crm.compliance import import_files
	from bank_crm.compliance.export import tidy

	tidy.run()
	import_files.forget_old()


def dispatch_orders() -> None:
	"""Queue the giving of waiting work orders to whoever is there now, and remind of overdue collaboration (SVC-03, SVC-05)."""
	_queue("bank_crm.tasks.run_dispatch_orders", hours=1)


def run_dispatch_orders() -> None:
	"""Give waiting orders to whoever fits, then remind of tasks whose day has come."""
	from bank_crm.service.orders import dispatch, tasks

	dispatch.run()
	tasks.remind()


def send_rating_links() -> None:
	"""Queue the sending of rating links for answered orders, by day only (SVC-07)."""
	_queue("bank_crm.service.ratings.sending.send_due", hours=1, commit=True)


def draw_quality_reviews() -> None:
	"""Queue the drawing of last week's orders for quality reviews (SVC-12)."""
	_queue("bank_crm.tasks.run_draw_quality_reviews", hours=1)


def run_draw_quality_reviews() -> None:
	"""Draw the orders, then tell the reviewers what waits for them."""
	from bank_crm.service.quality import sampling

	sampling.draw_last_week()
	sampling.tell_reviewers()


def sweep_service_levels() -> None:
	"""Queue the look at the clocks of all open orders: warnings, breaches, escalations (SVC-14, SVC-17)."""
	_queue("bank_crm.service.levels.sweep.run", hours=1, commit=True)


def watch_service() -> None:
	"""Tell who has to act on complaints whose day is near, and who keeps the calendars when a year is missing (SVC-11)."""
	from bank_crm.service.complaints import watch
	from bank_crm.service.levels import year_ahead

	watch.run()
	year_ahead.remind()


def send_campaigns() -> None:
	"""Hand waves of campaigns that are due, and single messages, to workers (MKT-07, MKT-08)."""
	from bank_crm.marketing.sending import jobs

	jobs.tick()


def run_journeys() -> None:
	"""Hand running journeys to workers, and calls to other systems that are due (MKT-14)."""
	from bank_crm.marketing.journeys import jobs

	jobs.tick()


def look_for_journey_goals() -> None:
	"""Queue the look at who reached a journey's goal while waiting (MKT-14)."""
	_queue("bank_crm.marketing.journeys.jobs.look_for_goals", hours=1)


def count_campaign_effects() -> None:
	"""Queue the counting of purchases after each sync and each hour, while campaigns are open to them (MKT-22)."""
	_queue("bank_crm.marketing.effect.jobs.count_all", hours=1, commit=True)


def mend_campaign_figures() -> None:
	"""Queue the nightly counting of all purchases and the mending of counters (MKT-22)."""
	_queue("bank_crm.marketing.effect.jobs.nightly", hours=2, commit=True)


def look_after_calls() -> None:
	"""Queue the look at telemarketing's calls: promised ones to remind of, those of ended campaigns (MKT-09)."""
	_queue("bank_crm.marketing.telemarketing.lists.run_due", hours=1)


def end_campaigns() -> None:
	"""Queue the ending of campaigns whose last day has passed and the settling of their messages (MKT-04)."""
	_queue("bank_crm.marketing.sending.jobs.nightly", hours=1)


def match_benefits() -> None:
	"""Queue the looking for purchases that claimed benefits are used for; hourly and after each sync (MKT-10)."""
	_queue("bank_crm.marketing.benefits.using.match", hours=1, commit=True)


def end_benefits() -> None:
	"""Queue the ending of benefits that were not claimed or used in time (MKT-20)."""
	_queue("bank_crm.marketing.benefits.using.nightly", hours=1)


def look_after_events() -> None:
	"""Queue the reminding of guests, and the closing of events that are over (MKT-01)."""
	_queue("bank_crm.marketing.events.jobs.run", hours=1)


def watch_approvals() -> None:
	"""Queue the look at requests for approval: reminders, what is late, decisions of people who are away (SAL-11)."""
	_queue("bank_crm.compliance.approvals.clocks.run", hours=1)
