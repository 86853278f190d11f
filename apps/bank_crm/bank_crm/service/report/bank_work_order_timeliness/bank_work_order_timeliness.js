frappe.query_reports["Bank Work Order Timeliness"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -3) },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "by",
			label: __("Grouped by"),
			fieldtype: "Select",
			default: "order_type",
			options: [
				{ value: "order_type", label: __("Type", null, "Bank Work Order") },
				{ value: "subtype", label: __("Subtype") },
				{ value: "handler", label: __("Handler") },
				{ value: "branch", label: __("Branch") },
				{ value: "queue", label: __("Queue") },
				{ value: "channel", label: __("Channel") },
				{ value: "priority", label: __("Priority") },
				{ value: "customer_tier", label: __("Tier") },
				{ value: "service_level", label: __("Service Level") },
				{ value: "month", label: __("Month") },
			],
		},
		{
			fieldname: "order_type",
			label: __("Type", null, "Bank Work Order"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Enquiry", label: __("Enquiry", null, "Bank Work Order") },
				{ value: "Complaint", label: __("Complaint", null, "Bank Work Order") },
				{ value: "Suggestion", label: __("Suggestion", null, "Bank Work Order") },
				{ value: "Business Request", label: __("Business Request", null, "Bank Work Order") },
			],
		},
		{ fieldname: "subtype", label: __("Subtype"), fieldtype: "Link", options: "Bank Work Order Subtype" },
		{ fieldname: "handler", label: __("Handler"), fieldtype: "Link", options: "User" },
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],
};
