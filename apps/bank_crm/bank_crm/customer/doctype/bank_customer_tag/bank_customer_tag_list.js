frappe.listview_settings["Bank Customer Tag"] = {
	add_fields: ["enabled", "conditions", "refresh_note"],
	hide_name_column: true,

	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (doc.refresh_note) return [__("Not Refreshed"), "red", "refresh_note,is,set"];
		if (doc.conditions) return [__("by rule"), "blue", "conditions,is,set"];
		return [__("by hand"), "green", "conditions,is,not set"];
	},
};
