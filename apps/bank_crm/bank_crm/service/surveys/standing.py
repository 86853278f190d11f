"""How a survey stands for one visitor, and what every sheet can do."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from bank_crm.domain.survey_answers import Answers
from bank_crm.domain.survey_definition import Definition


class Standing(Enum):
	"""What a visitor is shown."""

	OPEN = "open"
	DONE = "done"
	OVER = "over"
	PAUSED = "paused"
	ENOUGH = "enough"


class Sheet(Protocol):
	"""One person's answering."""

	standing: Standing
	definition: Definition
	language: str | None

	def answers(self) -> Answers:
		"""Return what was answered so far."""

	def save(self, given: Answers, language: str) -> None:
		"""Keep the answers so far."""

	def hand_in(self, given: Answers, language: str) -> Standing:
		"""Hand the survey in; returns how it stands then: done, or enough others were faster."""
