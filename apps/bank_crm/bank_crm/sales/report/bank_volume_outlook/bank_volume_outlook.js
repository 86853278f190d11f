frappe.query_reports["Bank Volume Outlook"] = {
	filters: [
		{
			fieldname: "measure",
			label: __("Volume"),
			fieldtype: "Select",
			default: "Deposits Received",
			options: ["Deposits Received", "Loans Granted", "Deposit Balance", "Loan Balance"].map((value) => ({
				value,
				label: __(value, null, "Bank Volume Forecast"),
			})),
		},
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],
	onload(report) {
		report.page.add_inner_button(__("Sales Forecast"), () => frappe.set_route("query-report", "Bank Sales Forecast"));
	},
};
