"""What happens before the app leaves a site: the mirror of `install.py`."""

from bank_crm.analytics.engine import publish
from bank_crm.analytics.sync import staging
from bank_crm.compliance import log_guard, log_heads
from bank_crm.compliance.export import store
from bank_crm.compliance.privacy.flow import FOLDER
from bank_crm.setup import (
	branding,
	custom_fields,
	defaults,
	indexes,
	people,
	roles,
	signup,
	traces,
	workflows,
)


def before_uninstall() -> None:
	"""Take back what the app put into Frappe's own tables; its own tables go with it."""
	log_guard.take_down()
	log_heads.put_away()
	branding.unbrand()
	signup.reopen()
	defaults.restore_system()
	people.show_logins()
	staging.drop_all()
	publish.remove_all()
	store.remove_all()
	store.remove_all(folder=FOLDER)
	workflows.remove()
	custom_fields.remove()
	traces.remove()
	roles.remove()
	indexes.remove()
