frappe.query_reports["Bank Asset Trend"] = {
	filters: bank_crm.population.filters(
		12,
		bank_crm.population.choice(
			"show",
			__("Show"),
			{ Trend: __("Trend"), "Asset-Loss Customers": __("Asset-Loss Customers") },
			"Trend"
		),
		bank_crm.population.grouped({ ...bank_crm.population.groups(), whole: __("All Customers") }, "tier"),
		bank_crm.population.lines(["Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Insurance"])
	),

	onload(report) {
		report.page.add_inner_button(__("Asset-Loss Customers"), () => report.set_filter_value("show", "Asset-Loss Customers"));
		report.page.add_inner_button(__("Trend"), () => report.set_filter_value("show", "Trend"));
	},

	formatter(value, row, column, data, standard) {
		if (column.fieldname === "name") return bank_crm.format.customer(value);
		if (["customer_name", "branch", "manager"].includes(column.fieldname) && !data?.month) {
			return bank_crm.format.escape(value);
		}
		if (column.fieldname === "tier" && data?.name) return bank_crm.format.pill("tier", value);
		const shown = standard(value, row, column, data);
		if (column.fieldname === "customers" && data?.month) {
			const by = frappe.query_report.get_filter_value("by");
			const group = by === "whole" ? {} : { [by]: data.key };
			const month_end = bank_crm.population.moments(data.month)[1][1];
			const own = { ...bank_crm.population.given(), ...group };
			const narrowed = Object.values(own).some(Boolean);
			// a month-end's rows have no tier or branch of their own: the customers they are of
			return narrowed
				? bank_crm.population.to_list(shown, "Bank Customer", own)
				: bank_crm.population.to_list(shown, "Bank Asset Snapshot", { month_end });
		}
		const falling = ["change", "change_rate"].includes(column.fieldname) && flt(value) < 0;
		const lost = ["lost", "lost_rate"].includes(column.fieldname);
		return bank_crm.format.red(shown, falling || lost);
	},
};
