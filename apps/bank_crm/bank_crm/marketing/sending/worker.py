"""Handing over: claim, prepare, ask once more whether the campaign runs, call the gateway, keep its answers (MKT-07).

A message is `Handed Over`, and that is stored, before a gateway hears of it. The gateway is called while the campaign's
version is locked, so whoever has paused the campaign can be sure that nothing leaves any more. Where the worker dies,
or no answer comes, the next one asks the gateway by the messages' keys before anything is sent again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime
from pypika.queries import QueryBuilder

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing.campaigns import versions
from bank_crm.marketing.gateways import base
from bank_crm.marketing.sending import prepare, queue, states
from bank_crm.marketing.sending.queue import Claimed

MESSAGE = "Bank Message"
PER_CLAIM, PER_LOOK_UP = 2_000, 500
#: A job ends after so many seconds and is asked for again, so that a restart of workers waits for none.
LONGEST_SECONDS = 45 * 60


class Line:
	"""One campaign's messages of one channel on their way to one gateway."""

	def __init__(
		self,
		channel: str,
		campaign: str | None,
		gateway: Document,
		*,
		commit: bool = False,
		seconds: float = LONGEST_SECONDS,
	) -> None:
		self.channel, self.campaign, self.record = channel, campaign, gateway
		self.gateway = base.connect(gateway)
		self.commit, self.until = commit, time.monotonic() + seconds
		self.version, self.content = "", None
		self.arrives = not cint(gateway.gives_receipts)

	def resolve(self, rows: QueryBuilder) -> int | None:
		"""Find out what became of messages that were handed over; None where the gateway does not answer.

		`rows` selects names and attempts of messages in the state Handed Over. Returns how many the gateway knows nothing
		of: they are in the queue again, or have failed if they were tried often enough.
		"""
		back = 0
		while True:
			attempts = {int(name): int(tries or 0) for name, tries in rows.limit(PER_LOOK_UP).run()}
			if not attempts:
				return back
			keys = {states.key_of(name): name for name in attempts}
			try:
				answers = self.gateway.look_up(list(keys))
			except base.GatewayDown as error:
				frappe.log_error(title=_("Message gateway does not answer"), message=str(error))
				self._keep()
				return None
			self._note([(keys[answer.key], answer) for answer in answers if answer.key in keys])
			unknown = [keys[answer.key] for answer in answers if answer.state is None and answer.key in keys]
			self._put_back(unknown, attempts, _("unknown to the gateway"))
			back += len(unknown)
			self._keep()

	def send(self, claimed: Sequence[Claimed]) -> bool:
		"""Hand over what was claimed; False where the rest has to wait. The claim must be committed."""
		if self.campaign and not self._read_version():
			states.requeue([one.name for one in claimed])
			self._keep()
			return False
		prepared = prepare.prepare(claimed, self.channel, self.campaign, self.content)
		now = now_datetime()
		states.exclude(prepared.left_out, now)
		states.requeue(prepared.waiting)
		self._set_prices(prepared)
		self._keep()
		most = max(cint(self.record.per_call), 1)
		attempts = {one.name: one.attempts for one in claimed}
		for start in range(0, len(prepared.outgoing), most):
			portion = prepared.outgoing[start : start + most]
			if not self._call(portion, attempts):
				states.requeue([one.name for one in prepared.outgoing[start + most :]])
				self._keep()
				return False
		return not prepared.waiting

	def over(self) -> bool:
		"""Whether the job has worked long enough."""
		return time.monotonic() > self.until

	def _read_version(self) -> bool:
		"""Read what is to be sent now; what was claimed under an older version is sent as the newest says."""
		version = queue.running(self.campaign)
		self._keep()
		if version is None:
			return False
		if version != self.version:
			self.version, self.content = version, versions.content_of(version)
		return True

	def _call(self, portion: Sequence[base.Outgoing], attempts: Mapping[int, int]) -> bool:
		names = [one.name for one in portion]
		if self.campaign and not versions.may_send(self.campaign, self.version):
			states.requeue(names)
			self._keep()
			return False
		try:
			answers = self.gateway.hand_over(portion)
		except base.GatewayDown as error:
			self._step_back(names, attempts, str(error))
			return False
		except base.OutcomeUnknown as error:
			frappe.log_error(title=_("Message gateway gave no answer"), message=str(error))
			self._keep()
			# a gateway that took nothing and cannot say so is not asked again before the next minute
			return self.resolve(_of(names)) == 0
		by_key = {one.key: one.name for one in portion}
		self._note([(by_key[answer.key], answer) for answer in answers if answer.key in by_key])
		self._keep()
		return True

	def _note(self, answers: Sequence[tuple[int, base.Answer]]) -> None:
		"""Keep what the gateway said of the messages it knows."""
		by_state: dict[MessageState | None, list[tuple[int, base.Answer]]] = {}
		for name, answer in answers:
			by_state.setdefault(answer.state, []).append((name, answer))
		now = now_datetime()
		for state, rows in by_state.items():
			if state is None:
				continue
			states.finish(
				[name for name, _answer in rows],
				state,
				now,
				refs={name: answer.ref for name, answer in rows},
				notes={name: answer.error for name, answer in rows},
				gateway=self.record.name,
				arrives=self.arrives,
			)

	def _step_back(self, names: Sequence[int], attempts: Mapping[int, int], why: str) -> None:
		"""Nothing was taken: try again later, but not for ever."""
		self._put_back(names, attempts, why)
		frappe.log_error(title=_("Message gateway refused a call"), message=why)
		self._keep()

	def _put_back(self, names: Sequence[int], attempts: Mapping[int, int], why: str) -> None:
		tired = [name for name in names if attempts[name] >= queue.MOST_ATTEMPTS]
		states.finish(tired, MessageState.FAILED, now_datetime(), notes=dict.fromkeys(tired, why[:140]))
		states.requeue([name for name in names if name not in set(tired)], why[:140])

	def _set_prices(self, prepared: prepare.Prepared) -> None:
		table = frappe.qb.DocType(MESSAGE)
		prices: dict[Decimal, list[int]] = prepare.price(
			prepared, [one.name for one in prepared.outgoing], self.channel
		)
		for amount, names in prices.items():
			frappe.qb.update(table).set(table.price, amount).where(table.name.isin(names)).run()

	def _keep(self) -> None:
		if self.commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - what a gateway was told must be stored at once


def _of(names: Sequence[int]) -> QueryBuilder:
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).select(table.name, table.attempts).where(table.name.isin(list(names)))
	return query.where(table.state == MessageState.HANDED.value)


def held(**where: Any) -> QueryBuilder:
	"""Select the messages that were handed over and have no answer, with their attempts."""
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).select(table.name, table.attempts)
	query = query.where(table.state == MessageState.HANDED.value)
	for column, value in where.items():
		query = query.where(table[column].isnull() if value is None else table[column] == value)
	return query
