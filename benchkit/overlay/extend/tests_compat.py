"""For `frappe/tests/compat.py`: the helpers of the test base classes that app tests lean on."""

from contextlib import contextmanager

import frappe
from frappe.tests.compat import FrappeTestCase as _FrappeTestCase

__all__ = ["FrappeTestCase", "IntegrationTestCase", "UnitTestCase"]


class FrappeTestCase(_FrappeTestCase):
	"""Base of all tests on a site: what a class writes is rolled back after it."""

	@contextmanager
	def assertQueryCount(self, count: int, query_type: str | tuple[str, ...] | None = None):
		"""Fail when more than `count` queries run inside."""
		queries: list[str] = []
		original = frappe.db.__class__.sql

		def counting_sql(db, *args, **kwargs):
			result = original(db, *args, **kwargs)
			query = str(getattr(db, "last_query", "") or (args[0] if args else kwargs.get("query")))
			if not query_type or query.strip().lower().startswith(query_type):
				queries.append(query)
			return result

		frappe.db.__class__.sql = counting_sql
		try:
			yield
		finally:
			frappe.db.__class__.sql = original
		self.assertLessEqual(len(queries), count, msg="Queries executed:\n" + "\n\n".join(queries))

	@contextmanager
	def freeze_time(self, time_to_freeze, is_utc: bool = False, *args, **kwargs):
		"""Stop the clock at a site's local time (or UTC)."""
		from zoneinfo import ZoneInfo

		from frappe.utils import get_datetime
		from frappe.utils.data import get_system_timezone
		from freezegun import freeze_time

		if not is_utc:
			local = get_datetime(time_to_freeze).replace(tzinfo=ZoneInfo(get_system_timezone()))
			time_to_freeze = local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
		with freeze_time(time_to_freeze, *args, **kwargs):
			yield

	@classmethod
	@contextmanager
	def change_settings(cls, doctype: str, settings: dict | None = None, /, commit: bool = False, **values):
		"""Other values in a Single for a while."""
		values = {**(settings or {}), **values}
		doc = frappe.get_doc(doctype)
		before = {field: doc.get(field) for field in values}
		_save_single(doc, values, commit)
		try:
			yield
		finally:
			_save_single(frappe.get_doc(doctype), before, commit)

	@classmethod
	@contextmanager
	def patch_hooks(cls, overrides: dict):
		"""Other hooks for a while."""
		original = frappe.get_hooks

		def patched(hook=None, default="_KEEP_DEFAULT_LIST", app_name=None):
			return overrides[hook] if hook in overrides else original(hook, default, app_name)

		frappe.get_hooks = patched
		try:
			yield
		finally:
			frappe.get_hooks = original


def _save_single(doc, values: dict, commit: bool) -> None:
	doc.update(values)
	doc.flags.ignore_permissions = True
	doc.save()
	# settings are cached per process; the next reader must see the change
	frappe.db.value_cache.clear()
	if commit:
		frappe.db.commit()


IntegrationTestCase = FrappeTestCase
UnitTestCase = FrappeTestCase
