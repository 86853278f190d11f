frappe.query_reports["Bank Sales Bottlenecks"] = {
	filters: bank_crm.sales_filters("pipeline", "from_date", "to_date", "branch", "salesperson", "product_category"),
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		return column.fieldname === "finding" && value ? `<strong class="text-warning">${shown}</strong>` : shown;
	},
};
