"""The sealing keys of a site: master keys in site_config `bank_crm_sealing`, {version: base64}.

Only site_config holds them, so a copy of the database alone opens nothing. The highest version seals;
the older ones open what is not yet re-sealed.
"""

import base64
import os
from dataclasses import dataclass, field
from functools import lru_cache

import frappe
from frappe import _
from frappe.installer import update_site_config

from bank_crm.domain import sealing_format
from bank_crm.domain.enums import SealKind

CONFIG_KEY = "bank_crm_sealing"


@dataclass(frozen=True)
class SealingKey:
	"""The keys derived from one master key; never printed."""

	version: int
	encryption: bytes = field(repr=False)
	indexes: dict[SealKind, bytes] = field(repr=False)

	def index_key(self, kind: SealKind) -> bytes:
		"""Return the 32-byte key of the blind index of one kind of value."""
		return self.indexes[kind]


def keyring() -> dict[int, SealingKey]:
	"""Return the site's keys by version; fails with a plain message if there is none."""
	config = frappe.conf.get(CONFIG_KEY)
	if not config:
		frappe.throw(
			_("This site has no sealing key: {0} is missing in its site configuration.").format(CONFIG_KEY),
			title=_("Sealing Key Missing"),
		)
	return {int(version): _derive(int(version), str(encoded)) for version, encoded in config.items()}


def current_key() -> SealingKey:
	"""Return the key new values are sealed with."""
	keys = keyring()
	return keys[max(keys)]


def ensure_key() -> bool:
	"""Give the site its first key unless it has one; returns whether one was made."""
	if frappe.conf.get(CONFIG_KEY):
		return False
	config = {"1": base64.b64encode(os.urandom(sealing_format.KEY_BYTES)).decode("ascii")}
	update_site_config(CONFIG_KEY, config, validate=False)
	frappe.conf[CONFIG_KEY] = config
	return True


@lru_cache(maxsize=16)
def _derive(version: int, encoded: str) -> SealingKey:
	master = base64.b64decode(encoded, validate=True)
	return SealingKey(
		version=version,
		encryption=sealing_format.derive_key(master, "bank_crm/seal/encryption"),
		indexes={kind: sealing_format.derive_key(master, f"bank_crm/seal/index/{kind}") for kind in SealKind},
	)
