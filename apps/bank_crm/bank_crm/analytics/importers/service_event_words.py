"""What the words of `crm_events.csv` mean here; each is written down, so that a new one is refused, not guessed."""

from __future__ import annotations

from bank_crm.domain.complaint_enums import (
	BusinessCategory,
	Compensation,
	ComplaintOrigin,
	ComplaintOutcome,
	ComplaintState,
	ReasonCategory,
)
from bank_crm.domain.service_enums import ClockState, OrderChannel, OrderState, OrderType

_COMPLAINT, _REQUEST = OrderType.COMPLAINT.value, OrderType.BUSINESS_REQUEST.value
_R = ReasonCategory
#: way → (channel, origin of a complaint); what an authority passes on comes as a letter
CHANNELS: dict[str, tuple[str, str]] = {
	"Web": (OrderChannel.PORTAL.value, ComplaintOrigin.CUSTOMER.value),
	"Phone": (OrderChannel.PHONE.value, ComplaintOrigin.CUSTOMER.value),
	"Email": (OrderChannel.EMAIL.value, ComplaintOrigin.CUSTOMER.value),
	"Postal mail": (OrderChannel.LETTER.value, ComplaintOrigin.CUSTOMER.value),
	"Fax": (OrderChannel.LETTER.value, ComplaintOrigin.CUSTOMER.value),
	"Referral": (OrderChannel.LETTER.value, ComplaintOrigin.REGULATOR.value),
}
#: answer → (state, outcome, compensation); an answer that never came leaves the order open
RESPONSES: dict[str, tuple[str, str | None, str | None]] = {
	"Closed": (OrderState.CLOSED.value, None, None),
	"Closed with explanation": (OrderState.CLOSED.value, ComplaintOutcome.NOT_UPHELD.value, None),
	"Closed without relief": (OrderState.CLOSED.value, ComplaintOutcome.NOT_UPHELD.value, None),
	"Closed with relief": (OrderState.CLOSED.value, ComplaintOutcome.UPHELD.value, None),
	"Closed with monetary relief": (
		OrderState.CLOSED.value,
		ComplaintOutcome.UPHELD.value,
		Compensation.MONEY.value,
	),
	"Closed with non-monetary relief": (OrderState.CLOSED.value, ComplaintOutcome.UPHELD.value, None),
	"In progress": (OrderState.IN_PROGRESS.value, None, None),
	"Untimely response": (OrderState.IN_PROGRESS.value, None, None),
}
COMPLAINT_STATES = {
	OrderState.CLOSED.value: ComplaintState.CLOSED.value,
	OrderState.IN_PROGRESS.value: ComplaintState.INVESTIGATING.value,
}
TIMELY = {"Yes": ClockState.MET.value, "No": ClockState.MISSED.value}
#: issue → (type, reason the regulator asks for); what asks for something to be done is a request
ISSUES: dict[str, tuple[str, str]] = {
	"Account opening, closing, or management": (_COMPLAINT, _R.RULES.value),
	"Deposits and withdrawals": (_COMPLAINT, _R.FUNDS.value),
	"Problems caused by my funds being low": (_COMPLAINT, _R.PRICING.value),
	"Billing disputes": (_COMPLAINT, _R.PRICING.value),
	"Making/receiving payments, sending money": (_COMPLAINT, _R.SYSTEMS.value),
	"Using a debit or ATM card": (_COMPLAINT, _R.FACILITIES.value),
	"Other": (_COMPLAINT, _R.OTHER.value),
	"Identity theft / Fraud / Embezzlement": (_COMPLAINT, _R.FUNDS.value),
	"Closing/Cancelling account": (_REQUEST, _R.RULES.value),
	"APR or interest rate": (_COMPLAINT, _R.PRICING.value),
	"Customer service / Customer relations": (_COMPLAINT, _R.ATTITUDE.value),
	"Other fee": (_COMPLAINT, _R.PRICING.value),
	"Transaction issue": (_COMPLAINT, _R.SYSTEMS.value),
	"Late fee": (_COMPLAINT, _R.PRICING.value),
	"Credit card protection / Debt protection": (_COMPLAINT, _R.CONTRACT.value),
	"Delinquent account": (_COMPLAINT, _R.COLLECTION.value),
	"Rewards": (_COMPLAINT, _R.MARKETING.value),
	"Credit reporting": (_COMPLAINT, _R.PERSONAL_DATA.value),
	"Billing statement": (_COMPLAINT, _R.DISCLOSURE.value),
	"Credit line increase/decrease": (_REQUEST, _R.RULES.value),
	"Payoff process": (_REQUEST, _R.RULES.value),
	"Credit determination": (_COMPLAINT, _R.RULES.value),
	"Advertising and marketing": (_COMPLAINT, _R.MARKETING.value),
	"Balance transfer": (_REQUEST, _R.RULES.value),
	"Collection debt dispute": (_COMPLAINT, _R.COLLECTION.value),
	"Unsolicited issuance of credit card": (_COMPLAINT, _R.MARKETING.value),
	"Collection practices": (_COMPLAINT, _R.COLLECTION.value),
	"Forbearance / Workout plans": (_REQUEST, _R.RULES.value),
	"Privacy": (_COMPLAINT, _R.PERSONAL_DATA.value),
	"Bankruptcy": (_COMPLAINT, _R.COLLECTION.value),
	"Arbitration": (_COMPLAINT, _R.CONTRACT.value),
	"Cash advance": (_REQUEST, _R.RULES.value),
	"Cash advance fee": (_COMPLAINT, _R.PRICING.value),
	"Application processing delay": (_COMPLAINT, _R.RULES.value),
	"Balance transfer fee": (_COMPLAINT, _R.PRICING.value),
	"Sale of account": (_COMPLAINT, _R.CONTRACT.value),
	"Convenience checks": (_REQUEST, _R.RULES.value),
	"Overlimit fee": (_COMPLAINT, _R.PRICING.value),
}
_CATEGORIES: dict[tuple[str, str], str] = {
	("Bank account or service", "Checking account"): BusinessCategory.SAVINGS.value,
	("Bank account or service", "Savings account"): BusinessCategory.SAVINGS.value,
	("Bank account or service", "(CD) Certificate of deposit"): BusinessCategory.SAVINGS.value,
	("Bank account or service", "Cashing a check without an account"): BusinessCategory.PAYMENT.value,
	("Bank account or service", "Other bank product/service"): BusinessCategory.OTHER.value,
	("Credit card", "Loan account"): BusinessCategory.CREDIT_CARD.value,
}


def category(product: str, sub_product: str) -> str:
	"""Return the regulator's category of a product; raises KeyError for one that isn't known."""
	return _CATEGORIES[product, sub_product]


def subtype(kind: str, issue: str) -> str:
	"""Return the subtype of an issue; "Other" says of which type, because subtypes have one name each."""
	return f"{issue} ({kind})" if issue == "Other" else issue
