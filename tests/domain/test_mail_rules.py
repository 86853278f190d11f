"""Which mails are a person's request (SVC-13)."""

from __future__ import annotations

import pytest

from bank_crm.domain import mail_rules
from bank_crm.domain.intake_enums import IntakeReason

OWN = {"service@bank.example"}
SITE = "https://crm.bank.example"
PERSON = "li.lei@example.com"


def judge(sender: str = PERSON, **headers: object) -> IntakeReason | None:
	given = {
		name.replace("_", "-"): [value] if isinstance(value, str) else value
		for name, value in headers.items()
	}
	return mail_rules.reason_to_ignore(given, sender, own_addresses=OWN, own_site=SITE)


@pytest.mark.parametrize(
	"headers",
	[
		{},
		{"subject": "信用卡年费问题"},
		{"auto_submitted": "no"},
		{"auto_submitted": " No "},
		{"precedence": "normal"},
		{"subject": "自动还款没有成功"},
		{"subject": "Automatic payment failed"},
		{"subject": "Re: automatically renewed deposit"},
		{"received": ["x"] * 50},
		{"x_frappe_site": "https://another.example"},
		{"return_path": "<li.lei@example.com>"},
		{"content_type": "multipart/mixed; boundary=x"},
		{"x_auto_response_suppress": "OOF"},
	],
)
def test_SVC_13_a_persons_mail_is_taken(headers: dict[str, object]):
	assert judge(**headers) is None


@pytest.mark.parametrize(
	("reason", "headers"),
	[
		(IntakeReason.AUTO_REPLY, {"auto_submitted": "auto-replied"}),
		(IntakeReason.AUTO_REPLY, {"auto_submitted": "auto-generated; owner-email=x"}),
		(IntakeReason.AUTO_REPLY, {"x_autoreply": "yes"}),
		(IntakeReason.AUTO_REPLY, {"x_autorespond": "away"}),
		(IntakeReason.AUTO_REPLY, {"precedence": "auto_reply"}),
		(IntakeReason.AUTO_REPLY, {"subject": "自动回复: 信用卡年费"}),
		(IntakeReason.AUTO_REPLY, {"subject": "Re: 自动答复：我在休假"}),
		(IntakeReason.AUTO_REPLY, {"subject": "Automatic reply: Card fee"}),
		(IntakeReason.AUTO_REPLY, {"subject": "Out of the Office until Monday"}),
		(IntakeReason.MAILING_LIST, {"list_id": "<news.shop.example>"}),
		(IntakeReason.MAILING_LIST, {"precedence": "bulk"}),
		(IntakeReason.BOUNCE, {"return_path": "<>"}),
		(IntakeReason.BOUNCE, {"content_type": "multipart/report; report-type=delivery-status"}),
		(IntakeReason.BOUNCE, {"x_failed_recipients": "gone@example.com"}),
		(IntakeReason.LOOP, {"x_frappe_site": SITE}),
		(IntakeReason.LOOP, {"received": ["hop"] * 51}),
	],
)
def test_SVC_13_a_machines_mail_is_left_alone(reason: IntakeReason, headers: dict[str, object]):
	assert judge(**headers) is reason


def test_SVC_13_senders_that_are_machines_or_ourselves():
	assert judge("mailer-daemon@mx.example.com") is IntakeReason.BOUNCE
	assert judge("postmaster@example.com") is IntakeReason.BOUNCE
	assert judge("service@bank.example") is IntakeReason.LOOP
	# the loop is told before everything else: such a mail is never even looked into
	assert judge("service@bank.example", auto_submitted="auto-replied") is IntakeReason.LOOP


@pytest.mark.parametrize(
	("subject", "number"),
	[
		("[WO-2026-00000017] 信用卡年费", "WO-2026-00000017"),
		("回复：[wo-2026-00000017]再问一下", "WO-2026-00000017"),
		("关于WO-2026-00000017的问题", "WO-2026-00000017"),
		("WO-2026-0000017", None),
		("XWO-2026-00000017", None),
		("WO-2026-000000171", None),
		("", None),
	],
)
def test_SVC_13_the_number_of_an_order_in_a_subject(subject: str, number: str | None):
	assert mail_rules.order_number(subject) == number


def test_SVC_13_answered_mails_the_nearest_first_each_once():
	headers = {
		"in-reply-to": ["<c@x>"],
		"references": ["<a@x> <b@x>\r\n <c@x>", "<d@x>"],
	}
	assert mail_rules.answered_messages(headers) == ["c@x", "d@x", "b@x", "a@x"]
	assert mail_rules.answered_messages({}) == []
	assert mail_rules.answered_messages({"in-reply-to": ["no brackets"]}) == []


@pytest.mark.parametrize("sender", ["no-reply@x.cn", "noreply@x.cn", "do-not-reply@x.cn", "postmaster@x", ""])
def test_SVC_13_machines_are_not_answered(sender: str):
	assert not mail_rules.may_be_answered(sender)
	assert mail_rules.may_be_answered("norbert@example.com")
