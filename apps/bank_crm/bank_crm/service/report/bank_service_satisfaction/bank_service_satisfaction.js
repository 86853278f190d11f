{% include "bank_crm/public/js/reports/order_filters.js" %}

frappe.query_reports["Bank Service Satisfaction"] = {
	filters: bank_crm.order_filters("from_date", "to_date", "order_type", "subtype", "handler", "branch", {
		fieldname: "subtypes",
		label: __("Each Subtype"),
		fieldtype: "Check",
		default: 0,
	}),
};
