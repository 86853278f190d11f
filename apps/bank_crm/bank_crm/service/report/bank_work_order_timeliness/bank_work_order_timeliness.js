{% include "bank_crm/public/js/reports/order_filters.js" %}

frappe.query_reports["Bank Work Order Timeliness"] = {
	filters: bank_crm.order_filters(
		"from_date",
		"to_date",
		bank_crm.order_groups("order_type", { value: "month", label: __("Month") }),
		"order_type",
		"subtype",
		"handler",
		"branch"
	),
};
