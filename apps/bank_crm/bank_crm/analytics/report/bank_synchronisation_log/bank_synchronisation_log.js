frappe.query_reports["Bank Synchronisation Log"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -1),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "data_source", label: __("Data Source"), fieldtype: "Link", options: "Bank Data Source" },
		bank_crm.population.choice("state", __("Status"), {
			"": "",
			...bank_crm.population.words(["Queued", "Running", "Completed", "Completed with Refusals", "Failed"], "Bank Sync Run"),
		}),
		bank_crm.population.choice("mode", __("Mode", null, "Bank Sync Run"), {
			"": "",
			...bank_crm.population.words(["Incremental", "Full"], "Bank Sync Run"),
		}),
	],

	formatter(value, row, column, data, standard) {
		if (column.fieldname === "error") return bank_crm.format.escape(value);
		const shown = standard(value, row, column, data);
		if (column.fieldname === "state" && data) {
			const colours = { Completed: "green", "Completed with Refusals": "orange", Failed: "red", Running: "blue" };
			return `<span class="indicator-pill no-indicator-dot ${colours[data.key] || "gray"}">${bank_crm.format.escape(value)}</span>`;
		}
		if (column.fieldname === "rows_refused" && flt(value)) {
			return bank_crm.population.to_list(shown, "Bank Sync Refusal", { run: data.name });
		}
		return shown;
	},
};
