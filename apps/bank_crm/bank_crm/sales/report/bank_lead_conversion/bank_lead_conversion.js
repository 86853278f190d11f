frappe.query_reports["Bank Lead Conversion"] = {
	filters: bank_crm.sales_filters(
		{
			fieldname: "by",
			label: __("Grouped by"),
			fieldtype: "Select",
			default: "source",
			options: [
				{ value: "source", label: __("Source") },
				{ value: "salesperson", label: __("Salesperson") },
				{ value: "branch", label: __("Branch") },
				{ value: "product_category", label: __("Product Line") },
				{ value: "campaign", label: __("Campaign") },
			],
		},
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -3) },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		"branch",
		"salesperson",
		"product_category"
	),
};
