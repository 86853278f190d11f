"""A worker of its own process, as the queue starts one: `python -m bank_crm.benchmarks.campaign_worker SITE SITES WAVE`."""

from __future__ import annotations

import sys

import frappe


def main(site: str, sites_path: str, wave: str) -> int:
	"""Send one wave to its end; 0 when it is done."""
	from bank_crm.marketing.sending import waves

	frappe.init(site, sites_path=sites_path)
	frappe.connect()
	frappe.set_user("Administrator")
	try:
		return 0 if waves.run(wave, commit=True) == "Done" else 2
	finally:
		frappe.destroy()


if __name__ == "__main__":
	sys.exit(main(*sys.argv[1:4]))
