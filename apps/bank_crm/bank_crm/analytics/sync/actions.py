"""Buttons of a data source: 【全量同步】 and its little brother (INT-02)."""

from __future__ import annotations

import frappe

from bank_crm.analytics.sync.jobs import enqueue_source
from bank_crm.domain.sync_types import SyncMode


@frappe.whitelist(methods=["POST"])
def start_full_sync(source: str) -> None:
	"""Read the whole source again; rows that are there and unchanged stay untouched, missed ones come in."""
	frappe.has_permission("Bank Data Source", "write", source, throw=True)
	enqueue_source(source, SyncMode.FULL)


@frappe.whitelist(methods=["POST"])
def start_sync(source: str) -> None:
	"""Read what is new at the source now instead of at its next turn."""
	frappe.has_permission("Bank Data Source", "write", source, throw=True)
	enqueue_source(source, SyncMode.INCREMENTAL)


@frappe.whitelist()
def mapping_help(entity: str) -> dict[str, list]:
	"""Fields a mapping may fill and transforms it may name, for the form."""
	frappe.has_permission("Bank Data Source", "read", throw=True)
	from bank_crm.analytics.sync.sources import entity_spec
	from bank_crm.domain.sync_transforms import transform_names
	from bank_crm.domain.sync_types import SyncEntity

	spec = entity_spec(SyncEntity(entity))
	fields = [
		{
			"name": field.name,
			"kind": field.kind.value,
			"required": field.required,
			"refers_to": field.entity.value if field.entity else "",
			"choices": list(field.choices),
		}
		for field in spec.fields
	]
	return {"fields": fields, "transforms": transform_names()}
