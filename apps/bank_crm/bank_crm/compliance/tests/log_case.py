"""What tests of the operation log share."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import frappe

from bank_crm.compliance import log_guard, log_sealing, operation_log
from bank_crm.compliance.operation_log import LOG
from bank_crm.tests import SAVE_POINT, BankCRMTestCase

CHILD_TIMEOUT = 120


def entries(doctype: str, name: str | int, *fields: str) -> list[Any]:
	"""Return what the log says of a record, oldest first."""
	return frappe.get_all(
		LOG,
		filters={"ref_doctype": doctype, "ref_name": str(name)},
		fields=list(fields) or ["*"],
		order_by="name asc",
	)


def last_name() -> int:
	"""Return the newest entry there is."""
	found = frappe.get_all(LOG, order_by="name desc", limit=1, pluck="name")
	return int(found[0]) if found else 0


@contextmanager
def unguarded() -> Iterator[None]:
	"""Tamper as somebody who may drop triggers could."""
	frappe.db.commit()  # statements that change tables begin with one of their own
	log_guard.take_down()
	try:
		yield
	finally:
		frappe.db.commit()
		log_guard.put_up()


class CommittedLogCase(BankCRMTestCase):
	"""Sealing works on what is committed; entries cannot be taken back, so these tests leave theirs in the log."""

	def setUp(self) -> None:
		super().setUp()
		frappe.db.rollback(save_point=SAVE_POINT)
		# the workers of the bench would seal what these tests look at
		patcher = mock.patch.object(operation_log, "_ask_for_sealing")
		patcher.start()
		self.addCleanup(patcher.stop)
		log_sealing.seal()
		self.addCleanup(self.begin_anew)

	def begin_anew(self) -> None:
		"""The commits have ended the transaction that the base class goes back in."""
		frappe.db.rollback()
		frappe.db.savepoint(SAVE_POINT)


def python_environment() -> dict[str, str]:
	"""Return the environment of a process that imports the app as this one does."""
	import sys

	return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
