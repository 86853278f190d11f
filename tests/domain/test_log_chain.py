"""The chain of the operation log tells every kind of tampering, and which entry it was (SEC-13)."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from bank_crm.domain.log_chain import GENESIS, Chain, Fault, Finding, fingerprint, link

KEY = b"k" * 32
KEYS = {1: KEY}


def make_log(count: int) -> list[dict[str, Any]]:
	digest, entries = GENESIS, []
	for number in range(1, count + 1):
		entry = {
			"name": 100 + number,
			"nonce": f"{number:032x}",
			"occurred_at": datetime(2026, 11, 22, 10, 0, number),
			"user": "1001@example.com",
			"action": "Write",
			"after_values": f'{{"n": {number}}}',
			"key_version": 1,
		}
		entry["fingerprint"] = fingerprint(KEY, entry)
		digest = link(KEY, digest, number, str(entry["name"]), entry["fingerprint"])
		entries.append({**entry, "sequence": number, "digest": digest})
	return entries


def check(entries: list[dict[str, Any]], anchors: dict[int, str] | None = None) -> list[Finding]:
	chain = Chain(KEYS)
	findings = [finding for anchor in (anchors or {}).items() for finding in chain.anchor(*anchor)]
	return [*findings, *chain.walk(entries), *chain.end()]


def faults(findings: list[Finding]) -> list[tuple[Fault, int, int]]:
	return [(finding.fault, finding.sequence, finding.last) for finding in findings]


def anchors(entries: list[dict[str, Any]]) -> dict[int, str]:
	return {entries[-1]["sequence"]: entries[-1]["digest"]}


def test_SEC_13_a_whole_log_has_no_findings():
	log = make_log(20)
	assert check(log, anchors(log)) == []


@pytest.mark.parametrize("field", ["user", "after_values", "action", "occurred_at", "nonce", "fingerprint"])
def test_SEC_13_a_changed_entry_is_named_and_only_it(field: str):
	log = make_log(20)
	log[6][field] = datetime(2020, 1, 1) if field == "occurred_at" else "changed"
	assert faults(check(log, anchors(log))) == [(Fault.CHANGED, 7, 7)]


def test_SEC_13_a_removed_entry_is_named():
	log = make_log(20)
	del log[6:9]
	assert faults(check(log, anchors(log))) == [(Fault.REMOVED, 7, 9)]


def test_SEC_13_the_first_entry_removed():
	log = make_log(20)
	assert faults(check(log[1:], anchors(log))) == [(Fault.REMOVED, 1, 1)]


def test_SEC_13_a_log_cut_off_at_the_end_is_told_by_its_seal():
	log = make_log(20)
	assert check(log[:15]) == [], "the chain alone cannot know"
	assert faults(check(log[:15], anchors(log))) == [(Fault.REMOVED, 16, 20)]


def test_SEC_13_an_inserted_entry_is_named():
	log = make_log(20)
	forged = {**deepcopy(log[6]), "name": 999, "user": "somebody"}
	log.insert(7, forged)
	findings = check(log, anchors(log))
	assert faults(findings) == [(Fault.INSERTED, 7, 7)] and findings[0].entry == "999"


def test_SEC_13_two_entries_that_changed_places_are_named():
	log = make_log(20)
	for field in ("sequence", "digest"):
		log[6][field], log[9][field] = log[9][field], log[6][field]
	log.sort(key=lambda entry: entry["sequence"])
	assert faults(check(log, anchors(log))) == [(Fault.MOVED, 7, 7), (Fault.MOVED, 10, 10)]


def test_SEC_13_a_forged_link_names_its_entry_alone():
	log = make_log(20)
	log[6]["digest"] = "0" * 64
	assert faults(check(log, anchors(log))) == [(Fault.MOVED, 7, 7)]


def test_SEC_13_a_log_written_anew_by_someone_with_the_key_contradicts_its_seals():
	log, other = make_log(20), make_log(20)
	other[0]["user"] = "somebody"
	digest = GENESIS
	for entry in other:
		entry["fingerprint"] = fingerprint(KEY, entry)
		digest = link(KEY, digest, entry["sequence"], str(entry["name"]), entry["fingerprint"])
		entry["digest"] = digest
	assert check(other) == [], "every link is right"
	assert faults(check(other, {5: log[4]["digest"], **anchors(log)})) == [
		(Fault.ANCHOR, 5, 5),
		(Fault.ANCHOR, 20, 20),
	]


def test_SEC_13_two_seals_of_one_entry_that_differ():
	log = make_log(3)
	chain = Chain(KEYS)
	assert not list(chain.anchor(3, log[2]["digest"]))
	assert [finding.fault for finding in chain.anchor(3, "f" * 64)] == [Fault.ANCHOR]


def test_SEC_13_without_the_key_nothing_is_called_proved():
	log = make_log(5)
	chain = Chain({2: KEY})
	assert faults(list(chain.walk(log))) == [(Fault.KEY_MISSING, 1, 1)]


def test_SEC_13_going_on_after_an_archive():
	log = make_log(20)
	chain = Chain(KEYS, 10, log[9]["digest"])
	assert list(chain.walk(log[10:])) == []
	wrong = Chain(KEYS, 10, "a" * 64)
	assert faults(list(wrong.walk(log[10:]))) == [(Fault.MOVED, 11, 11)]


def test_SEC_13_text_and_time_read_back_differently_make_the_same_fingerprint():
	entry = make_log(1)[0]
	written_back = {**entry, "occurred_at": "2026-11-22 10:00:01.000000", "key_version": "1", "customer": ""}
	assert fingerprint(KEY, written_back) == fingerprint(KEY, entry)
