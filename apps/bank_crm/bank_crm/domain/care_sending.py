"""Through which channel a greeting may go out without a person (CAR-04, CAR-05, RSK-08)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .care import Delivery

#: Asked in this order where the customer prefers none.
USUAL_ORDER = ("SMS", "Email")
#: Who prefers these wants to speak with a person.
PERSONAL = ("Phone", "Branch")
#: A greeting later than this after its day is not sent any more.
MOST_LATE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Choice:
	"""The channel to send through; "" where there is none, with the reason."""

	channel: str
	reason: Delivery | None = None


def choose(
	wanted: str,
	preferred: str,
	*,
	gateways: Collection[str],
	consents: Collection[str],
	addresses: Collection[str],
) -> Choice:
	"""Choose the channel: the rule's, else the preferred one, else SMS before e-mail.

	A channel counts only with a gateway, the customer's consent and an address. A customer who prefers to
	speak with a person gets no machine's message unless the rule insists on a channel.
	"""
	if not wanted and preferred in PERSONAL:
		return Choice("", Delivery.NO_CHANNEL)
	if wanted:
		candidates = [wanted]
	else:
		candidates = [preferred] if preferred else []
		candidates += [channel for channel in USUAL_ORDER if channel != preferred]
	open_channels = [channel for channel in candidates if channel in gateways]
	if not open_channels:
		return Choice("", Delivery.NO_CHANNEL)
	allowed = [channel for channel in open_channels if channel in consents]
	if not allowed:
		return Choice("", Delivery.NO_CONSENT)
	reachable = [channel for channel in allowed if channel in addresses]
	if not reachable:
		return Choice("", Delivery.NO_ADDRESS)
	return Choice(reachable[0])
