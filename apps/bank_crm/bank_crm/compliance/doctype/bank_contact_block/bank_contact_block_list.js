frappe.listview_settings["Bank Contact Block"] = {
	add_fields: ["active"],
	hide_name_column: true,
	get_indicator(doc) {
		return doc.active
			? [__("In Force", null, "Bank Contact Block"), "red", "active,=,1"]
			: [__("Lifted", null, "Bank Contact Block"), "gray", "active,=,0"];
	},
};
