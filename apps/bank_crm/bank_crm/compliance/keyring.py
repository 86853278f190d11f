"""The sealing keys of a site: master keys in site_config `bank_crm_sealing`, {version: base64}.

Only site_config holds them, so a copy of the database alone opens nothing. The highest version seals;
the older ones open what is not yet re-sealed (see rotation.py).
"""

import base64
import json
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import frappe
from frappe import _
from frappe.installer import update_site_config

from bank_crm.domain import sealing_format
from bank_crm.domain.enums import SealKind

CONFIG_KEY = "bank_crm_sealing"
#: Global default: the version being changed to while a rotation is unfinished.
UNFINISHED = "bank_crm_key_rotation"


@dataclass(frozen=True)
class SealingKey:
	"""The keys derived from one master key; never printed."""

	version: int
	encryption: bytes = field(repr=False)
	indexes: dict[SealKind, bytes] = field(repr=False)
	links: bytes = field(repr=False)

	def index_key(self, kind: SealKind) -> bytes:
		"""Return the 32-byte key of the blind index of one kind of value."""
		return self.indexes[kind]


def keyring() -> dict[int, SealingKey]:
	"""Return the site's keys by version; fails with a plain message if there is none."""
	config = _config()
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


def unfinished() -> bool:
	"""Tell whether a change of the key was begun and has not reached its end: values lie under several keys."""
	return bool(frappe.db.get_default(UNFINISHED))


def ensure_key() -> bool:
	"""Give the site its first key unless it has one; returns whether one was made."""
	if frappe.conf.get(CONFIG_KEY):
		return False
	_write({"1": base64.b64encode(os.urandom(sealing_format.KEY_BYTES)).decode("ascii")})
	return True


def add_key() -> int:
	"""Give the site a further key, with which everything is sealed from now on; returns its version."""
	config = _config()
	version = max(int(known) for known in config) + 1
	_write({**config, str(version): base64.b64encode(os.urandom(sealing_format.KEY_BYTES)).decode("ascii")})
	return version


def drop_keys(versions: list[int]) -> None:
	"""Take old keys out of the site's configuration; the current one always stays."""
	config = _config()
	newest = max(int(known) for known in config)
	_write(
		{
			version: key
			for version, key in config.items()
			if int(version) not in versions or int(version) == newest
		}
	)


def _write(config: dict[str, str]) -> None:
	update_site_config(CONFIG_KEY, config, validate=False)
	frappe.conf[CONFIG_KEY] = config


def _config() -> dict[str, str]:
	"""Return the keys as the file has them now: a process of long ago must not go on sealing with an old one."""
	known = frappe.conf.get(CONFIG_KEY)
	if not known:
		return {}
	path = Path(frappe.get_site_path("site_config.json"))
	if path.is_file():
		stat = path.stat()
		known = _on_disk(str(path), stat.st_mtime_ns, stat.st_size) or known
	return {str(version): str(encoded) for version, encoded in known.items()}


@lru_cache(maxsize=4)
def _on_disk(path: str, changed_at: int, size: int) -> dict[str, str]:
	return json.loads(Path(path).read_text(encoding="utf-8")).get(CONFIG_KEY) or {}


@lru_cache(maxsize=16)
def _derive(version: int, encoded: str) -> SealingKey:
	master = base64.b64decode(encoded, validate=True)
	return SealingKey(
		version=version,
		encryption=sealing_format.derive_key(master, "bank_crm/seal/encryption"),
		indexes={kind: sealing_format.derive_key(master, f"bank_crm/seal/index/{kind}") for kind in SealKind},
		links=sealing_format.derive_key(master, "bank_crm/links"),
	)
