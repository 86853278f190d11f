frappe.query_reports["Bank Sales Performance"] = {
	filters: bank_crm.sales_filters(
		{
			fieldname: "by",
			label: __("Grouped by"),
			fieldtype: "Select",
			default: "salesperson",
			options: [
				{ value: "salesperson", label: __("Salesperson") },
				{ value: "branch", label: __("Branch") },
				{ value: "month", label: __("Month") },
				{ value: "product_category", label: __("Product Line") },
				{ value: "pipeline", label: __("Pipeline") },
				{ value: "source", label: __("Source") },
			],
		},
		"from_date",
		"to_date",
		"branch",
		"salesperson",
		"product_category",
		"pipeline"
	),
};
