frappe.query_reports["Bank Sales Forecast"] = {
	tree: true,
	name_field: "branch",
	initial_depth: 3,
	filters: bank_crm.sales_filters(
		{
			fieldname: "by",
			label: __("Grouped by"),
			fieldtype: "Select",
			default: "month",
			options: [
				{ value: "month", label: __("Month") },
				{ value: "branch", label: __("Branch") },
				{ value: "salesperson", label: __("Salesperson") },
				{ value: "product_category", label: __("Product Line") },
			],
		},
		"from_date",
		"to_date",
		"branch",
		"salesperson",
		"product_category",
		{ fieldname: "snapshot", label: __("Compared With"), fieldtype: "Link", options: "Bank Forecast Snapshot" }
	),
	onload(report) {
		report.page.add_inner_button(__("Volumes"), () => frappe.set_route("query-report", "Bank Volume Outlook"));
		if (!frappe.user.has_role(["Bank Branch Manager", "Bank CRM Administrator"])) return;
		report.page.add_inner_button(__("Keep This Forecast"), async () => {
			const name = await frappe.xcall("bank_crm.api.sales_forecast.take");
			frappe.show_alert({ message: __("Snapshot {0} is kept.", [name]), indicator: "green" });
		});
	},
};
