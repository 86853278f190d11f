"""What Frappe is to know of the app; declarations only."""

app_name = "bank_crm"
app_title = "Bank CRM"
app_publisher = "The Bank CRM maintainers"
app_description = "Customer relationship management for commercial banks"
app_email = "maintainers@example.com"
app_license = "mit"

export_python_type_annotations = True
require_type_annotated_api_methods = True

# Desk: where staff start, and the app's own styles and scripts
add_to_apps_screen = [
	{
		"name": "bank_crm",
		"logo": "/assets/bank_crm/images/bank-crm-logo.svg",
		"title": "Bank CRM",
		"route": "/desk/bank-start",
		"has_permission": "bank_crm.extends.boot.may_open",
	}
]
app_home = "/desk/bank-crm"
app_logo_url = "/assets/bank_crm/images/bank-crm-logo.svg"
app_include_js = "bank_crm.bundle.js"
app_include_css = "bank_crm.bundle.css"
extend_bootinfo = "bank_crm.extends.boot.extend_bootinfo"

# Screens of other parts that take part in the customer's form and list
doctype_js = {
	"Bank Customer": [
		"public/js/duplicates/customer_form.js",
		"public/js/customer_tags/on_form.js",
		"public/js/service/customer_form.js",
		"public/js/sales/customer_form.js",
	],
	"Bank Work Order": [
		"public/js/service_intake/order_form.js",
		"public/js/service_levels/on_order.js",
		"public/js/sales/order_form.js",
	],
	"Bank Campaign": ["public/js/marketing/campaign_form.js", "public/js/approvals/progress.js"],
	"Bank Opportunity": ["public/js/sales/opportunity_deals.js"],
	"Bank Contract": ["public/js/approvals/progress.js"],
	"Bank Application": ["public/js/approvals/progress.js"],
	"Bank Approval": ["public/js/approvals/progress.js"],
}
doctype_list_js = {"Bank Customer": ["public/js/customer_tags/on_list.js"]}

# Whose page a service agent may open (see permissions/agents.py)
bank_agent_customers = [
	"bank_crm.permissions.agents.callers",
	"bank_crm.service.orders.rows.agents_customers",
]

# Install, migrate, uninstall
before_install = "bank_crm.install.before_install"
after_install = "bank_crm.install.after_install"
setup_wizard_complete = "bank_crm.setup.defaults.after_setup_wizard"
before_migrate = ["bank_crm.install.before_migrate"]
after_migrate = ["bank_crm.install.after_migrate"]
before_uninstall = "bank_crm.uninstall.before_uninstall"
before_tests = "bank_crm.tests.before_tests"

# Pages for customers, who have no log-in: surveys under /s/…, addresses in messages under /c/…, benefits and events
page_renderer = [
	"bank_crm.service.surveys.renderer.SurveyPage",
	"bank_crm.marketing.renderer.MessagePage",
	"bank_crm.marketing.renderer.OpenedImage",
	"bank_crm.marketing.benefits.renderer.BenefitPage",
	"bank_crm.marketing.events.renderer.EventPage",
]

# Rows: one scope for lists, searches, reports and documents
permission_query_conditions = {
	"Bank Asset Snapshot": "bank_crm.permissions.hooks.query_conditions",
	"Bank Behaviour Event": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer": [
		"bank_crm.permissions.hooks.query_conditions",
		"bank_crm.customer.tags.list_filter.query_conditions",
	],
	"Bank Customer Account": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Merge": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Transaction": "bank_crm.permissions.hooks.query_conditions",
	"Bank Duplicate Pair": [
		"bank_crm.permissions.hooks.query_conditions",
		"bank_crm.customer.duplicates.access.query_conditions",
	],
	"Bank Standing Order": "bank_crm.permissions.hooks.query_conditions",
	"Bank Interaction": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Need": "bank_crm.permissions.hooks.query_conditions",
	"Bank Stage Change": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Portrait": "bank_crm.permissions.hooks.query_conditions",
	"Bank Tier Batch": "bank_crm.customer.tiers.access.query_conditions",
	"Bank Tier Batch Member": "bank_crm.permissions.hooks.query_conditions",
	"Bank Tier Change": "bank_crm.permissions.hooks.query_conditions",
	"Bank Segment Change": "bank_crm.permissions.hooks.query_conditions",
	"Bank Segment Member": "bank_crm.permissions.hooks.query_conditions",
	"Bank Tag Assignment": "bank_crm.permissions.hooks.query_conditions",
	"Bank Tag Change": "bank_crm.permissions.hooks.query_conditions",
	"Bank Customer Relationship": "bank_crm.permissions.hooks.query_conditions",
	"Bank Household": "bank_crm.permissions.hooks.query_conditions",
	"Bank Household Member": "bank_crm.permissions.hooks.query_conditions",
	"Bank Care Task": "bank_crm.permissions.hooks.query_conditions",
	"Bank Contact Consent": "bank_crm.permissions.hooks.query_conditions",
	"Bank Life Event": "bank_crm.permissions.hooks.query_conditions",
	"Bank Access Grant": "bank_crm.permissions.hooks.query_conditions",
	"Bank Access Use": "bank_crm.permissions.hooks.query_conditions",
	"Bank Contact Block": "bank_crm.permissions.hooks.query_conditions",
	"Bank Data Request": "bank_crm.permissions.hooks.query_conditions",
	"Bank Legal Hold": "bank_crm.permissions.hooks.query_conditions",
	"Bank Access Request": "bank_crm.compliance.access.rows.query_conditions",
	"Bank Handover": "bank_crm.compliance.handover.rows.query_conditions",
	"Bank Export Request": "bank_crm.compliance.export.access.query_conditions",
	"Bank Work Order": "bank_crm.permissions.hooks.query_conditions",
	"Bank Work Order State": "bank_crm.permissions.hooks.query_conditions",
	"Bank Work Order Assignment": "bank_crm.permissions.hooks.query_conditions",
	"Bank Collaboration Task": "bank_crm.permissions.hooks.query_conditions",
	"Bank Survey Invitation": "bank_crm.permissions.hooks.query_conditions",
	"Bank Survey Response": "bank_crm.service.surveys.access.query_conditions",
	"Bank Rating Request": "bank_crm.permissions.hooks.query_conditions",
	"Bank Intake Entry": "bank_crm.permissions.hooks.query_conditions",
	"Bank Order Merge": "bank_crm.permissions.hooks.query_conditions",
	"Bank Rating Trace": "bank_crm.service.following.query_conditions",
	"Bank QA Review": "bank_crm.service.following.query_conditions",
	"Bank Improvement": "bank_crm.service.following.query_conditions",
	"Bank Escalation Entry": "bank_crm.permissions.hooks.query_conditions",
	"Bank Complaint": "bank_crm.permissions.hooks.query_conditions",
	"Bank Campaign Member": "bank_crm.permissions.hooks.query_conditions",
	"Bank Campaign Response": "bank_crm.permissions.hooks.query_conditions",
	"Bank Message": "bank_crm.permissions.hooks.query_conditions",
	"Bank Benefit Grant": "bank_crm.permissions.hooks.query_conditions",
	"Bank Event Registration": "bank_crm.permissions.hooks.query_conditions",
	"Bank Journey Run": "bank_crm.permissions.hooks.query_conditions",
	"Bank Journey Step Log": "bank_crm.permissions.hooks.query_conditions",
	"Bank Webhook Call": "bank_crm.permissions.hooks.query_conditions",
	"Bank Campaign Call": "bank_crm.permissions.hooks.query_conditions",
	"Bank Opportunity": "bank_crm.permissions.hooks.query_conditions",
	"Bank Opportunity Stage": "bank_crm.permissions.hooks.query_conditions",
	"Bank Lead": "bank_crm.permissions.hooks.query_conditions",
	"Bank Contract": "bank_crm.permissions.hooks.query_conditions",
	"Bank Application": "bank_crm.permissions.hooks.query_conditions",
	"Bank Approval": "bank_crm.compliance.approvals.rows.query_conditions",
	"Bank Approval Delegation": "bank_crm.compliance.approvals.rows.delegation_conditions",
	"Bank Sales Target": "bank_crm.sales.targets.rows.query_conditions",
	"Bank Forecast Line": "bank_crm.sales.targets.rows.query_conditions",
	"Bank Performance Score": "bank_crm.sales.performance.rows.query_conditions",
	"Bank Incentive Proposal": "bank_crm.sales.performance.rows.query_conditions",
	"Bank Volume Forecast": "bank_crm.sales.volumes.rows.query_conditions",
	"Dashboard": "bank_crm.analytics.dashboards.rows.query_conditions",
	"Bank Feedback": "bank_crm.service.feedback.rows.query_conditions",
	"Bank Custom Report": "bank_crm.analytics.semantic.sharing.query_conditions",
	# the framework's rows about our documents, and the rows of our forms' tables
	"*": ["bank_crm.permissions.about.query_conditions", "bank_crm.setup.modules.query_conditions"],
}
has_permission = {
	"Bank Asset Snapshot": "bank_crm.permissions.hooks.has_permission",
	"Bank Behaviour Event": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Account": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Merge": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Transaction": "bank_crm.permissions.hooks.has_permission",
	"Bank Duplicate Pair": [
		"bank_crm.permissions.hooks.has_permission",
		"bank_crm.customer.duplicates.access.has_permission",
	],
	"Bank Standing Order": "bank_crm.permissions.hooks.has_permission",
	"Bank Interaction": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Need": "bank_crm.permissions.hooks.has_permission",
	"Bank Stage Change": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Portrait": "bank_crm.permissions.hooks.has_permission",
	"Bank Tier Batch": "bank_crm.customer.tiers.access.has_permission",
	"Bank Tier Batch Member": "bank_crm.permissions.hooks.has_permission",
	"Bank Tier Change": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Tag": "bank_crm.customer.segments.access.has_permission",
	"Bank Segment": "bank_crm.customer.segments.access.has_permission",
	"Bank Segment Change": "bank_crm.permissions.hooks.has_permission",
	"Bank Segment Member": "bank_crm.permissions.hooks.has_permission",
	"Bank Tag Assignment": "bank_crm.permissions.hooks.has_permission",
	"Bank Tag Change": "bank_crm.permissions.hooks.has_permission",
	"Bank Customer Relationship": "bank_crm.permissions.hooks.has_permission",
	"Bank Household": "bank_crm.permissions.hooks.has_permission",
	"Bank Household Member": "bank_crm.permissions.hooks.has_permission",
	"Bank Care Task": "bank_crm.permissions.hooks.has_permission",
	"Bank Contact Consent": "bank_crm.permissions.hooks.has_permission",
	"Bank Life Event": "bank_crm.permissions.hooks.has_permission",
	"Bank Access Grant": "bank_crm.permissions.hooks.has_permission",
	"Bank Access Use": "bank_crm.permissions.hooks.has_permission",
	"Bank Contact Block": "bank_crm.compliance.privacy.rows.has_permission",
	"Bank Data Request": "bank_crm.compliance.privacy.rows.has_permission",
	"Bank Legal Hold": "bank_crm.compliance.privacy.rows.has_permission",
	"Bank Access Request": "bank_crm.compliance.access.rows.has_permission",
	"Bank Handover": "bank_crm.compliance.handover.rows.has_permission",
	"Bank Export Request": "bank_crm.compliance.export.access.has_permission",
	"Bank Work Order": "bank_crm.service.orders.rows.has_permission",
	"Bank Work Order State": "bank_crm.service.orders.rows.has_permission",
	"Bank Work Order Assignment": "bank_crm.service.orders.rows.has_permission",
	"Bank Collaboration Task": "bank_crm.service.orders.rows.has_permission",
	"Bank Rating Request": "bank_crm.service.orders.rows.has_permission",
	"Bank Intake Entry": "bank_crm.service.orders.rows.has_permission",
	"Bank Order Merge": "bank_crm.service.orders.rows.has_permission",
	"Bank Rating Trace": "bank_crm.service.following.has_permission",
	"Bank QA Review": "bank_crm.service.following.has_permission",
	"Bank Improvement": "bank_crm.service.following.has_permission",
	"Bank Escalation Entry": "bank_crm.service.orders.rows.has_permission",
	"Bank Complaint": "bank_crm.service.complaints.rows.has_permission",
	"Bank Opportunity": "bank_crm.sales.opportunities.rows.has_permission",
	"Bank Opportunity Stage": "bank_crm.sales.opportunities.rows.has_permission",
	"Bank Lead": "bank_crm.sales.leads.rows.has_permission",
	"Bank Contract": "bank_crm.sales.deal_rows.has_permission",
	"Bank Application": "bank_crm.sales.deal_rows.has_permission",
	"Bank Approval": "bank_crm.compliance.approvals.rows.has_permission",
	"Bank Approval Delegation": "bank_crm.compliance.approvals.rows.has_delegation",
	"Bank Sales Target": "bank_crm.sales.targets.rows.has_permission",
	"Bank Forecast Line": "bank_crm.sales.targets.rows.has_permission",
	"Bank Performance Score": "bank_crm.sales.performance.rows.has_permission",
	"Bank Incentive Proposal": "bank_crm.sales.performance.rows.has_permission",
	"Bank Volume Forecast": "bank_crm.sales.volumes.rows.has_permission",
	"Dashboard": "bank_crm.analytics.dashboards.rows.has_permission",
	"Bank Feedback": "bank_crm.service.feedback.rows.has_permission",
	"Bank Custom Report": "bank_crm.analytics.semantic.sharing.has_permission",
	"Bank Service Profile": "bank_crm.service.orders.profiles.has_permission",
	"Bank Service Queue": "bank_crm.service.orders.profiles.has_permission",
	"Bank Survey": "bank_crm.customer.segments.access.has_permission",
	"Bank Survey Plan": "bank_crm.customer.segments.access.has_permission",
	"Bank Survey Invitation": "bank_crm.permissions.hooks.has_permission",
	"Bank Survey Response": "bank_crm.service.surveys.access.has_permission",
	"Bank Campaign Member": "bank_crm.permissions.hooks.has_permission",
	"Bank Campaign Response": "bank_crm.permissions.hooks.has_permission",
	"Bank Message": "bank_crm.permissions.hooks.has_permission",
	"Bank Benefit Grant": "bank_crm.permissions.hooks.has_permission",
	"Bank Event Registration": "bank_crm.permissions.hooks.has_permission",
	"Bank Journey Run": "bank_crm.permissions.hooks.has_permission",
	"Bank Journey Step Log": "bank_crm.permissions.hooks.has_permission",
	"Bank Webhook Call": "bank_crm.permissions.hooks.has_permission",
	"Bank Campaign Call": "bank_crm.marketing.telemarketing.rows.has_permission",
	"*": ["bank_crm.permissions.about.has_permission", "bank_crm.setup.modules.has_permission"],
}

# Frappe's mail tables keep no outsider's address, a file follows its document, what is mailed by itself its reader
override_doctype_class = {
	"Auto Email Report": "bank_crm.extends.auto_email_report.OwnRowsReport",
	"Communication": "bank_crm.extends.communication.SealedCommunication",
	"Email Queue": "bank_crm.extends.email_queue.SealedEmailQueue",
	"Email Account": "bank_crm.extends.email_account.ServiceEmailAccount",
	"File": "bank_crm.extends.file.ScopedFile",
	"Module Onboarding": "bank_crm.extends.onboarding.PersonalOnboarding",
	"Scheduled Job Type": "bank_crm.extends.scheduled_job.LookedAtJob",
}
make_email_body_message = ["bank_crm.mail_headers.set_on"]

# Documents: sealed values leave before anything is stored or reported
doc_events = {
	"Translation": {
		"on_update": "bank_crm.extends.words.forget",
		"on_trash": "bank_crm.extends.words.forget",
	},
	"Comment": {"before_insert": "bank_crm.extends.workflow_comment.name_state"},
	"File": {
		"before_insert": "bank_crm.compliance.uploads.check_upload",
		"validate": "bank_crm.compliance.uploads.keep_private",
	},
	"Bank Customer": {
		"before_validate": [
			"bank_crm.customer.tiers.guard.keep_decided",
			"bank_crm.permissions.collaboration.guard",
		],
		"after_insert": "bank_crm.customer.tiers.guard.first_tier",
		"validate": "bank_crm.compliance.sealing.seal_document",
		"before_save": [
			"bank_crm.customer.duplicates.names.fill_pinyin",
			"bank_crm.customer.duplicates.following.guard",
			"bank_crm.customer.overview.stages.stamp",
		],
		"on_update": [
			"bank_crm.customer.duplicates.entry.remember",
			"bank_crm.customer.overview.stages.record",
			"bank_crm.customer.care.assignment.on_customer_update",
			"bank_crm.sales.opportunities.following.on_customer_update",
			"bank_crm.permissions.collaboration.log",
		],
		"on_trash": "bank_crm.compliance.sealing.forget_document",
		"after_delete": "bank_crm.customer.duplicates.pairs.forget_customer",
		"after_rename": "bank_crm.compliance.sealing.follow_rename",
	},
	"Bank Contact Block": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
	},
	"Bank Customer Account": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
		"after_rename": "bank_crm.compliance.sealing.follow_rename",
	},
	"Bank Customer Merge": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
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
	"Bank Work Order": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"before_save": [
			"bank_crm.service.complaints.events.check_order",
			"bank_crm.service.levels.events.before_save",
		],
		"after_insert": "bank_crm.service.complaints.events.after_insert_order",
		"on_update": [
			"bank_crm.service.complaints.events.on_update_order",
			"bank_crm.service.intake.solutions.follow_order",
			"bank_crm.service.ratings.invitations.follow_order",
		],
		"on_trash": "bank_crm.compliance.sealing.forget_document",
	},
	"Bank Lead": {
		"validate": "bank_crm.compliance.sealing.seal_document",
		"on_trash": "bank_crm.compliance.sealing.forget_document",
	},
	"ToDo": {"after_insert": "bank_crm.extends.order_assignment.take_over"},
	"Communication": {"after_insert": "bank_crm.service.intake.replies.staff_wrote"},
	"Activity Log": {
		"before_insert": "bank_crm.compliance.login_log.hide_unknown_name",
		"after_insert": [
			"bank_crm.compliance.login_log.to_operation_log",
			"bank_crm.compliance.login_log.count_failure",
		],
	},
	"*": {
		"onload": "bank_crm.extends.people.name_people",
		"before_validate": "bank_crm.compliance.free_text.quieten_document",
		"validate": [
			"bank_crm.compliance.duties.check_document",
			"bank_crm.customer.checks.check_all_amounts",
		],
		"on_change": "bank_crm.compliance.log_documents.on_change",
		"after_delete": "bank_crm.compliance.log_documents.after_delete",
		"after_rename": "bank_crm.compliance.log_documents.after_rename",
		"before_print": "bank_crm.compliance.log_documents.before_print",
	},
	"Error Log": {"before_insert": "bank_crm.compliance.redaction.redact_error_log"},
	# duties kept apart, and the ways data could leave the bank
	"User": {"validate": "bank_crm.compliance.duties.check_user", "on_update": "bank_crm.setup.licence.warn"},
	"Role Profile": {"validate": "bank_crm.compliance.duties.check_profile"},
	"Has Role": {"before_insert": "bank_crm.compliance.duties.check_grant"},
	"Auto Email Report": {"validate": "bank_crm.compliance.export.attachments.guard_report"},
	"Auto Repeat": {"validate": "bank_crm.compliance.export.attachments.guard_notification"},
	"Kanban Board": {"validate": "bank_crm.permissions.boards.keep_no_names"},
	"Notification": {"validate": "bank_crm.compliance.export.attachments.guard_notification"},
	"Email Queue": {"before_insert": "bank_crm.compliance.export.attachments.guard_mail"},
	"Data Import": {
		"on_change": "bank_crm.compliance.import_files.after_change",
		"after_delete": "bank_crm.compliance.import_files.after_delete",
	},
}
# A pair that only may be the same customer keeps nobody from deleting one of them
ignore_links_on_delete = ["Bank Duplicate Pair"]
before_request = [
	"bank_crm.compliance.redaction.guard_request",
	"bank_crm.compliance.throttle.guard_guests",
]
after_request = [
	"bank_crm.compliance.export.routes.guard_response",
	"bank_crm.compliance.response_headers.mark_refused",
	"bank_crm.compliance.response_headers.add_headers",
	"bank_crm.compliance.log_requests.after_request",
	"bank_crm.compliance.throttle.count_wrong_keys",
	"bank_crm.extends.words.remember",
]

# Log-in: accounts lock, whoever gets in starts anew, forgotten passwords tell guests nothing
before_login = ["bank_crm.compliance.login.before_login"]
on_login = ["bank_crm.compliance.login.on_login"]
override_whitelisted_methods = {
	"frappe.desk.desktop.get_desktop_page": "bank_crm.extends.desktop.get_desktop_page",
	"frappe.core.doctype.user.user.reset_password": "bank_crm.api.password_reset.send_link",
	"frappe.desk.desktop.update_onboarding_step": "bank_crm.extends.onboarding.update_step",
	"frappe.desk.search.get_link_title": "bank_crm.permissions.framework.get_link_title",
	"frappe.utils.global_search.search": "bank_crm.permissions.framework.search",
}
# Frappe's own exports: refused before they run, and their answers taken back; functions that ask too little
auth_hooks = [
	# nothing about who it is, but by now the framework has emptied the request's cache for the last time
	"bank_crm.extends.words.recall",
	"bank_crm.compliance.export.routes.guard_request",
	"bank_crm.permissions.framework.guard_request",
	"bank_crm.setup.modules.guard_request",
]

# Jobs; each data source says itself how often it runs, every 15 minutes by default
scheduler_events = {
	"cron": {
		"*/5 * * * *": ["bank_crm.analytics.sync.jobs.enqueue_due_sources"],
		"30 0 * * *": ["bank_crm.tasks.refresh_figures"],
		"45 2 * * *": ["bank_crm.compliance.login.forget_old"],
		"48 2 * * *": ["bank_crm.analytics.semantic.background.forget_old"],
		"30 7-20 * * *": ["bank_crm.tasks.send_custom_reports"],
		"0 3 * * *": ["bank_crm.tasks.check_profiles"],
		"15 3 * * *": ["bank_crm.tasks.find_duplicates"],
		"0 6 * * *": ["bank_crm.tasks.remind_of_reviews"],
		"30 3 * * *": ["bank_crm.tasks.make_care_tasks"],
		"*/15 9-20 * * *": ["bank_crm.tasks.send_care_greetings"],
		"50 * * * *": ["bank_crm.tasks.publish_snapshot"],
		"20 * * * *": ["bank_crm.tasks.run_surveys"],
		"35 * * * *": ["bank_crm.tasks.refresh_targets"],
		"55 0 * * *": ["bank_crm.tasks.take_forecast"],
		"10 1 * * *": ["bank_crm.tasks.compute_performance", "bank_crm.tasks.end_benefits"],
		"40 1 2 * *": ["bank_crm.tasks.forecast_volumes"],
		"7-59/15 * * * *": ["bank_crm.tasks.send_survey_invitations"],
		"*/10 * * * *": ["bank_crm.tasks.tidy_exports", "bank_crm.tasks.look_after_data_requests"],
		"4-59/5 * * * *": ["bank_crm.tasks.dispatch_orders"],
		"6-59/10 * * * *": ["bank_crm.tasks.look_for_journey_goals"],
		"2-59/5 * * * *": ["bank_crm.tasks.watch_approvals", "bank_crm.tasks.look_after_calls"],
		"3-59/5 * * * *": ["bank_crm.tasks.send_rating_links"],
		"30 6 * * *": ["bank_crm.service.improvements.reminders.remind"],
		"45 3 * * 1": ["bank_crm.tasks.draw_quality_reviews"],
		"20 2 * * *": ["bank_crm.service.orders.loads.recount"],
		"* * * * *": [
			"bank_crm.tasks.seal_operation_log",
			"bank_crm.tasks.sweep_service_levels",
			"bank_crm.tasks.send_campaigns",
			"bank_crm.tasks.run_journeys",
		],
		"25 0 * * *": ["bank_crm.tasks.end_campaigns"],
		"40 * * * *": ["bank_crm.tasks.match_benefits", "bank_crm.tasks.count_campaign_effects"],
		"12-59/30 * * * *": ["bank_crm.tasks.look_after_events"],
		"50 1 * * *": ["bank_crm.tasks.mend_campaign_figures"],
		"15 7 * * *": ["bank_crm.tasks.watch_service"],
		"20 8 * * *": ["bank_crm.tasks.remind_of_data_requests"],
		"10 7 * * *": ["bank_crm.tasks.remind_of_sales"],
		"30 1 * * *": ["bank_crm.tasks.run_retention"],
		"40 4 * * *": ["bank_crm.tasks.look_after_operation_log"],
		"5 * * * *": ["bank_crm.tasks.expire_access"],
		"10 0 * * *": ["bank_crm.compliance.handover.actions.run_due"],
	}
}

# What the customer's page shows: each entry names a dictionary of panels or timeline sources, or a list
# (see customer/overview/registry.py)
bank_customer_panels = [
	"bank_crm.customer.overview.assets.PANELS",
	"bank_crm.customer.overview.contact.PANELS",
	"bank_crm.customer.overview.standing.PANELS",
	"bank_crm.customer.overview.around.PANELS",
	"bank_crm.service.orders.overview.PANELS",
	"bank_crm.service.surveys.overview.PANELS",
	"bank_crm.marketing.overview.PANELS",
	"bank_crm.marketing.benefits.overview.PANELS",
	"bank_crm.marketing.events.overview.PANELS",
	"bank_crm.marketing.journeys.overview.PANELS",
	"bank_crm.sales.opportunities.overview.PANELS",
	"bank_crm.sales.contracts.overview.PANELS",
	"bank_crm.compliance.privacy.panel.PANELS",
]
bank_customer_timeline = [
	"bank_crm.customer.overview.contact.SOURCES",
	"bank_crm.customer.overview.standing.SOURCES",
	"bank_crm.customer.overview.around.SOURCES",
	"bank_crm.service.orders.overview.SOURCES",
	"bank_crm.marketing.overview.SOURCES",
	"bank_crm.marketing.journeys.overview.SOURCES",
	"bank_crm.sales.opportunities.overview.SOURCES",
	"bank_crm.sales.contracts.overview.SOURCES",
]

# What stands on the page 【我的一天】: each entry names a tuple of sections (see customer/day/registry.py)
bank_my_day = [
	"bank_crm.sales.day.SECTIONS",
	"bank_crm.customer.day.sections.SECTIONS",
	"bank_crm.service.orders.day.SECTIONS",
]

# How long rows that know customers are kept and how they go: each DocType with a customer is declared here
# (see domain/personal_data.py)
bank_personal_data = [
	"bank_crm.customer.personal_data.PERSONAL_DATA",
	"bank_crm.compliance.personal_data.PERSONAL_DATA",
	"bank_crm.service.intake.personal_data.PERSONAL_DATA",
	"bank_crm.service.orders.personal_data.PERSONAL_DATA",
	"bank_crm.service.complaints.personal_data.PERSONAL_DATA",
	"bank_crm.service.surveys.personal_data.PERSONAL_DATA",
	"bank_crm.marketing.personal_data.PERSONAL_DATA",
	"bank_crm.marketing.journeys.personal_data.PERSONAL_DATA",
	"bank_crm.sales.personal_data.PERSONAL_DATA",
]

# Approvals: the workflows the app ships, each a plan (see setup/workflows.py)
bank_workflows = [
	"bank_crm.compliance.access.workflow.WORKFLOW",
	"bank_crm.compliance.export.workflow.WORKFLOW",
	"bank_crm.service.orders.workflow.WORKFLOW",
	"bank_crm.service.complaints.workflow.WORKFLOW",
	"bank_crm.compliance.privacy.workflow.WORKFLOW",
	"bank_crm.marketing.campaigns.workflow.WORKFLOW",
	"bank_crm.marketing.journeys.workflow.WORKFLOW",
	"bank_crm.sales.contracts.workflow.WORKFLOW",
	"bank_crm.sales.applications.workflow.WORKFLOW",
	"bank_crm.sales.incentives.workflow.WORKFLOW",
]
# What the approval matrix decides about: kind → what it says of its documents (see compliance/approvals/subjects.py)
bank_approval_subjects = {
	"Contract": "bank_crm.sales.contracts.steps.SUBJECT",
	"Application": "bank_crm.sales.applications.steps.SUBJECT",
	"Campaign": "bank_crm.marketing.campaigns.approval.SUBJECT",
	"Journey": "bank_crm.marketing.journeys.approval.SUBJECT",
	"Tier Batch": "bank_crm.customer.tiers.approval.SUBJECT",
}

# A bench for trying the app out asks these (see docs/operations.md); a bank's own bench never does
bench_demo = "bank_crm.demo.load.run"
bench_logins = "bank_crm.demo.logins.list_logins"
bench_import = {
	"berka": "bank_crm.analytics.importers.berka.run",
	"service-events": "bank_crm.analytics.importers.service_events.run",
}
bench_verbs = {
	"rotate-keys": "bank_crm.compliance.rotation.run",
	"verify-log": "bank_crm.compliance.log_verify.run",
}
bench_benchmarks = {
	"oplog": "bank_crm.benchmarks.oplog.run",
	"generator": "bank_crm.benchmarks.generator.run",
	"segments": "bank_crm.benchmarks.segments.run",
	"sync": "bank_crm.benchmarks.sync.run",
	"customer_page": "bank_crm.benchmarks.customer_page.run",
	"tiers": "bank_crm.benchmarks.tiers.run",
	"scope": "bank_crm.benchmarks.scope.run",
	"service": "bank_crm.benchmarks.service.run",
	"campaign": "bank_crm.benchmarks.campaign.run",
	"effect": "bank_crm.benchmarks.effect.run",
	"journeys": "bank_crm.benchmarks.journeys.run",
	"sales": "bank_crm.benchmarks.sales.run",
	"reports": "bank_crm.benchmarks.reports.run",
}

# Care: the channels greetings can be sent through; another app may add or replace one
bank_care_gateways = {
	"SMS": "bank_crm.customer.care.channels.SMSGateway",
	"Email": "bank_crm.customer.care.channels.EmailGateway",
}

# Marketing: how gateways are spoken to, what texts may say of a customer (see marketing/gateways/base.py, templates/fields.py)
bank_message_gateways = {
	"HTTP": "bank_crm.marketing.gateways.http.HttpGateway",
	"Email Queue": "bank_crm.marketing.gateways.mail.MailGateway",
}
bank_merge_fields = [
	"bank_crm.marketing.templates.fields.FIELDS",
	"bank_crm.marketing.benefits.fields.FIELDS",
	"bank_crm.marketing.events.fields.FIELDS",
]
# What happens to a wave's targets once they are fixed, before anything leaves (see marketing/sending/waves.py)
bank_wave_targets = [
	"bank_crm.marketing.benefits.issuing.to_wave",
	"bank_crm.marketing.events.inviting.to_wave",
]
# channels without a gateway, each with what takes a wave whose targets are fixed (see marketing/sending/waves.py)
bank_wave_channels = {"Phone": "bank_crm.marketing.telemarketing.lists.start"}
# Attachments that neither change nor go, by the DocType they are attached to (see compliance/fixed_files.py)
bank_fixed_files = {"Bank Contract": "bank_crm.sales.contracts.attachments.why_fixed"}
# who has work that needs a customer's complete number, though the customer is another's (see compliance/reveal.py)
bank_reveals_for_work = ["bank_crm.marketing.telemarketing.rows.may_dial"]
# What a step of a journey can do, by the kind of step (see marketing/journeys/actions)
bank_journey_actions = {
	"Message": "bank_crm.marketing.journeys.actions.message.ACTION",
	"Task": "bank_crm.marketing.journeys.actions.task.ACTION",
	"Tag": "bank_crm.marketing.journeys.actions.tag.ACTION",
	"Opportunity": "bank_crm.marketing.journeys.actions.opportunity.ACTION",
	"Lead": "bank_crm.marketing.journeys.actions.lead.ACTION",
	"Survey": "bank_crm.marketing.journeys.actions.survey.ACTION",
	"Benefit": "bank_crm.marketing.benefits.journey_action.ACTION",
	"Webhook": "bank_crm.marketing.journeys.actions.webhook.ACTION",
}

# Service: where the handling dialog looks for knowledge to link to (see service/orders/templates.py)
bank_knowledge_sources = ["bank_crm.service.orders.templates.help_articles"]
# Surveys: the DocTypes a plan may take its audience from, each with a function that selects its customers
bank_survey_audiences = {
	"Bank Segment": "bank_crm.service.surveys.audience.of_segment",
	"Bank Customer Tag": "bank_crm.service.surveys.audience.of_tag",
	"Bank Work Order": "bank_crm.service.surveys.audience.of_orders",
	"Bank Campaign": "bank_crm.marketing.effect.review.survey_audience",
}
