frappe.query_reports["Bank Cross-Sell"] = {
	filters: [
		{
			fieldname: "by",
			label: __("Grouped by"),
			fieldtype: "Select",
			default: "tier",
			options: [
				{ value: "tier", label: __("Tier") },
				{ value: "branch", label: __("Branch") },
				{ value: "manager", label: __("Relationship Manager") },
			],
		},
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Bank Segment" },
	],
};
