// Measures whose figures lead to the records behind them: column → stored name.
const MEASURES = Object.fromEntries(
	[
		"Contacts",
		"Care Tasks Done",
		"Work Orders Answered",
		"Won Opportunities",
		"Won Amount",
		"Converted Leads",
		"Customers Won",
		"Customers Lost",
		"Asset Growth",
		"Service Rating",
	].map((name) => [name.toLowerCase().replaceAll(" ", "_"), name])
);

frappe.query_reports["Bank Staff Performance"] = {
	filters: [
		{ fieldname: "scheme", label: __("Scheme"), fieldtype: "Link", options: "Bank Performance Scheme" },
		{ fieldname: "from_date", label: __("Period Of"), fieldtype: "Date" },
		{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
	],
	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		const measure = MEASURES[column.fieldname];
		if (!measure || !data?.score_name || value === null || value === undefined) return shown;
		const query = new URLSearchParams({ score: data.score_name, measure });
		return `<a href="${frappe.router.make_url(["query-report", "Bank Performance Records"])}?${query}">${shown}</a>`;
	},
};
