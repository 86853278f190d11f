"""Where a batch job's progress becomes lasting."""

import frappe


def checkpoint() -> None:
	"""Commit what a stage or a chunk has done, together with the note that it is done.

	A killed run goes on behind its last checkpoint. Only batch jobs call this; nothing that serves a request does.
	"""
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the one commit of the sync engine
