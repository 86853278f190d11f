frappe.listview_settings["Bank Export Request"] = {
	add_fields: ["expires_at", "failure"],
	hide_name_column: false,
};
