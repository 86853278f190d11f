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

	formatter(value, row, column, data, standard) {
		const shown = standard(value, row, column, data);
		const outcomes = { won: "Won", lost: "Lost" };
		if (!data?.key || !value || !(column.fieldname in outcomes)) return shown;
		const chosen = (name) => frappe.query_report.get_filter_value(name);
		const by = chosen("by") || "salesperson";
		const given = ["branch", "salesperson", "product_category", "pipeline"].map((name) => [name, chosen(name)]);
		const period = chosen("from_date") && chosen("to_date") ? bank_crm.population.moments() : "";
		return bank_crm.population.to_list(shown, "Bank Opportunity", {
			...Object.fromEntries(given),
			...(by === "month" ? {} : { [by]: data.key }),
			outcome: outcomes[column.fieldname],
			closed_on: by === "month" ? bank_crm.population.moments(data.key) : period,
		});
	},
};
