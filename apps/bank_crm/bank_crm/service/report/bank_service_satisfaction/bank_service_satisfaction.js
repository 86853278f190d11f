frappe.query_reports["Bank Service Satisfaction"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -3) },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
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
		{ fieldname: "subtypes", label: __("Each Subtype"), fieldtype: "Check", default: 0 },
	],
};
