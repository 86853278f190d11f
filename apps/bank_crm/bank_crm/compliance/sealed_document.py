"""Base class of documents with sealed fields: no write to their row can carry a raw value."""

from typing import Any

from frappe.model.document import Document

from bank_crm.compliance import sealing


class SealedDocument(Document):
	"""Seals at the last gate before the row, whichever flags or shortcuts the caller used."""

	def db_insert(self, *args: Any, **kwargs: Any) -> None:
		"""Insert the row with masks only and store the sealed values."""
		sealing.seal_document(self)
		super().db_insert(*args, **kwargs)
		sealing.store_document(self, new=True)

	def db_update(self) -> None:
		"""Update the row with masks only and store the sealed values."""
		sealing.seal_document(self)
		super().db_update()
		sealing.store_document(self)

	def db_set(self, fieldname: str | dict[str, Any], value: Any = None, *args: Any, **kwargs: Any) -> None:
		"""Set values directly; sealed ones among them are sealed and stored first."""
		values = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
		sealed = values.keys() & sealing.SEALED_FIELDS[self.doctype].keys()
		if sealed:
			self.update({field: values[field] for field in sealed})
			sealing.seal_fields(self, sealed)
			sealing.store_document(self)
			values.update({field: self.get(field) for field in sealed})
		super().db_set(values, None, *args, **kwargs)
