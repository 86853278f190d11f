"""When somebody may be contacted at all, whoever it is (RSK-08, INT-06): quiet hours, and what needs a consent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from .care import ConsentPurpose
from .privacy_enums import ContactRefusal

#: What is allowed unless it was withdrawn, because the customer's own business is answered; all else asks before.
WITHOUT_CONSENT = frozenset({ConsentPurpose.SERVICE.value})


@dataclass(frozen=True, slots=True)
class QuietHours:
	"""The hours of the day nobody is contacted in; from may be later than until: over midnight."""

	start: time
	end: time

	def end_of(self, moment: datetime) -> datetime | None:
		"""Return when the quiet hours `moment` lies in are over; None where it lies in none."""
		if self.start == self.end:
			return None
		today = moment.replace(hour=0, minute=0, second=0, microsecond=0)
		ends = today + timedelta(hours=self.end.hour, minutes=self.end.minute, seconds=self.end.second)
		clock = moment.time()
		if self.start < self.end:
			return ends if self.start <= clock < self.end else None
		if clock >= self.start:
			return ends + timedelta(days=1)
		return ends if clock < self.end else None


@dataclass(frozen=True, slots=True)
class Verdict:
	"""The answer of the gate: allowed, or why not. `until` is set where waiting helps."""

	refusal: ContactRefusal | None = None
	until: datetime | None = None

	@property
	def allowed(self) -> bool:
		"""Whether the message may leave now."""
		return self.refusal is None

	def __bool__(self) -> bool:
		return self.allowed
