frappe.query_reports["Bank Custom Report Result"] = {
	filters: [
		{
			fieldname: "custom_report",
			label: __("Custom Report"),
			fieldtype: "Link",
			options: "Bank Custom Report",
			reqd: 1,
		},
	],
};
