"""Sensitive numbers within what people write: found by form, or because the bank knows them (SEC-11, SEC-15).

Unlike `redaction`, which is for machines' reports and takes out whatever might be a number, this is for
sentences that stay: only what is certainly a phone, identity or card number goes, and what the caller says
is known.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .enums import SealKind
from .identity import is_card_number, is_citizen_number, is_mobile
from .masking import MASK_CHARACTER, mask
from .sealing_format import normalise

# Letters are spelled out in ASCII: Chinese characters stand next to numbers without a blank.
_EMAIL = re.compile(
	r"(?<![A-Za-z0-9_.+*-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![A-Za-z0-9_*-])"
)
_NUMBER = re.compile(
	r"(?<![A-Za-z0-9_*/#=&.-])(?:\+\d{1,3}[ -]?)?\d(?:[ -]?\d){5,28}[Xx]?(?![A-Za-z0-9_*]|\.\d)"
)
#: Nothing shorter is certain by its form.
_CERTAIN = re.compile(r"\d(?:[ -]?\d){10}|@")
#: Card numbers begin with these digits (UnionPay, Visa, Mastercard, American Express, JCB).
_CARD_STARTS = ("62", "60", "4", "5", "34", "37", "35")
#: What a number may be, in the order asked.
NUMBER_KINDS = (SealKind.MOBILE, SealKind.ID_NUMBER, SealKind.CARD_NO, SealKind.ACCOUNT_NO)


@dataclass(frozen=True, slots=True)
class Candidate:
	"""A part of a text that could be a sealed value: `kinds` as which it is to be looked up."""

	start: int
	end: int
	raw: str
	kinds: tuple[SealKind, ...]

	def certain(self) -> SealKind | None:
		"""Return the kind it has beyond doubt by its form alone."""
		if SealKind.EMAIL in self.kinds:
			return None
		mobile = normalise(SealKind.MOBILE, self.raw)
		if mobile.isdigit() and is_mobile(mobile):
			return SealKind.MOBILE
		number = normalise(SealKind.ID_NUMBER, self.raw)
		if is_citizen_number(number):
			return SealKind.ID_NUMBER
		if len(number) >= 15 and number.startswith(_CARD_STARTS) and is_card_number(number):
			return SealKind.CARD_NO
		return None


def candidates(text: str) -> list[Candidate]:
	"""Return the parts of a text that could be sealed values, in their order; they do not overlap."""
	found = [
		Candidate(hit.start(), hit.end(), hit.group(), (SealKind.EMAIL,)) for hit in _EMAIL.finditer(text)
	]
	taken = [(one.start, one.end) for one in found]
	for hit in _NUMBER.finditer(text):
		if not any(start < hit.end() and hit.start() < end for start, end in taken):
			found.append(Candidate(hit.start(), hit.end(), hit.group(), NUMBER_KINDS))
	return sorted(found, key=lambda one: one.start)


def quieten(text: str, known: Callable[[Iterable[Candidate]], dict[str, SealKind]]) -> str:
	"""Replace sensitive values by their masks; `known` is asked once for those whose form does not tell.

	It returns kind by the candidate's raw text for those the bank knows. Texts without candidates come back
	as they are and ask nothing.
	"""
	if not any(character.isdigit() or character == "@" for character in text):
		return text
	found = candidates(text)
	kinds = {one.raw: kind for one in found if (kind := one.certain())}
	unsure = [one for one in found if one.raw not in kinds]
	if unsure:
		kinds |= known(unsure)
	for one in reversed(found):
		if kind := kinds.get(one.raw):
			masked = mask(kind, normalise(kind, one.raw)) or MASK_CHARACTER * 3
			text = text[: one.start] + masked + text[one.end :]
	return text


def quieten_column(cells: Sequence[str | None]) -> list[str | None]:
	"""Quieten a column of a core system's file by form alone: the bank is not asked about each of a million texts.

	Addresses in such texts are customers'. Most of its texts come again and again.
	"""
	quiet = {cell: quieten(cell, _by_form) if cell and _CERTAIN.search(cell) else cell for cell in set(cells)}
	return [quiet[cell] for cell in cells]


def _by_form(found: Iterable[Candidate]) -> dict[str, SealKind]:
	return {one.raw: SealKind.EMAIL for one in found if SealKind.EMAIL in one.kinds}
