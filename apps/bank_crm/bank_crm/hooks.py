"""What Frappe is to know of the app; declarations only."""

app_name = "bank_crm"
app_title = "Bank CRM"
app_publisher = "The Bank CRM maintainers"
app_description = "Customer relationship management for commercial banks"
app_email = "maintainers@example.com"
app_license = "mit"

export_python_type_annotations = True
require_type_annotated_api_methods = True

# Install, migrate, uninstall
before_install = "bank_crm.install.before_install"
after_install = "bank_crm.install.after_install"
after_migrate = ["bank_crm.install.after_migrate"]
before_uninstall = "bank_crm.uninstall.before_uninstall"

# Rows: one scope for lists, searches, reports and documents
permission_query_conditions = {
	"Bank Asset Snapshot": "bank_crm.permissions.hooks.query_conditions",
	"Bank Behaviour Event": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Account": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Transaction": "bank_crm.permissions.hooks.query_conditions",
	"Bank Standing Order": "bank_crm.permissions.hooks.query_conditions",
}
has_permission = {
	"Bank Asset Snapshot": "bank_crm.permissions.hooks.has_permission",
	"Bank Behaviour Event": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Account": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Transaction": "bank_crm.permissions.hooks.has_permission",
	"Bank Standing Order": "bank_crm.permissions.hooks.has_permission",
}

# Documents: sealed values leave before anything is stored or reported
doc_events = {
	"Bank Customer": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
		"after_rename": "bank_crm.compliance.sealing.follow_rename",
	},
	"Bank Customer Account": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
		"after_rename": "bank_crm.compliance.sealing.follow_rename",
	},
	"Bank Customer Transaction": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
	},
	"Bank Standing Order": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
		"after_rename": "bank_crm.compliance.sealing.follow_rename",
	},
	"Error Log": {"before_insert": "bank_crm.compliance.redaction.redact_error_log"},
}
before_request = ["bank_crm.compliance.redaction.guard_request"]

# Jobs
scheduler_events = {"cron": {"30 0 * * *": ["bank_crm.tasks.refresh_figures"]}}
