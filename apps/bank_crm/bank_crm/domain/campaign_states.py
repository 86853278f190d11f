"""The way of a campaign and what may be changed where (MKT-07, MKT-08, MKT-21, requirements 1.8)."""

from __future__ import annotations

from .campaign_enums import CampaignState as State

STEPS: dict[State, frozenset[State]] = {
	State.DRAFT: frozenset({State.PENDING}),
	State.PENDING: frozenset({State.APPROVED, State.DRAFT}),
	State.APPROVED: frozenset({State.RUNNING, State.DRAFT}),
	State.RUNNING: frozenset({State.PAUSED, State.ENDED}),
	State.PAUSED: frozenset({State.RUNNING, State.ENDED}),
	State.ENDED: frozenset({State.REVIEWED}),
	State.REVIEWED: frozenset(),
}
#: Steps that begin, stop or end sending; marketing's alone.
RUNNING_STEPS = (State.RUNNING, State.PAUSED, State.ENDED)
#: Where content may be changed.
EDITABLE = (State.DRAFT, State.PAUSED)
#: Kept from the first start on: what was approved, and what the comparison with the control group rests on.
FIXED_AFTER_START = (
	"budget",
	"control_percent",
	"campaign_type",
	"starts_on",
	"product_category",
	"attribution_touch",
	"attribution_days",
)
#: What may be changed while messages leave; each change makes a version at once (MKT-08).
CHANGED_WHILE_RUNNING = (
	"benefit_text",
	"costs",
	"goal_text",
	"goal_target",
	"goal_metric",
	"ends_on",
	"return_percent",
)


def may_step(before: State, after: State) -> bool:
	"""Tell whether a campaign may go from one state to another; staying is allowed."""
	return before is after or after in STEPS[before]
