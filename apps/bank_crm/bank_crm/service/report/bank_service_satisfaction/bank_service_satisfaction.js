{% include "bank_crm/public/js/reports/order_filters.js" %}

frappe.query_reports["Bank Service Satisfaction"] = {
	filters: bank_crm.order_filters("from_date", "to_date", "order_type", "subtype", "handler", "branch", {
		fieldname: "subtypes",
		label: __("Each Subtype"),
		fieldtype: "Check",
		default: 0,
	}),

	formatter(value, row, column, data, standard) {
		const shown = standard(value, row, column, data);
		const ratings = { answered: "", rated: [">", 0], low: ["in", [1, 2]] };
		if (!data?.raw || !value || !(column.fieldname in ratings)) return shown;
		return bank_crm.population.to_list(shown, "Bank Work Order", {
			...data.raw,
			branch: frappe.query_report.get_filter_value("branch"),
			answered_on: bank_crm.population.moments(),
			rating: ratings[column.fieldname],
		});
	},
};
