"""What a customer's figures mean: consumption, flow of funds, potential (CUS-21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .customer_enums import ConsumptionLevel, FlowTrend, Potential
from .enums import TransactionChannel, TransactionType

#: Money that enters and leaves the bank; moves between a customer's own products count as neither.
INFLOW_TYPES = (TransactionType.DEPOSIT, TransactionType.TRANSFER_IN, TransactionType.INTEREST)
OUTFLOW_TYPES = (
	TransactionType.WITHDRAWAL,
	TransactionType.TRANSFER_OUT,
	TransactionType.CARD_SPEND,
	TransactionType.LOAN_REPAYMENT,
	TransactionType.FEE,
)
#: A debit through one of these is a payment, whatever its type.
SPEND_CHANNELS = (TransactionChannel.POS, TransactionChannel.THIRD_PARTY)


class PotentialReason(str, Enum):
	"""What speaks for more business with a customer, as it is stored."""

	IDLE_SAVINGS = "Idle Savings"
	LOOKED_AT = "Looked At"
	MONEY_COMES_IN = "Money Comes In"
	OPEN_NEED = "Open Need"


@dataclass(frozen=True, slots=True)
class PortraitRule:
	"""The limits; amounts in CNY, spending a month."""

	window_days: int = 180
	spend_high: float = 20_000
	spend_medium: float = 3_000
	flow_factor: float = 1.2
	idle_share: float = 0.7
	idle_from: float = 100_000
	looks_from: int = 2
	high_reasons: int = 2

	@property
	def months(self) -> float:
		"""The window in months of 30 days."""
		return self.window_days / 30


@dataclass(frozen=True, slots=True)
class Signals:
	"""What potential is judged by; `interest_held` tells whether the product looked at most is held already."""

	assets: float
	savings: float
	looks: int
	interest_held: bool
	trend: FlowTrend | None
	open_needs: int


def consumption_level(spend_a_month: float, rule: PortraitRule) -> ConsumptionLevel:
	"""Grade what is spent in a month."""
	if spend_a_month >= rule.spend_high:
		return ConsumptionLevel.HIGH
	if spend_a_month >= rule.spend_medium:
		return ConsumptionLevel.MEDIUM
	return ConsumptionLevel.LOW if spend_a_month > 0 else ConsumptionLevel.NONE


def flow_trend(money_in: float, money_out: float, rule: PortraitRule) -> FlowTrend | None:
	"""Tell where the money goes; None where none moved."""
	if not money_in and not money_out:
		return None
	if money_in > money_out * rule.flow_factor:
		return FlowTrend.INFLOW
	return FlowTrend.OUTFLOW if money_out > money_in * rule.flow_factor else FlowTrend.BALANCED


def largest(amounts: Mapping[str, float]) -> str | None:
	"""Return the name of the largest amount, the first of equal ones; None where all are zero."""
	name = max(amounts, key=lambda key: amounts[key], default=None)
	return name if name is not None and amounts[name] > 0 else None


def potential(signals: Signals, rule: PortraitRule) -> tuple[Potential, list[PotentialReason]]:
	"""Grade the potential by how many reasons speak for it."""
	idle = signals.assets >= rule.idle_from and signals.savings >= signals.assets * rule.idle_share
	checks = {
		PotentialReason.IDLE_SAVINGS: idle,
		PotentialReason.LOOKED_AT: signals.looks >= rule.looks_from and not signals.interest_held,
		PotentialReason.MONEY_COMES_IN: signals.trend == FlowTrend.INFLOW,
		PotentialReason.OPEN_NEED: signals.open_needs > 0,
	}
	reasons = [reason for reason, holds in checks.items() if holds]
	if len(reasons) >= rule.high_reasons:
		return Potential.HIGH, reasons
	return (Potential.MEDIUM if reasons else Potential.LOW), reasons
