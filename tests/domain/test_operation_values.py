"""What may stand in the operation log (SEC-11, SEC-13)."""

from __future__ import annotations

import json

from bank_crm.domain.enums import SealKind
from bank_crm.domain.operation_values import HIDDEN, LONGEST_ENTRY, ROWS_SHOWN, as_text, masked

SEALED = {"mobile": SealKind.MOBILE, "account_no": SealKind.ACCOUNT_NO}


def test_SEC_11_sealed_columns_are_masked_by_their_kind():
	assert masked({"mobile": "13812345678", "account_no": "6222021234567890"}, SEALED) == {
		"mobile": "138****5678",
		"account_no": "**** 7890",
	}


def test_SEC_11_a_mask_stays_as_it_is():
	assert masked({"mobile": "138****5678"}, SEALED) == {"mobile": "138****5678"}


def test_SEC_11_numbers_in_free_text_and_in_tables_are_taken_out():
	values = masked({"note": "请拨打 13812345678", "rows": [{"text": "a@example.com"}]}, SEALED)
	assert "13812345678" not in values["note"] and values["note"].startswith("请拨打")
	assert values["rows"] == [{"text": "a***@example.com"}]


def test_SEC_13_secrets_never_stand_in_the_log():
	values = masked({"new_password": "Secret-1", "api_key": "abc", "token": "", "password_age": 3}, {})
	assert values == {"new_password": HIDDEN, "api_key": HIDDEN, "token": "", "password_age": 3}


def test_SEC_13_numbers_and_nothing_keep_their_kind():
	assert masked({"a": 5, "b": None, "c": True, "d": 0.5}, {}) == {"a": 5, "b": None, "c": True, "d": 0.5}


def test_SEC_13_what_is_long_is_cut_and_says_so():
	rows = masked({"rows": [{"n": n} for n in range(ROWS_SHOWN + 7)]}, {})["rows"]
	assert len(rows) == ROWS_SHOWN + 1 and str(ROWS_SHOWN + 7) in rows[-1]
	text = as_text({f"field_{n}": "x" * 900 for n in range(100)})
	assert len(text) < LONGEST_ENTRY and len(json.loads(text)) == 100


def test_SEC_13_no_values_make_no_text():
	assert as_text({}) == as_text(None) == ""
	assert as_text({"名": "张"}) == '{"名": "张"}'
