"""Answers requests for `/b/…` (hook page_renderer): what a customer was given, and the button to claim it (MKT-10, MKT-20)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import cint, fmt_money, format_date, format_datetime, get_datetime
from werkzeug.wrappers import Response

from bank_crm.domain.benefit_enums import BenefitKind, GrantState
from bank_crm.domain.benefits import Claim
from bank_crm.marketing import guest_page, signed
from bank_crm.marketing.benefits import claiming
from bank_crm.retrying import again_after_deadlock
from bank_crm.speaking import listed


class BenefitPage(guest_page.GuestPage):
	"""One grant's page: looking at it counts as a click, its button claims."""

	signed = signed.BENEFIT
	what = "benefit"

	def show(self, name: int) -> Response:
		seen = claiming.look(name)
		if seen is None:
			return guest_page.nothing()
		again_after_deadlock(lambda: claiming.note_visit(seen.grant))
		frappe.local.flags.commit = True  # a visit is kept although it is a GET
		return _answer(seen)

	def take(self, name: int) -> Response:
		shown = cint(frappe.request.form.get("version"))
		seen = claiming.look(name)
		if seen is None:
			return guest_page.nothing()
		if seen.answer is Claim.OPEN and shown != cint(seen.benefit.text_version):
			return _answer(seen, note=_("The description has changed meanwhile. Please read it once more."))
		answer = again_after_deadlock(lambda: claiming.claim(name, shown))
		if answer in (Claim.OPEN, Claim.ALREADY):
			return self.again()
		return _answer(claiming.look(name) or seen)


def _answer(seen: claiming.Seen, note: str = "") -> Response:
	benefit = seen.benefit
	figure, unit = _value(benefit)
	state, tone = _state(seen)
	open_ = seen.answer is Claim.OPEN
	return guest_page.page(
		benefit.benefit_name,
		note=note,
		label=_(benefit.kind, context="Bank Benefit"),
		figure=figure,
		unit=unit,
		sentence=benefit.description,
		facts=_facts(seen),
		state=state,
		tone=tone,
		action="claim" if open_ else "",
		action_label=_("Claim Now"),
		version=benefit.text_version if open_ else "",
		terms=benefit.terms,
		terms_label=_("Terms of Use"),
	)


def _value(benefit: frappe._dict) -> tuple[str, str]:
	if not benefit.value:
		return "", ""
	number = f"{benefit.value:.2f}".rstrip("0").rstrip(".")
	return (f"+{number}", "%") if benefit.kind == BenefitKind.RATE_COUPON.value else (f"¥{number}", "")


def _facts(seen: claiming.Seen) -> list[tuple[str, str]]:
	benefit, grant = seen.benefit, seen.grant
	ends = get_datetime(grant.expires_at)
	facts = []
	if grant.state == GrantState.ISSUED.value:
		facts.append((_("Claim Until"), format_datetime(ends, "yyyy-MM-dd HH:mm")))
	if grant.claimed_at:
		facts.append((_("Claimed At"), format_datetime(grant.claimed_at, "yyyy-MM-dd HH:mm")))
	if grant.state == GrantState.CLAIMED.value:
		facts.append((_("Use Until"), format_date(ends, "yyyy-MM-dd")))
	if products := _products(benefit):
		facts.append((_("Applies To"), products))
	if benefit.min_amount:
		facts.append((_("Smallest Purchase"), fmt_money(benefit.min_amount, precision=0, currency="CNY")))
	return facts


def _products(benefit: frappe._dict) -> str:
	names = []
	for row in benefit.products:
		if row.product:
			names.append(str(frappe.get_cached_value("Bank Product", row.product, "product_name")))
		elif row.category:
			names.append(_(row.category, context="Bank Product"))
	return listed(names)


def _state(seen: claiming.Seen) -> tuple[str, str]:
	"""What the customer is told, and whether it is good news."""
	grant = seen.grant
	if seen.answer is Claim.ALREADY:
		if grant.state == GrantState.USED.value:
			return _("Used on {0}.").format(format_date(grant.used_at, "yyyy-MM-dd")), "good"
		return _(
			"Claimed. It is used by itself when you buy a product it is for, or ask your branch."
		), "good"
	return {
		Claim.OPEN: ("", ""),
		Claim.SOLD_OUT: (_("All have been claimed already."), "bad"),
		Claim.ENOUGH: (_("You have claimed as many as one customer may."), "bad"),
		Claim.NOT_YET: (
			_("It can be claimed from {0}.").format(format_date(seen.benefit.valid_from, "yyyy-MM-dd")),
			"",
		),
		Claim.PAUSED: (_("It cannot be claimed at the moment."), "bad"),
		Claim.OVER: (_("This benefit has expired."), "bad"),
		Claim.WITHDRAWN: (_("This benefit is no longer offered."), "bad"),
		Claim.UNKNOWN: (_("There is nothing under this address."), "bad"),
	}[seen.answer]
