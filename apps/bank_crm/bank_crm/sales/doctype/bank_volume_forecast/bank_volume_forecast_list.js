frappe.listview_settings["Bank Volume Forecast"] = {
	hide_name_column: true,

	onload(listview) {
		listview.page.add_inner_button(__("Chart"), () => frappe.set_route("query-report", "Bank Volume Outlook"));
	},
};
