"""Error reports keep their sense and lose the numbers (SEC-11)."""

import pytest

from bank_crm.domain.redaction import redact


@pytest.mark.parametrize(
	"secret",
	[
		"13812341234",
		"138 1234 1234",
		"138-1234-1234",
		"+86 138 1234 1234",
		"+1 367-171-6840",
		"367-171-6840",
		"11010519491231002X",
		"11010519491231002x",
		"6228480012345678901",
		"6228 4800 1234 5678",
		"E12345678",
		"li.lei@example.com",
	],
)
@pytest.mark.parametrize(
	"around", ["{}", "doc = {{'mobile': '{}', 'x': 1}}", 'error: "{}"', "号码{}无效", "a={}&b=2"]
)
def test_SEC_11_secrets_leave(secret, around):
	assert secret not in redact(around.format(secret))


@pytest.mark.parametrize(
	"text",
	[
		"2026-01-31 10:00:00.123456 ERROR File document.py, line 1182",
		"BC00000001 not found after 12345 rows in 0.12345678901 s",
		"MariaDB 10.11.6, error 1062",
		"<BankCustomer: BC00000001 docstatus=0>",
	],
)
def test_SEC_11_the_rest_stays(text):
	assert redact(text) == text
