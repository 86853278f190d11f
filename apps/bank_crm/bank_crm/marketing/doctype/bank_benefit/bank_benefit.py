import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate, now_datetime

from bank_crm.customer import checks
from bank_crm.domain.benefit_enums import BenefitKind, GrantState
from bank_crm.domain.benefit_enums import BenefitState as State
from bank_crm.domain.benefits import FIXED_AFTER_ISSUE, end_of, may_step
from bank_crm.marketing.benefits import counters, using


class BankBenefit(Document):
	"""Something customers of a campaign can claim and use, e.g. a coupon of interest (MKT-10, MKT-20)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.marketing.doctype.bank_benefit_product.bank_benefit_product import BankBenefitProduct
		from bank_crm.marketing.doctype.bank_benefit_text.bank_benefit_text import BankBenefitText

		benefit_name: DF.Data
		campaign: DF.Link | None
		claim_days: DF.Int
		claim_rate: DF.Percent
		claimed: DF.Int
		description: DF.SmallText
		expired: DF.Int
		issue_with_waves: DF.Check
		issued: DF.Int
		kind: DF.Literal["Rate Coupon", "Cash Voucher", "Fee Waiver", "Gift", "Service Right"]
		min_amount: DF.Currency
		owner_user: DF.Link | None
		per_customer: DF.Int
		products: DF.Table[BankBenefitProduct]
		state: DF.Literal["Draft", "Open", "Paused", "Closed"]
		stock: DF.Int
		taken: DF.Int
		terms: DF.Text | None
		text_version: DF.Int
		texts: DF.Table[BankBenefitText]
		use_days: DF.Int
		use_rate: DF.Percent
		used: DF.Int
		used_amount: DF.Currency
		valid_from: DF.Date
		valid_until: DF.Date
		value: DF.Float
		withdrawn: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""What was promised stays; the text may change at any time and each one is kept (MKT-08)."""
		before = self.get_doc_before_save()
		self.keep_figures()
		self.owner_user = self.owner_user or frappe.session.user
		self.check_values()
		self.check_step(before)
		if before is not None and self.issued:
			self.check_promise(before)
		self.keep_text(before)

	def on_update(self) -> None:
		"""A closed benefit is given to nobody any more; a longer one holds longer for who has it."""
		before = self.get_doc_before_save()
		if before is None:
			return
		if self.state == State.CLOSED.value and before.state != self.state:
			using.withdraw_unclaimed(self.name)
			self.update(frappe.db.get_value(self.doctype, self.name, counters.COUNTERS, as_dict=True))
		if getdate(self.valid_until) > getdate(before.valid_until):
			self.hold_longer()

	def on_trash(self) -> None:
		"""What was given to somebody stays."""
		if frappe.db.exists(counters.GRANT, {"benefit": self.name}):
			frappe.throw(_("A benefit that was issued is closed, not deleted."), title=_("Benefit"))
		for issue in frappe.get_all("Bank Benefit Issue", filters={"benefit": self.name}, pluck="name"):
			frappe.delete_doc("Bank Benefit Issue", issue)

	def keep_figures(self) -> None:
		"""Whatever the form holds, the figures are those in the row, which is locked until it is written."""
		now = None if self.is_new() else counters.lock(self.name)
		for name in counters.COUNTERS:
			self.set(name, now[name] if now else 0)

	def check_values(self) -> None:
		checks.check_period(self, "valid_from", "valid_until")
		checks.check_amounts(self, "value", "min_amount")
		if cint(self.stock) < max(cint(self.taken), 1):
			checks.refuse(self, "stock", _("{0} have been claimed already.").format(cint(self.taken)))
		if cint(self.per_customer) < 1:
			checks.refuse(self, "per_customer", _("must be above 0."))
		if self.kind == BenefitKind.RATE_COUPON.value and not 0 < flt(self.value) <= 10:
			checks.refuse(
				self, "value", _("a coupon of interest is above 0 and at most 10 percentage points.")
			)
		for row in self.products:
			if not row.product and not row.category:
				checks.refuse(self, "products", _("row {0}: name a product or a category.").format(row.idx))

	def check_step(self, before: Document | None) -> None:
		was = State(before.state) if before else State.DRAFT
		if before is None and self.state != State.DRAFT.value:
			checks.refuse(self, "state", _("a benefit begins as a draft."))
		if not may_step(was, State(self.state)):
			checks.refuse(
				self,
				"state",
				_("{0} does not follow {1}.").format(self.word(self.state), self.word(was.value)),
			)
		opens = self.state == State.OPEN.value and was is not State.OPEN
		if opens and getdate(self.valid_until) < getdate():
			checks.refuse(self, "valid_until", _("has passed already."))

	def word(self, state: str) -> str:
		return _(state, context=self.doctype)

	def check_promise(self, before: Document) -> None:
		"""Somebody has it: what it is, and until when it holds, is not taken back."""
		for name in FIXED_AFTER_ISSUE:
			kind = self.meta.get_field(name).fieldtype
			if frappe.utils.cast(kind, self.get(name)) != frappe.utils.cast(kind, before.get(name)):
				checks.refuse(self, name, _("was fixed when the benefit was first issued."))
		if getdate(self.valid_until) < getdate(before.valid_until):
			checks.refuse(self, "valid_until", _("customers were promised a later day."))

	def keep_text(self, before: Document | None) -> None:
		"""Keep each text with its number, so that a claim says which one the customer has read."""
		self.text_version = cint(before.text_version) if before else 0
		self.set("texts", before.texts if before else [])
		now = (self.description or "", self.terms or "")
		if before is not None and now == (before.description or "", before.terms or ""):
			return
		self.text_version += 1
		self.append(
			"texts",
			{
				"version_no": self.text_version,
				"description": now[0],
				"terms": now[1],
				"changed_at": now_datetime(),
				"changed_by": frappe.session.user,
			},
		)

	def hold_longer(self) -> None:
		"""Move the end of grants that end with the benefit."""
		table = frappe.qb.DocType(counters.GRANT)
		for state, days in ((GrantState.ISSUED, self.claim_days), (GrantState.CLAIMED, self.use_days)):
			if not cint(days):
				query = frappe.qb.update(table).set(table.expires_at, end_of(getdate(self.valid_until)))
				query.where((table.benefit == self.name) & (table.state == state.value)).run()


def on_doctype_update() -> None:
	"""A wave asks for the open benefits of its campaign."""
	frappe.db.add_index("Bank Benefit", ["campaign", "state"])
