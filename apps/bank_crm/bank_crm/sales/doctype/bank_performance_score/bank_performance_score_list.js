frappe.listview_settings["Bank Performance Score"] = {
	hide_name_column: true,
	add_fields: ["closed"],

	get_indicator: (doc) =>
		doc.closed ? [__("Closed"), "green", "closed,=,1"] : [__("Still Counted"), "orange", "closed,=,0"],
};
