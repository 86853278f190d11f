frappe.query_reports["Bank Complaint Analysis"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -12) },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "by",
			label: __("Grouped by"),
			fieldtype: "Select",
			default: "category",
			options: [
				{ value: "category", label: __("Business Category") },
				{ value: "reason", label: __("Reason Category") },
				{ value: "cause", label: __("Root Cause") },
				{ value: "outcome", label: __("Outcome") },
				{ value: "origin", label: __("Origin") },
				{ value: "branch", label: __("Branch") },
				{ value: "investigator", label: __("Investigator") },
				{ value: "channel", label: __("Channel") },
				{ value: "subtype", label: __("Subtype") },
				{ value: "product", label: __("Product") },
				{ value: "month", label: __("Month") },
			],
		},
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],
};
