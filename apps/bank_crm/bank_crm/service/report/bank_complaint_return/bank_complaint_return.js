frappe.query_reports["Bank Complaint Return"] = {
	filters: [
		{ fieldname: "year", label: __("Year"), fieldtype: "Int", default: moment().subtract(1, "quarter").year() },
		{
			fieldname: "quarter",
			label: __("Quarter"),
			fieldtype: "Select",
			options: ["1", "2", "3", "4"],
			default: String(moment().subtract(1, "quarter").quarter()),
		},
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],

	formatter(value, row, column, data, standard) {
		const shown = standard(value, row, column, data);
		return data?.is_total ? `<b>${shown}</b>` : shown;
	},
};
