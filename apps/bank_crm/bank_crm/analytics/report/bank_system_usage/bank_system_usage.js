frappe.query_reports["Bank System Usage"] = {
	filters: [
		bank_crm.population.grouped(
			{ user: __("Person", null, "Bank System Usage"), branch: __("Branch"), module: __("Module"), month: __("Month") },
			"user"
		),
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -1),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],

	formatter(value, row, column, data, standard) {
		if (["user", "post", "branch", "module"].includes(column.fieldname)) return bank_crm.format.escape(value);
		const shown = standard(value, row, column, data);
		const by = frappe.query_report.get_filter_value("by");
		if (!data || !value || by !== "user") return shown;
		if (column.fieldname === "operations" && frappe.model.can_read("Bank Operation Log")) {
			return bank_crm.population.to_list(shown, "Bank Operation Log", {
				user: data.key,
				occurred_at: bank_crm.population.moments(),
			});
		}
		if (column.fieldname === "overdue") {
			const tasks = { assigned_to: data.key, status: "Open" };
			return bank_crm.format.red(bank_crm.population.to_list(shown, "Bank Care Task", tasks), true);
		}
		return shown;
	},
};
