"""Amounts in the characters of contracts and cheques: 人民币壹仟零贰拾元整."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
#: More than this nobody signs.
LARGEST = 10**16


def in_words(amount: float | str | Decimal) -> str:
	"""Write an amount in yuan out; cents are 角 and 分. Raises ValueError below 0 and from 10¹⁶ on."""
	cents = int((Decimal(str(amount)) * 100).to_integral_value())
	if not 0 <= cents < LARGEST * 100:
		raise ValueError("not an amount of a contract")
	yuan, rest = divmod(cents, 100)
	jiao, fen = divmod(rest, 10)
	words = "人民币" + (f"{_whole(yuan)}元" if yuan or not rest else "")
	if not rest:
		return words + "整"
	if jiao:
		words += f"{DIGITS[jiao]}角"
	elif yuan:
		words += "零"
	return words + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
	if not number:
		return DIGITS[0]
	groups: list[int] = []
	while number:
		number, group = divmod(number, 10_000)
		groups.append(group)
	text, gap = "", False
	for place in range(len(groups) - 1, -1, -1):
		group = groups[place]
		if not group:
			gap = True
			continue
		if text and (gap or group < 1_000):
			text += DIGITS[0]
		text += _group(group) + _unit(place, groups)
		gap = False
	return text


def _unit(place: int, groups: list[int]) -> str:
	"""万亿 says 亿 only once: where 亿 follows, 万 is enough before it."""
	return "万" if place == 3 and groups[2] else _GROUPS[place]


def _group(number: int) -> str:
	text, gap = "", False
	for place in range(3, -1, -1):
		digit = number // 10**place % 10
		if digit:
			text += (DIGITS[0] if gap and text else "") + DIGITS[digit] + _UNITS[place]
			gap = False
		else:
			gap = True
	return text
