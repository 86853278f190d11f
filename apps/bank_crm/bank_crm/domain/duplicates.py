"""When two customers may be the same person, and what a merge does to a field (CUS-13, CUS-14).

Numbers are compared by fingerprint elsewhere; here are only the answers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: From this likelihood on a pair is shown to somebody; see docs/decisions/0008.
LISTED_FROM = 50
#: Names whose sounds agree to this degree (0 to 100) count as alike.
ALIKE_FROM = 90
#: More customers with the same sign (a switchboard's phone, a placeholder date) say nothing about any two of them.
MOST_IN_GROUP = 20

#: One syllable of pinyin; a consonant between two vowels begins the second one (li-na, not lin-a).
_SYLLABLE = re.compile(
	r"(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?"
	r"(?:(?:iang|uang|iong|ang|eng|ing|ong|ian|uan|an|en|in|un|er)(?![aeiouv])"
	r"|iao|uai|ai|ao|ei|ou|ia|ie|iu|ua|ui|uo|ue|ve|[aeiouv])"
)
_NOT_SPOKEN = re.compile(r"[^0-9a-z]+")
#: What speakers of southern dialects, and hurried typists, mix up.
_FUZZY_INITIALS = re.compile(r"\b([zcs])h")
_FUZZY_FINALS = re.compile(r"(?<=[aei])ng\b")

#: What belongs together is taken from the same customer; the first field of a group decides.
FIELD_GROUPS: tuple[tuple[str, ...], ...] = (
	("id_number", "id_type"),
	("core_asset_type", "core_asset_amount"),
	("wealth_preference", "wealth_preference_amount"),
	("credit_score", "credit_grade"),
	("relationship_stage", "stage_changed_on"),
	("last_reviewed_on", "last_reviewed_by"),
	(
		"tier",
		"tier_source",
		"tier_locked_until",
		"tier_override_reason",
		"tier_watch_since",
		"tier_months_below",
	),
)
KEPT = "kept"
MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Evidence:
	"""In what two customers agree and in what they contradict each other."""

	same_id_number: bool = False
	same_mobile: bool = False
	same_email: bool = False
	same_birth_date: bool = False
	same_name: bool = False
	name_similarity: int = 0  # 0 to 100, by sound
	company: bool = False
	other_id_number: bool = False  # both have a number of the same kind and they differ
	other_birth_date: bool = False
	other_type: bool = False  # one is a person, the other a company


def likelihood(evidence: Evidence) -> int:
	"""Return 0 to 100: how likely the two are one. The same ID number decides alone, another one nearly so."""
	if evidence.other_type:
		return 0
	points = 0
	points += 90 if evidence.same_id_number else 0
	points += 50 if evidence.same_mobile else 0
	points += 25 if evidence.same_email else 0
	if evidence.same_name:
		points += 60 if evidence.company else 30
	elif evidence.name_similarity >= ALIKE_FROM:
		points += 25
	points += 25 if evidence.same_birth_date else 0
	points -= 10 if evidence.other_birth_date else 0
	points -= 50 if evidence.other_id_number else 0
	return max(0, min(100, points))


def sound_key(pinyin: str) -> str:
	"""Bring a name in pinyin to the form in which names that sound alike are equal or close.

	Neither the order of the syllables counts (Wei Zhang) nor how they are joined (Zhiqiang), nor do zh/z, ch/c,
	sh/s, ang/an, eng/en, ing/in.
	"""
	spoken = _NOT_SPOKEN.sub(" ", pinyin.lower())
	syllables = " ".join(part for word in spoken.split() for part in _syllables(word))
	fuzzy = _FUZZY_FINALS.sub("n", _FUZZY_INITIALS.sub(r"\1", syllables))
	return " ".join(sorted(fuzzy.split()))


def _syllables(word: str) -> list[str]:
	"""Split a word that is pinyin throughout; any other stays whole."""
	parts = _SYLLABLE.findall(word)
	return parts if "".join(parts) == word else [word]


def default_choice(kept: object, merged: object) -> str:
	"""What is proposed for a field: the kept customer's value, the other's where the kept one has none."""
	return MERGED if merged and not kept else KEPT


def choose(
	fields: Iterable[str],
	kept: Mapping[str, object],
	merged: Mapping[str, object],
	choices: Mapping[str, str],
) -> list[str]:
	"""Return the fields whose value the kept customer takes from the merged one.

	Fields nobody chose for follow `default_choice`; fields of a group follow its first. A field with the same value
	on both sides is never taken. Raises ValueError for a choice that is neither "kept" nor "merged".
	"""
	unknown = set(choices.values()) - {KEPT, MERGED}
	if unknown:
		raise ValueError(f"unknown choice {sorted(unknown)}")
	leaders = {field: group[0] for group in FIELD_GROUPS for field in group}
	taken = []
	for field in fields:
		leader = leaders.get(field, field)
		choice = choices.get(leader) or default_choice(kept.get(leader), merged.get(leader))
		if choice == MERGED and kept.get(field) != merged.get(field):
			taken.append(field)
	return taken


def ordered(one: str, other: str) -> tuple[str, str]:
	"""Return the two names as a pair stores them: the lower first."""
	return (one, other) if one < other else (other, one)
