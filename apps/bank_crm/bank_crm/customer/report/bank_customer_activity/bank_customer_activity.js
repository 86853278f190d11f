frappe.query_reports["Bank Customer Activity"] = {
	filters: bank_crm.population.filters(
		6,
		bank_crm.population.grouped({ ...bank_crm.population.groups(), month: __("Month") }, "tier"),
		bank_crm.population.choice(
			"activity_level",
			__("Activity Level"),
			{ "": "", ...bank_crm.population.words(["High", "Medium", "Low", "Dormant"], "Bank Customer") }
		)
	),

	formatter(value, row, column, data, standard) {
		const shown = standard(value, row, column, data);
		const by = frappe.query_report.get_filter_value("by");
		if (!data || by === "month" || !value) return shown;
		const levels = { level_high: "High", level_medium: "Medium", level_low: "Low", level_dormant: "Dormant" };
		const wanted = {
			customers: frappe.query_report.get_filter_value("activity_level"),
			active: ["in", ["High", "Medium"]],
			...levels,
		};
		if (!(column.fieldname in wanted)) return shown;
		const own = { ...bank_crm.population.given(), [by]: data.key };
		return bank_crm.population.to_list(shown, "Bank Customer", {
			...own,
			status: "Active",
			activity_level: wanted[column.fieldname],
		});
	},
};
