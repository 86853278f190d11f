frappe.query_reports["Bank Target Progress"] = {
	tree: true,
	name_field: "target",
	initial_depth: 3,
	filters: [
		{ fieldname: "day", label: __("On"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "metric",
			label: __("Counts"),
			fieldtype: "Select",
			options: ["", "Won Amount", "Won Opportunities", "Converted Leads", "New Customers"].map((value) => ({
				value,
				label: value && __(value, null, "Bank Sales Target"),
			})),
		},
		{
			fieldname: "period",
			label: __("Period"),
			fieldtype: "Select",
			options: ["", "Month", "Quarter", "Year"].map((value) => ({ value, label: value && __(value, null, "Bank Sales Target") })),
		},
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],
};
