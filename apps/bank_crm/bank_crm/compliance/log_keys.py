"""The keys of the operation log: site_config `bank_crm_operation_log`, {version: base64}.

They are added to, never replaced: an entry can only be proved with the key it was written with. They are not the
sealing keys, because those are taken away after a rotation.
"""

import base64
import os
from functools import lru_cache

import frappe
from frappe import _
from frappe.installer import update_site_config

CONFIG_KEY = "bank_crm_operation_log"
KEY_BYTES = 32


def log_keys() -> dict[int, bytes]:
	"""Return the site's keys by version; fails with a plain message if there is none."""
	config = frappe.conf.get(CONFIG_KEY)
	if not config:
		frappe.throw(
			_("This site has no key for its operation log: {0} is missing in its site configuration.").format(
				CONFIG_KEY
			),
			title=_("Operation Log"),
		)
	return {int(version): _decoded(str(encoded)) for version, encoded in config.items()}


def current() -> tuple[int, bytes]:
	"""Return the version and key new entries are written with."""
	keys = log_keys()
	version = max(keys)
	return version, keys[version]


def ensure_key() -> bool:
	"""Give the site its first key unless it has one; returns whether one was made."""
	if frappe.conf.get(CONFIG_KEY):
		return False
	config = {"1": base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")}
	update_site_config(CONFIG_KEY, config, validate=False)
	frappe.conf[CONFIG_KEY] = config
	return True


@lru_cache(maxsize=16)
def _decoded(encoded: str) -> bytes:
	return base64.b64decode(encoded, validate=True)
