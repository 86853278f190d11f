"""Which numbers in a sentence are certainly a person's (SEC-11)."""

from bank_crm.domain.enums import SealKind
from bank_crm.domain.quiet_text import candidates, quieten, quieten_column


def nothing(found):
	return {}


def test_SEC_11_certain_numbers_become_masks_and_the_sentence_stays():
	for text, expected in {
		"新手机号13812341234，请回电": "新手机号138****1234，请回电",
		"call +86 138 1234 1234.": "call 138****1234.",
		"身份证11010519491231002X已核对": "身份证110***********002X已核对",
		"卡号 6228 4800 1234 5678 904 挂失": "卡号 6228 4800 1234 5678 904 挂失",
		"卡 6222020200112231 与 4111111111111111": "卡 6222020200112231 与 **** 1111",
	}.items():
		assert quieten(text, nothing) == expected


def test_SEC_11_what_only_looks_like_one_stays():
	for text in (
		"2026-11-22 10:00:00.123456",
		"订单 20261122000012345678",
		"金额 13812341234.50 元",
		"a1b2c313812341234f",
		"/app/bank-care-task/13812341234",
		"138****1234",
	):
		assert quieten(text, nothing) == text, text


def test_SEC_11_known_values_are_asked_for_once_and_masked():
	asked = []

	def known(found):
		asked.append([one.raw for one in found])
		return {"li@example.com": SealKind.EMAIL, "100200300": SealKind.ACCOUNT_NO}

	text = "li@example.com 账户100200300，工单4005006"
	assert quieten(text, known) == "l***@example.com 账户**** 0300，工单4005006"
	assert asked == [["li@example.com", "100200300", "4005006"]]


def test_SEC_11_texts_without_candidates_ask_nothing():
	def never(found):
		raise AssertionError("asked for nothing")

	for text in ("没有号码", "", "12345", "三点见 @li"):
		assert quieten(text, never) == text


def test_candidates_do_not_overlap():
	found = candidates("13812341234@example.com 13812341234")
	assert [(one.raw, one.kinds[0]) for one in found] == [
		("13812341234@example.com", SealKind.EMAIL),
		("13812341234", SealKind.MOBILE),
	]


def test_INT_06_columns_are_quietened_by_form():
	assert quieten_column(["转账至13812341234", None, "", "10086"]) == [
		"转账至138****1234",
		None,
		"",
		"10086",
	]
