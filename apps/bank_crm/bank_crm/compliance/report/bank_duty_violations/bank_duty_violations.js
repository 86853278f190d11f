frappe.query_reports["Bank Duty Violations"] = {
	filters: [
		{
			fieldname: "kind",
			label: __("Kind"),
			fieldtype: "Select",
			options: [
				{ value: "", label: "" },
				{ value: "Maker and Checker", label: __("Maker and Checker") },
				{ value: "Conflicting Roles", label: __("Conflicting Roles") },
			],
		},
	],
};
