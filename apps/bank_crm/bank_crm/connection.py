"""How a batch job's own database connection differs from that of a page."""

from __future__ import annotations

import frappe

#: INSERT … SELECT and UPDATE … JOIN lock otherwise all they read, and the gaps beside it: rows of people at their
#: desks among them, and two portions that fill one table lock each other out of it.
READ_COMMITTED = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"


def reconnect_for_batches(**settings: object) -> bool:
	"""Open this thread's connection anew, reading committed rows without locking them; what is open is committed.

	`settings` go to the driver besides. False, and nothing done, on a database that knows none of it (PostgreSQL reads
	committed rows anyway).
	"""
	database = frappe.local.db
	if database.db_type != "mariadb":
		return False
	usual = database.get_connection_settings
	database.get_connection_settings = lambda: {**usual(), **settings, "init_command": READ_COMMITTED}
	database.commit()  # nosemgrep: frappe-manual-commit - the reconnection of a batch job, before its first portion
	database.close()
	database.connect()
	return True
