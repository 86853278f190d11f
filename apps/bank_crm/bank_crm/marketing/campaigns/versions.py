"""The versions of a campaign: what it sends from one start to the next change, and the lock sending and pausing share (MKT-07).

A worker holds the row of the version it sends while a gateway takes its messages; whoever pauses or changes the
campaign waits for that row. After that nothing of the old version leaves any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing.campaigns import definition

CAMPAIGN, VERSION = definition.CAMPAIGN, "Bank Campaign Version"
_SHORT = 120


def make(campaign: Document) -> str | None:
	"""Make the campaign's content its version, unless it is; returns the new version's name."""
	content = definition.content_of(campaign)
	before = content_of(campaign.current_version) if campaign.current_version else None
	if before == content:
		return None
	lock(campaign.name)
	number = cint(campaign.version_no) + 1
	version = frappe.get_doc(
		{
			"doctype": VERSION,
			"campaign": campaign.name,
			"version_no": number,
			"made_at": now_datetime(),
			"made_by": frappe.session.user,
			"changes": changes(before, content),
			"content": json.dumps(content, ensure_ascii=False),
		}
	).insert(ignore_permissions=True)  # a version comes into being by its campaign alone
	campaign.current_version, campaign.version_no = version.name, number
	values = {"current_version": version.name, "version_no": number}
	frappe.db.set_value(CAMPAIGN, campaign.name, values, update_modified=False)
	return str(version.name)


def lock(campaign: str) -> str | None:
	"""Wait until no gateway is being spoken to for a campaign and keep it so until the transaction ends.

	Returns the current version's name. Raises frappe.QueryTimeoutError where a call takes too long.
	"""
	version = frappe.db.get_value(CAMPAIGN, campaign, "current_version")
	if version:
		frappe.db.get_value(VERSION, version, "name", for_update=True)
	return version


def may_send(campaign: str, version: str) -> bool:
	"""Lock a version and tell whether its campaign runs and still sends it; to be asked right before a gateway is."""
	frappe.db.get_value(VERSION, version, "name", for_update=True)
	now = frappe.db.get_value(CAMPAIGN, campaign, ["state", "current_version"], as_dict=True)
	return bool(now) and now.state == CampaignState.RUNNING.value and now.current_version == version


def content_of(version: str) -> dict[str, Any]:
	"""Return what a version sends."""
	return json.loads(frappe.db.get_value(VERSION, version, "content") or "{}")


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
	"""Say line by line what differs, in the session's language; plain text."""
	if before is None:
		return _("First version")
	meta = frappe.get_meta(CAMPAIGN)
	lines = []
	for name, value in after.items():
		if before.get(name) == value:
			continue
		if name == "variants":
			lines += _of_variants(before.get(name) or [], value)
			continue
		label = (
			_("Weekdays")
			if name == "weekdays"
			else _(meta.get_label(name.replace("product_name", "product")))
		)
		lines.append(f"{label}: {_told(before.get(name))} → {_told(value)}")
	return "\n".join(lines)


def _of_variants(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[str]:
	def keyed(lines: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
		return {
			f"{line['variant']} · {_(line['channel'])} · {line['segment'] or _('everybody')}": line
			for line in lines
		}

	old, new = keyed(before), keyed(after)
	told = []
	for key in dict.fromkeys((*old, *new)):
		if key not in new:
			told.append(_("Variant {0}: removed").format(key))
		elif key not in old:
			told.append(_("Variant {0}: added, “{1}”").format(key, _told(new[key]["body"])))
		else:
			told += [
				_("Variant {0}: {1} → {2}").format(key, _told(old[key].get(name)), _told(value))
				for name, value in new[key].items()
				if old[key].get(name) != value
			]
	return told


def _told(value: object) -> str:
	text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
	return text if len(text) <= _SHORT else text[:_SHORT] + "…"
