frappe.listview_settings["Bank Data Request"] = {
	add_fields: ["due_on"],
	hide_name_column: false,
};
