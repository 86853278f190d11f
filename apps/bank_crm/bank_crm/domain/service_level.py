"""Which promise an order has: the service level with the most conditions it fulfils (SVC-14, SEG-19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .service_clock import Promise

#: From the condition that says most about an order to the one that says least.
CONDITIONS = ("subtype", "tier", "order_type", "channel")


@dataclass(frozen=True, slots=True)
class Order:
	"""What an order shows to service levels and escalation rules; empty where unknown."""

	order_type: str = ""
	subtype: str = ""
	tier: str = ""
	channel: str = ""
	priority: str = ""


@dataclass(frozen=True, slots=True)
class Target:
	"""Business seconds to the first response and to the solution; 0 means nothing is promised."""

	response: int = 0
	resolution: int = 0


@dataclass(frozen=True, slots=True)
class Level:
	"""A service level; empty conditions fit every order."""

	name: str
	targets: Mapping[str, Target]
	calendar: str = ""
	order_type: str = ""
	subtype: str = ""
	tier: str = ""
	channel: str = ""
	warn_at: float = 0.75
	pauses: frozenset[str] = field(default_factory=frozenset)

	def fits(self, order: Order) -> bool:
		"""Tell whether the order fulfils each condition and its priority has a target here."""
		conditions = all(getattr(self, name) in ("", getattr(order, name)) for name in CONDITIONS)
		return conditions and order.priority in self.targets

	def promises(self, priority: str) -> tuple[Promise | None, Promise | None]:
		"""Return the promise of a first response and that of a solution; None where there is none."""
		target = self.targets.get(priority, Target())
		return self._promise(target.response), self._promise(target.resolution)

	def _promise(self, seconds: int) -> Promise | None:
		return Promise(seconds, self.warn_at) if seconds > 0 else None

	@property
	def rank(self) -> tuple[int, tuple[bool, ...], str]:
		"""More conditions come first, then the ones that say more, then the name, so that the choice is one."""
		told = tuple(not getattr(self, name) for name in CONDITIONS)
		return sum(told), told, self.name


def choose(levels: Iterable[Level], order: Order) -> Level | None:
	"""Return the level that counts for an order, or None if none fits."""
	return min((level for level in levels if level.fits(order)), key=lambda level: level.rank, default=None)
