{% include "bank_crm/public/js/reports/order_filters.js" %}

frappe.query_reports["Bank Work Order Backlog"] = {
	filters: bank_crm.order_filters(bank_crm.order_groups("branch"), "order_type", "subtype", "handler", "branch", "queue"),
};
