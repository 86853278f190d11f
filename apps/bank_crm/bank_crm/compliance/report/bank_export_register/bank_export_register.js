frappe.query_reports["Bank Export Register"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_months(frappe.datetime.get_today(), -3),
		},
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "status", label: __("Status"), fieldtype: "Link", options: "Workflow State" },
		{ fieldname: "applicant", label: __("Applicant"), fieldtype: "Link", options: "User" },
	],

	formatter(value, row, column, data, standard) {
		const text = ["purpose", "recipient", "source", "applicant_name", "decider_name", "file_hash"];
		return text.includes(column.fieldname) ? bank_crm.format.escape(value) : standard(value, row, column, data);
	},
};
