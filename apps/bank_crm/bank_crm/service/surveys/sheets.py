"""One person answering one survey, by whichever address: whether it is open, what was answered, handing it in (SUR-01).

A sheet is opened for looking (GET) or for writing (POST, `lock=True`): then the row that makes the response the only
one is locked until the request ends, so that a form sent twice is counted once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from bank_crm.domain.survey_answers import Answers
from bank_crm.domain.survey_enums import (
	InvitationState,
	ResponseSource,
	ResponseState,
	RoundState,
	SurveyState,
)
from bank_crm.service.surveys import quotas, store, tokens
from bank_crm.service.surveys.preview import PreviewSheet
from bank_crm.service.surveys.standing import Sheet, Standing
from bank_crm.service.surveys.tokens import Claim, Opens

INVITATION, ROUND, PLAN = "Bank Survey Invitation", "Bank Survey Round", "Bank Survey Plan"
#: An invitation in one of these states may still be answered; its link has left the bank.
ANSWERABLE = (InvitationState.SENDING.value, InvitationState.SENT.value)


def open_sheet(claim: Claim, *, visitor: str = "", lock: bool = False) -> Sheet | None:
	"""Return the sheet behind an address; None for one this site did not make, or whose document is gone."""
	openers = {
		Opens.INVITATION: _invited,
		Opens.SHARED: _shared,
		Opens.STAFF: _by_staff,
		Opens.PREVIEW: _preview,
	}
	return openers[claim.opens](claim, visitor, lock)


class _StoredSheet:
	"""What all sheets with a response in the store have in common."""

	def __init__(
		self,
		standing: Standing,
		version: str,
		key: str | None,
		begin: Mapping[str, Any],
		*,
		lock: bool,
		invitation: int | None = None,
		in_round: str | None = None,
		customer: str | None = None,
	) -> None:
		self.standing = standing
		self.begin = dict(begin)
		self.key, self.invitation, self.round, self.customer = key, invitation, in_round, customer
		self.response = store.find_draft(key, lock=lock) if key and standing is Standing.OPEN else None
		self.version = str(self.response.version) if self.response else version
		self.definition = store.definition(self.version)
		self.language = self.response.language or None if self.response else None
		if self.response and self.response.state == ResponseState.COMPLETE.value:
			self.standing = Standing.DONE

	def answers(self) -> Answers:
		"""Return what was answered so far."""
		return store.answers(self.response) if self.response else {}

	def save(self, given: Answers, language: str) -> None:
		"""Keep the answers so far; the first time a response is begun."""
		store.save(self._begun(), self.definition, given, language=language)

	def hand_in(self, given: Answers, language: str) -> Standing:
		"""Complete the response, unless its round has all the answers wanted."""
		response = self._begun()
		if self.round and not quotas.take(self.round, self.customer):
			return Standing.ENOUGH
		store.hand_in(response, self.definition, given, language=language)
		if self.invitation:
			_mark_answered(self.invitation)
		self.standing = Standing.DONE
		return self.standing

	def _begun(self) -> Any:
		if self.response is None:
			self.response = store.begin(self.key, version=self.version, **self.begin)
		return self.response


def _invited(claim: Claim, visitor: str, lock: bool) -> Sheet | None:
	fields = ["name", "state", "nonce", "round", "survey", "customer", "expires_on", "channel"]
	fields += ["reference_doctype", "reference_name"]
	invitation = frappe.db.get_value(INVITATION, claim.name, fields, as_dict=True, for_update=lock)
	if not invitation or not invitation.nonce or not tokens.is_genuine(claim, invitation.nonce):
		return None
	round_ = frappe.db.get_value(ROUND, invitation.round, ["version", "state", "close_reason"], as_dict=True)
	standing = _standing(invitation.survey, round_.state, round_.close_reason)
	if invitation.state == InvitationState.ANSWERED.value:
		standing = Standing.DONE
	elif invitation.state == InvitationState.QUOTA_FULL.value:
		standing = Standing.ENOUGH
	elif invitation.state not in ANSWERABLE or get_datetime(invitation.expires_on) < now_datetime():
		standing = Standing.OVER
	about = {
		"reference_doctype": invitation.reference_doctype,
		"reference_name": invitation.reference_name,
		"channel": invitation.channel,
	}
	begin: dict[str, Any] = {
		"survey": invitation.survey,
		"source": ResponseSource.INVITATION,
		"round": invitation.round,
		"channel": invitation.channel,
	}
	if not store.definition(round_.version).anonymous:
		begin |= {**about, "invitation": invitation.name, "customer": invitation.customer}
		begin["handler"] = _handler(invitation.reference_doctype, invitation.reference_name)
	return _StoredSheet(
		standing,
		round_.version,
		tokens.draft_key(claim),
		begin,
		lock=lock,
		invitation=int(invitation.name),
		in_round=invitation.round,
		customer=invitation.customer,
	)


def _shared(claim: Claim, visitor: str, lock: bool) -> Sheet | None:
	plan = frappe.db.get_value(PLAN, claim.name, ["name", "address", "survey"], as_dict=True)
	if not plan or not plan.address or not tokens.is_genuine(claim, plan.address):
		return None
	round_ = frappe.db.get_value(
		ROUND,
		{"plan": plan.name},
		["name", "version", "state", "close_reason", "closes_on"],
		as_dict=True,
		order_by="creation desc",
	)
	if not round_:
		return None
	standing = _standing(plan.survey, round_.state, round_.close_reason)
	if standing is Standing.OPEN and get_datetime(round_.closes_on) < now_datetime():
		standing = Standing.OVER
	begin = {"survey": plan.survey, "source": ResponseSource.SHARED_LINK, "round": round_.name}
	key = tokens.visitor_key(round_.name, visitor) if visitor else None
	return _StoredSheet(standing, round_.version, key, begin, lock=lock, in_round=round_.name)


def _by_staff(claim: Claim, visitor: str, lock: bool) -> Sheet | None:
	"""What a member of staff enters for a customer, by the telephone or at the counter; only he or she goes on with it."""
	row = frappe.db.get_value(
		store.RESPONSE, claim.name, ["survey", "version", "draft_key", "owner"], as_dict=True, for_update=lock
	)
	if not row or not row.draft_key or not tokens.is_genuine(claim, row.draft_key):
		return None
	if row.owner != frappe.session.user:
		raise frappe.PermissionError
	standing = _standing(row.survey, RoundState.OPEN.value, None)
	return _StoredSheet(standing, row.version, row.draft_key, {}, lock=lock)


def _preview(claim: Claim, visitor: str, lock: bool) -> Sheet | None:
	if not tokens.is_genuine(claim):
		return None
	return PreviewSheet(claim.name)


def _standing(survey: str, round_state: str, close_reason: str | None) -> Standing:
	state = frappe.db.get_value("Bank Survey", survey, "state")
	if state == SurveyState.PAUSED.value:
		return Standing.PAUSED
	if round_state == RoundState.CLOSED.value and close_reason == "Enough Answers":
		return Standing.ENOUGH
	if state != SurveyState.PUBLISHED.value or round_state != RoundState.OPEN.value:
		return Standing.OVER
	return Standing.OPEN


def _mark_answered(invitation: int) -> None:
	"""Without a time: of an anonymous survey it is known who answered, not when."""
	frappe.db.set_value(
		INVITATION, invitation, "state", InvitationState.ANSWERED.value, update_modified=False
	)


def _handler(doctype: str | None, name: str | None) -> str | None:
	"""Who handled the work order a survey is about."""
	if doctype != "Bank Work Order" or not name:
		return None
	return frappe.db.get_value(doctype, name, "handler")
