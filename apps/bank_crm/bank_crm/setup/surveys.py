"""Surveys a bank starts with: the service rating behind the one-tap link, and drafts to begin from (SUR-01, SUR-03)."""

from __future__ import annotations

from typing import Any

import frappe

from bank_crm.service.surveys import publish, ratings

SURVEY = "Bank Survey"
SATISFACTION = "customer-satisfaction"
CAMPAIGN = "campaign-satisfaction"


def create() -> None:
	"""Make each shipped survey that is missing; the rating is published at once, the others are drafts."""
	if not frappe.db.exists(SURVEY, {"preset_key": ratings.PRESET}):
		publish.publish(_insert(ratings.PRESET, _rating()))
	for preset, values in ((SATISFACTION, _satisfaction()), (CAMPAIGN, _campaign())):
		if not frappe.db.exists(SURVEY, {"preset_key": preset}):
			_insert(preset, values)


def _insert(preset: str, values: dict[str, Any]) -> Any:
	doc = frappe.get_doc({"doctype": SURVEY, "owner_user": "Administrator", **values})
	doc.flags.preset_key = preset
	return doc.insert(ignore_permissions=True)  # installation, before anybody has a role


def _rating() -> dict[str, Any]:
	return {
		"survey_title": "服务评价",
		"title_en": "Service Rating",
		"topic": "Service Rating",
		"with_english": 1,
		"questions": [
			{
				"question_type": "CSAT",
				"question_key": ratings.GRADE,
				"question": "您对本次服务是否满意？",
				"question_en": "How satisfied are you with our service?",
				"required": 1,
			},
			{
				"question_type": "Text",
				"question_key": ratings.COMMENT,
				"question": "您的意见或建议",
				"question_en": "What can we do better?",
				"most_length": 1000,
			},
		],
	}


def _satisfaction() -> dict[str, Any]:
	return {
		"survey_title": "客户满意度调查",
		"topic": "Satisfaction",
		"intro": "感谢您参与本次调查，大约需要两分钟。您的意见将帮助我们改进服务。",
		"thanks": "感谢您的宝贵意见！",
		"questions": [
			{"question_type": "Section", "question": "总体评价"},
			{
				"question_type": "NPS",
				"question": "您有多大可能向亲友推荐我行？",
				"low_label": "完全不可能",
				"high_label": "非常可能",
				"required": 1,
			},
			{
				"question_type": "Multiple Choice",
				"question": "哪些方面让您不满意？",
				"options": "等候时间\n服务态度\n专业能力\n产品与收益\n手机银行\n收费",
				"allow_other": 1,
				"shown_if": "q1",
				"shown_operator": "At Most",
				"shown_value": "6",
			},
			{"question_type": "CSAT", "question": "您对我行的服务总体是否满意？", "required": 1},
			{
				"question_type": "CES",
				"question": "在我行办理业务很方便。",
				"low_label": "非常不同意",
				"high_label": "非常同意",
			},
			{"question_type": "Section", "question": "分项评价"},
			{
				"question_type": "Matrix",
				"question": "请评价我行的各项服务",
				"options": "好\n一般\n差\n未使用",
				"matrix_rows": "网点柜面\n客户经理\n手机银行\n客服热线",
			},
			{
				"question_type": "Single Choice",
				"question": "未来半年您最需要哪类服务？",
				"options": "存款\n理财\n贷款\n保险\n信用卡\n暂无",
			},
			{"question_type": "Text", "question": "您还有哪些意见或建议？", "most_length": 1000},
		],
		"rules": [
			{
				"question_key": "q1",
				"operator": "At Most",
				"value": "6",
				"action": "Customer Task",
				"subject": "满意度低，请回访客户",
				"priority": "High",
				"due_days": 2,
			}
		],
	}


def _campaign() -> dict[str, Any]:
	return {
		"survey_title": "活动权益满意度",
		"topic": "Campaign",
		"intro": "感谢您参加我们的活动，请告诉我们您的感受。",
		"thanks": "感谢您的参与！",
		"questions": [
			{"question_type": "CSAT", "question": "您对活动权益的满意度？", "required": 1},
			{
				"question_type": "Single Choice",
				"question": "您是从哪里知道本次活动的？",
				"options": "短信\n手机银行\n客户经理\n网点\n亲友",
			},
			{"question_type": "Text", "question": "您对活动的建议", "most_length": 500},
		],
	}
