"""What Frappe is to know of the app; declarations only."""

app_name = "bank_crm"
app_title = "Bank CRM"
app_publisher = "The Bank CRM maintainers"
app_description = "Customer relationship management for commercial banks"
app_email = "maintainers@example.com"
app_license = "mit"

export_python_type_annotations = True
require_type_annotated_api_methods = True
