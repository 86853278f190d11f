"""Greetings and care rules a bank starts with; each is made once and then the bank's own (CAR-01 to CAR-09)."""

from __future__ import annotations

from typing import Any

import frappe

from bank_crm.domain.enums import TierName

RULE, GREETING = "Bank Care Rule", "Bank Greeting"
KEY_TIERS = (TierName.WEALTH.value, TierName.PRIVATE.value)
_DEAR = "尊敬的{{ customer_name }}{{ salutation }}："
_SIGNED = "{{ bank_name }} {{ branch_name }}"

#: title → (subject, text, offer)
GREETINGS: dict[str, tuple[str, str, str]] = {
	"Birthday Greeting": (
		"祝您生日快乐",
		f"{_DEAR}今天是您的生日，{_SIGNED}祝您生日快乐、身体健康、万事如意！"
		"{% if gift %}我们为您准备了{{ gift }}，欢迎到网点领取。{% endif %}",
		"",
	),
	"Account Anniversary Greeting": (
		"感谢您的一路相伴",
		f"{_DEAR}您与我们相伴已满{{{{ years }}}}年，{_SIGNED}感谢您的信任！"
		"{% if offer %}特为您送上：{{ offer }}。{% endif %}",
		"周年专享理财加息券一张",
	),
	"Spring Festival Greeting": ("恭贺新春", f"{_DEAR}新春到来之际，{_SIGNED}祝您阖家幸福、新春大吉！", ""),
	"Dragon Boat Greeting": ("端午安康", f"{_DEAR}时逢端午，{_SIGNED}祝您和家人端午安康！", ""),
	"Mid-Autumn Greeting": ("中秋快乐", f"{_DEAR}花好月圆之际，{_SIGNED}祝您中秋快乐、阖家团圆！", ""),
	"National Day Greeting": ("国庆快乐", f"{_DEAR}{_SIGNED}祝您国庆节快乐、假期愉快！", ""),
}
_FESTIVALS = {
	"Spring Festival": "Spring Festival Greeting",
	"Dragon Boat Festival": "Dragon Boat Greeting",
	"Mid-Autumn Festival": "Mid-Autumn Greeting",
	"National Day": "National Day Greeting",
}


def _step(offset_days: int, subject: str, priority: str = "Medium") -> dict[str, Any]:
	return {"offset_days": offset_days, "subject": subject, "priority": priority}


#: name → values; `tiers` are names of tiers
RULES: dict[str, dict[str, Any]] = {
	"Birthday Care": {
		"occasion": "Birthday",
		"lead_days": 7,
		"reach": "Both",
		"greeting": "Birthday Greeting",
		"priority": "High",
		"tiers": KEY_TIERS,
	},
	"Birthday Greeting to Everybody Else": {
		"occasion": "Birthday",
		"enabled": 0,
		"reach": "Customer",
		"greeting": "Birthday Greeting",
		"priority": "Low",
		"tiers": (TierName.MASS.value, TierName.WEALTH_POTENTIAL.value),
	},
	"Account Anniversary": {
		"occasion": "Account Anniversary",
		"lead_days": 3,
		"reach": "Both",
		"greeting": "Account Anniversary Greeting",
		"tiers": KEY_TIERS,
	},
	**{
		festival: {
			"occasion": "Festival",
			"festival": festival,
			"lead_days": 7,
			"reach": "Both",
			"greeting": greeting,
			"tiers": KEY_TIERS,
		}
		for festival, greeting in _FESTIVALS.items()
	},
	"Important Date": {"occasion": "Important Date", "lead_days": 7, "due_days_before": 1},
	"Wealth Product Matures": {
		"occasion": "Maturity",
		"product_category": "Wealth",
		"lead_days": 7,
		"due_days_before": 3,
		"priority": "High",
	},
	"Time Deposit Matures": {
		"occasion": "Maturity",
		"product_category": "Time Deposit",
		"lead_days": 7,
		"due_days_before": 3,
		"priority": "High",
	},
	"Service Cycle of the Tier": {"occasion": "Service Cycle", "include_companies": 1},
	"Key Customer Review": {"occasion": "Customer Review", "every_n": 1, "unit": "Month", "tiers": KEY_TIERS},
	"A Child Is Born": {
		"occasion": "Life Event",
		"life_event": "Child Born",
		"lead_days": 7,
		"steps": [
			_step(1, "Congratulate", "High"),
			_step(30, "Offer education savings"),
			_step(100, "Greet on the hundredth day"),
		],
	},
	"New Home": {
		"occasion": "Life Event",
		"life_event": "Home Purchase",
		"lead_days": 7,
		"steps": [
			_step(1, "Congratulate", "High"),
			_step(7, "Talk about mortgage and insurance", "High"),
			_step(60, "Ask about furnishing plans"),
		],
	},
	"Retirement": {
		"occasion": "Life Event",
		"life_event": "Retirement",
		"lead_days": 7,
		"steps": [
			_step(1, "Congratulate"),
			_step(14, "Review assets and risk preference", "High"),
			_step(45, "Arrange pension and medical cover"),
		],
	},
}


def create() -> None:
	"""Make greetings and rules on a site that has no rules; run at install, so that deleted ones stay away."""
	if frappe.db.count(RULE):
		return
	for title, (subject, body, offer) in GREETINGS.items():
		if not frappe.db.exists(GREETING, title):
			_insert(GREETING, {"title": title, "subject": subject, "body": body, "offer": offer})
	known = set(frappe.get_all("Bank Customer Tier", pluck="name"))
	for name, values in RULES.items():
		tiers = [{"tier": tier} for tier in values.get("tiers", ()) if tier in known]
		if values.get("tiers") and not tiers:
			continue  # the bank has tiers of its own; a rule for nobody would be one for everybody
		_insert(RULE, {"rule_name": name, **values, "tiers": tiers})


def _insert(doctype: str, values: dict[str, Any]) -> None:
	frappe.get_doc({"doctype": doctype, **values}).insert(
		ignore_permissions=True  # installation, before anybody has a role
	)
