"""Whom a campaign should turn to: what holders of a product have in common, as a condition tree (MKT-23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .audience import Json, carries, group, tree
from .features import BANDS, PRODUCT, Feature, band

#: So many attributes together; more leave nobody.
MOST_PARTS = 3


@dataclass(frozen=True, slots=True)
class Part:
	"""The values of one attribute that tell holders apart, with the shares of 1 of both groups that have one of them."""

	attribute: str
	values: tuple[str, ...]
	hit_share: float
	other_share: float

	@property
	def lift(self) -> float | None:
		"""How many times as frequent among holders; None where none of the others has it."""
		return self.hit_share / self.other_share if self.other_share else None


def parts(found: Iterable[Feature], category: str, most: int = MOST_PARTS) -> list[Part]:
	"""Return the attributes that tell holders of a product line apart most; empty where nothing does."""
	by_attribute: dict[str, list[Feature]] = {}
	for one in found:
		if one.common and (one.attribute, one.value) != (PRODUCT, category):
			by_attribute.setdefault(one.attribute, []).append(one)
	made = [
		Part(
			attribute,
			tuple(one.value for one in features),
			# products held overlap: the most frequent one stands for them
			_shares(attribute, [one.hit_share for one in features]),
			_shares(attribute, [one.other_share for one in features]),
		)
		for attribute, features in by_attribute.items()
	]
	made.sort(key=lambda part: (part.other_share - part.hit_share, part.attribute))
	return made[:most]


def conditions(chosen: Iterable[Part], category: str, *, segment: str = "", need: bool = True) -> Json:
	"""Return the tree: holds nothing of the line yet, and is like its holders – or has asked for it, with `need`.

	`segment` limits it to the members of one.
	"""
	alike = [_part(part) for part in chosen]
	whole = [group("not", _holds([category]))]
	if segment:
		whole.append(carries("segment", [segment]))
	like = alike[0] if len(alike) == 1 else group("and", *alike) if alike else None
	if need:
		asked = _exists("need", ("product_category", category), ("status", "Open"))
		whole.append(group("or", asked, like) if like else asked)
	elif like:
		whole.append(like)
	return tree(group("and", *whole) if len(whole) > 1 else whole[0])


def like_holders(chosen: Iterable[Part], *, segment: str = "", holding: str = "") -> Json | None:
	"""Return the tree of everybody like the holders, or of those of them who hold the line; None without a part."""
	whole = [_part(part) for part in chosen]
	if not whole:
		return None
	if segment:
		whole.append(carries("segment", [segment]))
	if holding:
		whole.append(_holds([holding]))
	return tree(group("and", *whole) if len(whole) > 1 else whole[0])


def _shares(attribute: str, shares: list[float]) -> float:
	return max(shares) if attribute == PRODUCT else min(sum(shares), 1.0)


def _part(part: Part) -> Json:
	if part.attribute == PRODUCT:
		return _holds(list(part.values))
	if part.attribute not in BANDS:
		return {"field": part.attribute, "operator": "in", "value": list(part.values)}
	bands = [_band(part.attribute, value) for value in sorted(part.values, key=int)]
	return bands[0] if len(bands) == 1 else group("or", *bands)


def _band(attribute: str, value: str) -> Json:
	first, below = band(attribute, value)
	from_first: Json = {"field": attribute, "operator": ">=", "value": first}
	if below is None:
		return from_first
	return group("and", from_first, {"field": attribute, "operator": "<", "value": below})


def _holds(categories: list[str]) -> Json:
	return _fact("holding", [{"field": "category", "operator": "in", "value": categories}])


def _exists(fact: str, *where: tuple[str, str]) -> Json:
	return _fact(fact, [{"field": name, "operator": "=", "value": value} for name, value in where])


def _fact(fact: str, where: list[Json]) -> Json:
	return {"fact": fact, "measure": "exists", "where": where, "days": None, "operator": "=", "value": True}
