frappe.query_reports["Bank Wealth Sales Trend"] = {
	filters: bank_crm.population.filters(
		12,
		bank_crm.population.grouped(
			{ month: __("Month"), product_category: __("Product Line"), ...bank_crm.population.groups() },
			"month"
		),
		bank_crm.population.choice("product_category", __("Product Line"), {
			"": "",
			All: __("All Product Lines"),
			...bank_crm.population.words(["Wealth", "Fund", "Insurance", "Precious Metal", "Time Deposit"], "Bank Product"),
		})
	),

	formatter(value, row, column, data, standard) {
		const shown = standard(value, row, column, data);
		const kinds = { purchases: "Purchase", redemptions: "Redemption" };
		if (column.fieldname === "net" || column.fieldname === "change_rate") {
			return bank_crm.format.red(shown, flt(value) < 0);
		}
		if (!data || !value || !(column.fieldname in kinds)) return shown;
		const by = frappe.query_report.get_filter_value("by");
		const chosen = frappe.query_report.get_filter_value("product_category");
		const line = by === "product_category" ? data.key : chosen || "Wealth";
		if (!["month", "product_category"].includes(by) || Object.values(bank_crm.population.given()).some(Boolean)) return shown;
		return bank_crm.population.to_list(shown, "Bank Customer Transaction", {
			txn_type: kinds[column.fieldname],
			product_category: line === "All" ? "" : line,
			posted_at: bank_crm.population.moments(by === "month" ? data.month : null),
		});
	},
};
